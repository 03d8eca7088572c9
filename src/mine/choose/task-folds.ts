import { sha256 } from '../../core/content-key.ts';
import { learnCode, learnOrder1, type Order1 } from './learn-code.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Phrase } from '../workflow/find-occurrences.ts';

const FOLDS = 3;

/** Some of the tasks: their runs, to be measured, and those of all other tasks, to learn from. */
export interface TaskFold {
  readonly measured: readonly Int32Array[];
  readonly learned: readonly Int32Array[];
  readonly order1: Order1;
}

/**
 * The runs that sequences may be learned from, in three folds of tasks.
 *
 * @param maxSymbols - runs beyond this many symbols are left out, in order of a hash of their id
 */
export function taskFolds(
  { fragments, heldOut, lexicon }: Corpus,
  { maxSymbols = Number.POSITIVE_INFINITY } = {},
): TaskFold[] {
  const folds: Int32Array[][] = Array.from({ length: FOLDS }, () => []);
  const shuffled = fragments
    .filter((_, run) => !heldOut[run])
    .map((fragment) => ({ fragment, key: sha256(fragment.id, 12) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  let symbols = 0;
  for (const { fragment } of shuffled) {
    if (symbols >= maxSymbols) break;
    symbols += fragment.symbols.length;
    folds[Number.parseInt(sha256(`fold:${fragment.task}`, 6), 16) % FOLDS]!.push(fragment.symbols);
  }
  return folds.flatMap((measured, k) => {
    if (measured.length === 0) return [];
    const learned = folds.filter((_, other) => other !== k).flat();
    return [{ measured, learned, order1: learnOrder1(learned, lexicon.size) }];
  });
}

/** Bits to write each run, fold by fold, by what was learned from the other folds, that is from other tasks. */
export function crossRunBits(folds: readonly TaskFold[], size: number, phrases: readonly Phrase[]): number[] {
  return folds.flatMap(({ measured, learned, order1 }) => {
    const model = learnCode(learned, size, phrases, order1);
    return measured.map((symbols) => model.bits(symbols));
  });
}

/** The sum of {@link crossRunBits}. */
export function crossBits(folds: readonly TaskFold[], size: number, phrases: readonly Phrase[]): number {
  return crossRunBits(folds, size, phrases).reduce((sum, bits) => sum + bits, 0);
}
