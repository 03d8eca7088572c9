import type { Matcher } from '../../behavior/codebook.ts';
import { gapMatcher } from '../../behavior/call/sequence-matcher.ts';
import type { Corpus } from '../digest/corpus.ts';
import { phraseOf } from '../choose/phrase-of.ts';
import type { SequencePlace } from './sequence-place.ts';

/**
 * Where a workflow is, as its matcher sees it: in just the runs in which `detect` will find it. Of a run the occurrences that
 * were mined, which know what values tie together, go before what the matcher finds.
 *
 * @param mined - in order of run and place
 * @returns in the same order
 */
export function placesSeenAgain(
  { fragments, lexicon }: Corpus,
  matcher: Matcher,
  mined: readonly SequencePlace[],
): SequencePlace[] {
  const { elements, maxGap } = phraseOf(lexicon)({ matcher })!;
  const wanted = elements.map((alternatives) => new Set(alternatives));
  const inRun = Map.groupBy(mined, ({ run }) => run);
  return fragments.flatMap(({ symbols }, run) => {
    const next = gapMatcher<number>({
      length: elements.length,
      maxGap,
      fits: (at, k) => wanted[k]!.has(symbols[at]!),
    });
    const matched = Array.from(symbols.keys()).flatMap((at): SequencePlace[] => {
      const found = next(at);
      return found === undefined ? [] : [{ run, at: found, acts: found.map((place) => symbols[place]!) }];
    });
    if (matched.length === 0) return [];
    const near = (inRun.get(run) ?? []).filter(({ at }) =>
      at.slice(1).every((place, k) => place - at[k]! <= maxGap + 1),
    );
    return near.length > 0 ? near : matched;
  });
}
