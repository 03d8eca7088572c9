import type { Candidate } from '../candidate.ts';
import type { Corpus } from '../digest/corpus.ts';
import { mineContrasts } from './mine-contrasts.ts';
import { mineLateWork } from './mine-late-work.ts';
import { mineWaste } from './mine-waste.ts';

/**
 * Warnings: what failed runs do that successful runs of the same task do not ({@link mineContrasts}), and wasted work
 * ({@link mineWaste}, {@link mineLateWork}).
 *
 * @param workflows - their alternatives count as one act
 */
export function mineWarnings(corpus: Corpus, workflows: readonly Candidate[]): Candidate[] {
  return [...mineContrasts(corpus, workflows), ...mineWaste(corpus), ...mineLateWork(corpus)];
}
