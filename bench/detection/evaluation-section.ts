/** One score of a detector on labelled runs, beside what costs nothing. */
export interface EvaluationRow {
  readonly what: string;
  /** Units that were scored. */
  readonly n: number;
  /** The score as it is to be printed, with its name: `F1 0.91`. */
  readonly score: string;
  /** 95%, over runs. */
  readonly interval: readonly [number, number];
  /** The best constant guess, or the simpler detector to beat. */
  readonly baseline: { readonly name: string; readonly score: number };
  /** A figure of somebody else's on the same data, with who says so. */
  readonly published?: string;
}

/** What a benchmark says about detection: a section of docs/detection.md. */
export interface EvaluationSection {
  readonly title: string;
  /** Folder of the data, and what was taken from it. */
  readonly data: string;
  /** Runs. */
  readonly n: number;
  readonly rows: readonly EvaluationRow[];
  /** Sentences of Markdown: how it was measured, what falls short. */
  readonly notes: readonly string[];
}
