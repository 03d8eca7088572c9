/** Stands at the end of a phrase where a word (`[A-Za-z0-9_]`) must not go on: as `\b` in a regular expression does. */
export const EDGE = '\b';

/** What a phrase is known by. */
export interface PhraseFeature {
  /** Its rarest word or sign (`check`), two of them side by side (`me check`), or how a word begins (`verif*`). */
  readonly text: string;
  /** In which share of sentences it is to be expected, roughly. */
  readonly share: number;
}

/** A word or sign of a phrase, or the beginning of a word. */
interface Token {
  readonly text: string;
  /** Nothing of its word stands before it in the phrase, or could. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
}

// How a word begins says too little when it is shorter.
const SHORTEST_PREFIX = 3;
// Words by the share of English sentences that hold them, roughly; longer ones are the rarer.
const SHARES: ReadonlyMap<string, number> = new Map(
  [
    [0.4, 'the . ,'],
    [0.25, 'a to of and is in that i it for you ( ) : - = ?'],
    [
      0.1,
      'an are was be have has do will can must not no or as at by on with from but if so then this these we he they my your our me there what which " s t',
    ],
    [
      0.04,
      "been had does did would could should may its those who how she their his her him them let need all one two just now ll re ve m don use get make like want see first next also only more some any here up out know think right good well okay ok yes time number check find user give new other when where why than because into about over after before ! ; / * ' 0 1 2 3 4",
    ],
  ].flatMap(([share, words]) => String(words).split(' ').map((word) => [word, Number(share)] as const)), // prettier-ignore
);
const RARE_SIGN = 0.02;

const KNOWN = new Map<string, PhraseFeature | undefined>();
const MOST_KNOWN = 50_000;

/**
 * What a phrase is best looked for by, so that no place where it stands is missed.
 *
 *     phrase     ⌊let me check⌋   ⌊verif    , so⌋      ⌊⌋: edge of a word
 *     feature    me check         verif*    , so
 *
 * @param phrase - lower case, with {@link EDGE} at its ends
 * @returns undefined when it cannot be looked for by words
 */
export function phraseFeature(phrase: string): PhraseFeature | undefined {
  if (KNOWN.has(phrase)) return KNOWN.get(phrase);
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  const feature = rarest(tokensOf(phrase));
  KNOWN.set(phrase, feature);
  return feature;
}

function rarest(tokens: readonly Token[]): PhraseFeature | undefined {
  let best: PhraseFeature | undefined;
  const consider = (text: string, share: number): void => {
    if (best === undefined || share <= best.share) best = { text, share };
  };
  for (const [index, { text, isStart, isEnd }] of tokens.entries()) {
    if (!isStart) continue;
    if (!isEnd) {
      if (text.length >= SHORTEST_PREFIX) consider(`${text}*`, 2 * shareOf(text));
      continue;
    }
    consider(text, shareOf(text));
    const before = tokens[index - 1];
    if (before?.isStart !== true || !before.isEnd) continue;
    // What stands side by side belongs together: not as rare as if by chance.
    consider(`${before.text} ${text}`, Math.min(shareOf(text), shareOf(before.text)) / 4);
  }
  return best;
}

function tokensOf(phrase: string): Token[] {
  const plain = phrase.replaceAll(EDGE, '');
  const parts = [...plain.matchAll(/\w+|[^\w\s'’]/g)];
  return parts.map(({ 0: text, index }) => {
    const isWord = /^\w/.test(text);
    return {
      text,
      isStart: !isWord || index > 0 || phrase.startsWith(EDGE),
      isEnd: !isWord || index + text.length < plain.length || phrase.endsWith(EDGE),
    };
  });
}

function shareOf(token: string): number {
  const share = SHARES.get(token);
  if (share !== undefined) return share;
  return /^\w/.test(token) ? 0.2 / token.length ** 2 : RARE_SIGN;
}
