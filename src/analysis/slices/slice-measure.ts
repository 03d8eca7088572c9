/** What slices are compared on: a number per run, NaN where it is not known. */
export interface SliceMeasure {
  readonly values: Float64Array;
  /** The numbers are 0 and 1. */
  readonly isShare: boolean;
  /** Runs of one cluster are alike, as trials of one task; 0-based. */
  readonly clusters: Int32Array;
}
