import { jaccard } from '../../core/jaccard.ts';
import { textWords } from './text-words.ts';

/** A segment that could be labelled next. */
export interface OpenSegment {
  readonly run: string;
  readonly text: string;
  /** How much a label of it would tell, 0–1. */
  readonly value: number;
}

// Of very many, only those of the highest value are compared with each other.
const MAX_COMPARED = 1000;
const PER_RUN = 2;

/**
 * Chooses segments to label next, one by one: each time the one with the most value that is least like what was chosen or
 * labelled before (Jaccard over words), at most two of one run.
 *
 * @param known - texts that are labelled or chosen already
 * @returns up to `size` of the segments, the most telling first
 */
export function nextSegments<T extends OpenSegment>(
  segments: readonly T[],
  { size, known }: { readonly size: number; readonly known: readonly string[] },
): T[] {
  const open = segments
    .map((segment, order) => ({ segment, order, words: wordsOf(segment.text), like: 0 }))
    .sort((a, b) => b.segment.value - a.segment.value || a.order - b.order)
    .slice(0, MAX_COMPARED);
  const compare = (words: ReadonlySet<string>): void => {
    for (const one of open) one.like = Math.max(one.like, jaccard(one.words, words));
  };
  for (const text of known) compare(wordsOf(text));
  const chosen: T[] = [];
  const perRun = new Map<string, number>();
  while (chosen.length < size) {
    let best: (typeof open)[number] | undefined;
    let most = 0;
    for (const one of open) {
      const value = one.segment.value * (1 - one.like);
      if (value <= most || (perRun.get(one.segment.run) ?? 0) >= PER_RUN) continue;
      [best, most] = [one, value];
    }
    if (best === undefined) break;
    chosen.push(best.segment);
    perRun.set(best.segment.run, (perRun.get(best.segment.run) ?? 0) + 1);
    best.like = 1;
    compare(best.words);
  }
  return chosen;
}

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(textWords(text).map(({ word }) => word));
}
