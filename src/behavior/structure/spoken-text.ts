import { saysTheSame, spokenWords } from './spoken-words.ts';

/** Something said, whose words are worked out when it is first compared with something of about its length. */
export interface SpokenText {
  readonly text: string;
  /** See {@link spokenWords}. */
  readonly words: () => ReadonlySet<string>;
}

/** Wraps a text; nothing is worked out yet. */
export function spokenText(text: string): SpokenText {
  let words: ReadonlySet<string> | undefined;
  return { text, words: () => (words ??= spokenWords(text)) };
}

/** {@link saysTheSame} of two texts; those of quite other lengths are not even read. */
export function isSaidAgain(a: SpokenText, b: SpokenText, share: number): boolean {
  const [short, long] = a.text.length < b.text.length ? [a, b] : [b, a];
  // The words in common make up about that share of the longer one, small words and blanks aside.
  if (short.text.length < share * 0.85 * long.text.length) return false;
  return short.text === long.text || saysTheSame(a.words(), b.words(), share);
}
