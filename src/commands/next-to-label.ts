import { learnWords } from '../behavior/learned/learn-words.ts';
import { nextSegments } from '../behavior/learned/next-segments.ts';
import { seededRandom } from '../core/random.ts';
import type { OpenSegments, UnlabelledSegment } from './open-segments.ts';
import type { LabelledPlace } from './read-labelled.ts';

// With fewer, a third of what is asked next is what most likely shows the code, so that there is something to learn from.
const ENOUGH_PRESENT = 10;

/**
 * What to label next: where a model over words is undecided, and, as long as little is labelled present, what most likely
 * shows the code; before there are labels of both kinds, half what is most like the sentence, half drawn at random.
 *
 * @param places - what is labelled
 */
export function nextToLabel(
  { segments, likenessOf }: OpenSegments,
  places: readonly LabelledPlace[],
  { size, seed }: { readonly size: number; readonly seed: number },
): UnlabelledSegment[] {
  const done = new Set(places.map(({ key }) => key));
  const open = seededRandom(seed).shuffle(segments.filter(({ key }) => !done.has(key)));
  const known = places.map(({ text }) => text);
  const present = places.filter((place) => place.present).length;
  const choose = (value: (segment: UnlabelledSegment) => number, share: number, taken: readonly UnlabelledSegment[]) =>
    nextSegments(
      open
        .filter((segment) => !taken.includes(segment))
        .map((segment) => ({ ...segment, segment, value: value(segment) })),
      { size: share, known: [...known, ...taken.map(({ text }) => text)] },
    ).map(({ segment }) => segment);
  if (present === 0 || present === places.length) {
    const like = choose(({ likeness }) => likeness, Math.ceil(size / 2), []);
    return [...like, ...choose(({ isRandom }) => Number(isRandom), size - like.length, like)];
  }
  const judge = learnWords(places, likenessOf);
  const judged = new Map(open.map((segment) => [segment, judge(segment)]));
  const likely =
    present >= ENOUGH_PRESENT ? [] : choose((one) => judged.get(one)!.probability, Math.ceil(size / 3), []);
  return [...likely, ...choose((one) => judged.get(one)!.value, size - likely.length, likely)];
}
