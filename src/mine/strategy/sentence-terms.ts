import { SAME_MEANING } from './same-meaning.ts';

// Words that say nothing about what is done: of English, and the commonest of German, French, Spanish and Italian.
const STOP_WORDS = new Set(
  `a an the and or but nor so then thus hence therefore this that these those there here it its he she they them their his her i you we me my
  our us your mine myself yourself ourselves itself is am are was were be been being do does did done have has had having will would shall
  should can could may might must need needs ought let lets going go get got make makes made just also too very really quite well okay ok
  alright right yes no not now next hmm wait oh ah please sure of to in on at for from with by as into onto about over under per than if which
  what who whom whose where how why because while though although such each every some any all both more most much many few one ones up out off
  only even still yet already actually maybe perhaps since unless however us s t d ll re ve m like want wants see know say says said
  ich du er sie es wir ihr der die das den dem des ein eine einen einem einer und oder aber ist sind war nicht auch zu mit auf für von im am
  le la les un une des du de et ou est sont je tu il elle nous vous ils ce cette que qui dans pour pas sur au aux
  el los las una y o es son yo que en por para con no se del al lo gli e è io che per non si`.split(/\s+/),
);
const MIN_STEM = 3;
const MAX_STEM = 7;
const SUFFIX =
  /(?:ational|ization|ations?|itions?|ingly|edly|ments?|ness|ings?|ions?|ities|ity|ies|ied|est|ers?|ed|es|en|ly|s|e|y|n)$/u;
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
// That something is said of a file or a piece of code tells a little; that there is a number does not.
const TELLING_SLOT = /⟨(?:path|code|url|email|text)⟩/g;
const TOKEN = /[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu;

const CONCEPTS = new Map<string, string>();
for (const [first = '', ...others] of SAME_MEANING) for (const word of others) CONCEPTS.set(stem(word), stem(first));

/**
 * What a sentence says, as terms: stems of its words without words that say nothing (of slots those that tell something), where words of
 * reasoning that mean the same ("verify", "check") are one term. Scripts without spaces give pairs of characters.
 *
 * @param wording - de-lexicalised
 * @param without - words in lower case that are left out
 * @returns distinct terms in order of first appearance
 */
export function sentenceTerms(wording: string, without?: ReadonlySet<string>): string[] {
  const terms = new Set<string>();
  for (const { word, term } of sentenceWords(wording)) if (without?.has(word) !== true) terms.add(term);
  return [...terms];
}

/** The words of a sentence that are terms, in lower case, each with its term; see {@link sentenceTerms}. */
export function sentenceWords(wording: string): { readonly word: string; readonly term: string }[] {
  const found: { word: string; term: string }[] = [];
  let plain = wording;
  if (wording.includes('⟨')) {
    for (const [slot] of wording.matchAll(TELLING_SLOT)) found.push({ word: slot, term: slot });
    plain = wording.replace(/⟨\w+⟩/g, ' ');
  }
  plain = plain
    .toLowerCase()
    .replace(/\bdouble[- ]check/g, 'check')
    .replace(/\bmak(?:e|ing) sure\b/g, 'ensure');
  for (const word of plain.match(TOKEN) ?? []) {
    if (SYLLABIC.test(word)) {
      for (let i = 0; i + 1 < word.length; i++) found.push({ word, term: word.slice(i, i + 2) });
      continue;
    }
    const term = termOf(word);
    if (term !== '') found.push({ word, term });
  }
  return found;
}

// Words recur: their terms are found once. Emptied when full, so that memory stays bounded.
const KNOWN = new Map<string, string>();
const MAX_KNOWN = 200_000;

/** The term of a word in lower case; `''` when it says nothing. */
function termOf(token: string): string {
  let term = KNOWN.get(token);
  if (term !== undefined) return term;
  const word = token.replace(/['’].*$/u, '');
  if (STOP_WORDS.has(token) || STOP_WORDS.has(word) || word.length < 2 || /n['’]t$/u.test(token)) term = '';
  else {
    const root = stem(word);
    term = CONCEPTS.get(root) ?? root;
  }
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(token, term);
  return term;
}

/** The part of a word that its forms have in common, roughly and in any language with suffixes. */
export function stem(word: string): string {
  let root = word;
  for (let round = 0; round < 2; round++) {
    const cut = root.replace(SUFFIX, '');
    if (cut.length < MIN_STEM || cut === root) break;
    root = cut;
  }
  return root.replace(/(\p{L})\1$/u, '$1').slice(0, MAX_STEM);
}
