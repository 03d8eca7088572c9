/**
 * A pattern over symbol ids: each element is a list of alternatives, one of which must stand there; between two elements
 * at most `maxGap` other symbols.
 */
export interface Phrase {
  readonly elements: readonly (readonly number[])[];
  readonly maxGap: number;
}
