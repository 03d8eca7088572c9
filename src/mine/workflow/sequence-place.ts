/** One occurrence, element by element: symbol indexes in the run, and what was done there. */
export interface SequencePlace {
  readonly run: number;
  readonly at: readonly number[];
  readonly acts: readonly number[];
}
