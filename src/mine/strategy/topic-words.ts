import { textHash } from '../digest/text-hash.ts';

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?|⟨\w+⟩/gu;
const MAX_WORDINGS = 12_000;
const MAX_SPAN = 4;
const MIN_FRAME = 3;
// A frame that stands around so many different things is one with a place for things.
const MIN_FILLERS = 3;
const MIN_USES = 3;
const MOSTLY = 0.5;
// Words that say how things are done, wherever they stand.
const RELATING =
  /^(?:again|instead|before|after|once|first|back|backwards?|other|another|different|until|unless|without|twice|never|always|only)$/;

/** Sentences that agree in all words but some in a row. */
interface Frame {
  fillers: number;
  readonly first: string;
  readonly last: string;
  /** Whether what stands there begins with different words; else less stands there. */
  firstVaries: boolean;
  lastVaries: boolean;
}

/**
 * Words that say what sentences are about, not what they do: those that mostly stand where other sentences, equal in all other
 * words, have something else ("list what is known about ⟨the left half⟩"). Names and values that the usual patterns
 * do not know are found like this in any language.
 *
 * @param wordings - distinct; of more than 12,000, so many are read, evenly spread
 * @returns in lower case
 */
export function topicWords(wordings: readonly string[]): Set<string> {
  const step = Math.max(1, wordings.length / MAX_WORDINGS);
  const lists: string[][] = [];
  for (let i = 0; i < wordings.length; i += step) lists.push(wordings[Math.floor(i)]!.toLowerCase().match(WORD) ?? []);
  const frames = new Map<number, Frame>();
  for (const words of lists) {
    eachFrame(words, (hash, from, to) => {
      const [first, last] = [words[from]!, words[to - 1]!];
      const frame = frames.get(hash);
      if (frame === undefined) frames.set(hash, { fillers: 1, first, last, firstVaries: false, lastVaries: false });
      else {
        frame.fillers++;
        frame.firstVaries ||= frame.first !== first;
        frame.lastVaries ||= frame.last !== last;
      }
    });
  }
  const uses = new Map<string, number>();
  const asTopic = new Map<string, number>();
  for (const words of lists) {
    const topics = new Set<string>();
    eachFrame(words, (frame, from, to) => {
      const { fillers, firstVaries, lastVaries } = frames.get(frame)!;
      if (fillers >= MIN_FILLERS && firstVaries && lastVaries) for (let k = from; k < to; k++) topics.add(words[k]!);
    });
    for (const word of new Set(words)) uses.set(word, (uses.get(word) ?? 0) + 1);
    for (const word of topics) asTopic.set(word, (asTopic.get(word) ?? 0) + 1);
  }
  return new Set(
    [...asTopic]
      .filter(
        ([word, count]) => uses.get(word)! >= MIN_USES && count >= MOSTLY * uses.get(word)! && !RELATING.test(word),
      )
      .map(([word]) => word),
  );
}

/** Every sentence without one to four words in a row, as a hash, and which words those are. */
function eachFrame(words: readonly string[], visit: (frame: number, from: number, to: number) => void): void {
  const before = [0x811c9dc5];
  for (const word of words) before.push(mixed(before.at(-1)!, textHash(word)));
  let after = [0x9e3779b9];
  for (const word of words.toReversed()) after.push(mixed(after.at(-1)!, textHash(word)));
  after = after.reverse();
  for (let from = 0; from < words.length; from++) {
    for (let to = from + 1; to <= Math.min(words.length, from + MAX_SPAN); to++) {
      if (words.length - (to - from) < MIN_FRAME) break;
      visit(mixed(before[from]!, after[to]!), from, to);
    }
  }
}

function mixed(a: number, b: number): number {
  const hash = Math.imul(a ^ (b >>> 15), 0x85ebca6b) ^ Math.imul(b, 0xc2b2ae35);
  return (hash ^ (hash >>> 13)) >>> 0;
}
