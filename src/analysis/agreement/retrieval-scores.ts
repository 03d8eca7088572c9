/** How well one coder finds what a reference has, 0–1 each; undefined where nothing was found or was to be found. */
export interface RetrievalScores {
  /** Of what was found, the share that is in the reference. */
  readonly precision: number | undefined;
  /** Of what is in the reference, the share that was found. */
  readonly recall: number | undefined;
  /** `2 · matched / (reference + found)`; undefined when both are empty. */
  readonly f1: number | undefined;
}

/**
 * Precision, recall and F1 from counts.
 *
 * @param matched - occurrences that are in both
 * @param reference - occurrences of the reference
 * @param found - occurrences of the coder that is scored
 */
export function retrievalScores(matched: number, reference: number, found: number): RetrievalScores {
  return {
    precision: found > 0 ? matched / found : undefined,
    recall: reference > 0 ? matched / reference : undefined,
    f1: reference + found > 0 ? (2 * matched) / (reference + found) : undefined,
  };
}

/**
 * The best guess that looks at nothing, by F1: to call every unit present, unless none is. Its κ is 0, as of every
 * constant guess.
 *
 * @param prevalence - share of units that the reference calls present, 0–1
 */
export function constantBaseline(prevalence: number): {
  readonly name: 'always present' | 'always absent';
  readonly kappa: 0;
  readonly f1: number;
} {
  return prevalence > 0
    ? { name: 'always present', kappa: 0, f1: (2 * prevalence) / (1 + prevalence) }
    : { name: 'always absent', kappa: 0, f1: 0 };
}
