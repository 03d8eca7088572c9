/** Words as they are meant to be read, and what was done to them so that they read otherwise. */
export interface FoldedWords {
  /** In ordinary letters, without what cannot be seen. */
  readonly text: string;
  /** Characters that cannot be seen, as `U+200B`, each once. */
  readonly hidden: readonly string[];
  /** Words whose letters look like others: of two scripts, or styled, as they stand. */
  readonly lookAlikes: readonly string[];
}

// Format characters, tags, fillers and variation selectors, but for what emoji and the spelling of Persian and Indic scripts need.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;
const EMOJI =
  /(?<=\p{Extended_Pictographic}\p{Emoji_Modifier}?)(?:\u{FE0F}(?:\u{200D}(?=\p{Extended_Pictographic}))?|\u{200D}(?=\p{Extended_Pictographic}))/gu;
const JOINERS = /(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=(?!\p{Script=Latin})\p{L})/gu;
const ORDINARY_SPACE = /[\t\n\r]/g;
// Letters that decompose into plain ones but were not typed as such: ｒｍ, 𝐫𝐦, ⓡⓜ. Not ², ½, ﬁ or …, which people do type.
const STYLED = /[\u{1D400}-\u{1D7FF}\uFF01-\uFF5E\u24B6-\u24E9\u{1F130}-\u{1F189}\u2100-\u214F]/u;
// Typographers make one long dash of the two before an option.
const LONG_DASH = /(?<=^|\s)[\u2013\u2014](?=\p{L})/gu;
const DASH = /[\u2010-\u2015\u2212\uFE58\uFE63]/gu;
const WORD = /[\p{L}\p{M}\p{N}_]+/gu;
const LATIN = /\p{Script=Latin}/u;
const OTHER = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;
// The letters of other scripts that pass for Latin ones (Unicode TR39, confusables; those of running text).
const TWINS = new Map(
  [
    ...'аaеeоoрpсcуyхxіiјjѕsԁdһhӏlԛqԝwвbнhкkмmтtАAВBЕEКKМMНHОOРPСCТTУYХXІIЈJЅSαaοoνvρpτtυuιiκkεeγyΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXօoսuհhոnցgաw'.matchAll(
      /(.)(.)/gu,
    ),
  ].map(
    // prettier-ignore
    ([, twin, latin]) => [twin!, latin!] as const,
  ),
);

/** Folds words: see {@link FoldedWords}. Tag characters become the letters they stand for. */
export function foldWords(source: string): FoldedWords {
  const spaced = source.replace(ORDINARY_SPACE, ' ').replace(JOINERS, '').replace(EMOJI, '');
  const hidden = [...new Set(spaced.match(HIDDEN) ?? [])].map(codePoint);
  const tags = [...spaced.matchAll(/[\u{E0020}-\u{E007E}]+/gu)].map(([run]) =>
    [...run].map((tag) => String.fromCodePoint(tag.codePointAt(0)! - 0xe0000)).join(''),
  );
  const seen = spaced.replace(HIDDEN, '');
  const isLatin = count(seen, LATIN) >= count(seen, OTHER);
  const lookAlikes: string[] = [];
  const words = seen.replace(WORD, (word) => {
    if (STYLED.test(word) && word.normalize('NFKC') !== word) lookAlikes.push(word);
    if (!OTHER.test(word)) return word;
    // Not "μm" or "Δx".
    const isMixed = LATIN.test(word) && (word.length > 3 || [...word].some((letter) => TWINS.has(letter)));
    const latin = [...word].map((letter) => TWINS.get(letter) ?? letter).join('');
    // A whole word in twins of Latin letters, among Latin ones.
    const isDisguise = isLatin && word.length > 2 && !OTHER.test(latin);
    if (!isMixed && !isDisguise) return word;
    lookAlikes.push(word);
    return latin;
  });
  const text = [words, ...tags].join(' . ').normalize('NFKC');
  return { text: text.replace(LONG_DASH, '--').replace(DASH, '-'), hidden, lookAlikes };
}

function count(text: string, letter: RegExp): number {
  return [...text].filter((character) => letter.test(character)).length;
}

function codePoint(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}
