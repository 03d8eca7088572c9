import { sha256 } from '../core/content-key.ts';
import { learnCode } from './code-length.ts';
import type { Corpus } from './corpus.ts';
import type { Phrase } from './find-occurrences.ts';

const FOLDS = 3;

/** The symbols of runs, in folds without a task in common. */
export type TaskFolds = readonly (readonly Int32Array[])[];

/**
 * The runs that sequences may be learned from, in three folds of tasks.
 *
 * @param maxSymbols - runs beyond this many symbols are left out, in order of a hash of their id
 */
export function taskFolds({ fragments, heldOut }: Corpus, { maxSymbols = Number.POSITIVE_INFINITY } = {}): TaskFolds {
  const folds: Int32Array[][] = Array.from({ length: FOLDS }, () => []);
  const learned = fragments
    .filter((_, run) => !heldOut[run])
    .map((fragment) => ({ fragment, key: sha256(fragment.id, 12) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  let symbols = 0;
  for (const { fragment } of learned) {
    if (symbols >= maxSymbols) break;
    symbols += fragment.symbols.length;
    folds[Number.parseInt(sha256(`fold:${fragment.task}`, 6), 16) % FOLDS]!.push(fragment.symbols);
  }
  return folds;
}

/** Bits to write every run, each by what was learned from the other folds, that is from other tasks. */
export function crossBits(folds: TaskFolds, size: number, phrases: readonly Phrase[]): number {
  let bits = 0;
  for (const [k, measured] of folds.entries()) {
    if (measured.length === 0) continue;
    const model = learnCode(folds.filter((_, other) => other !== k).flat(), size, phrases);
    for (const symbols of measured) bits += model.bits(symbols);
  }
  return bits;
}
