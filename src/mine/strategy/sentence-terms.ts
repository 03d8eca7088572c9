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
// Words of reasoning that mean the same move, whatever it is about.
const SAME_MEANING = `check verify validate confirm recheck doublecheck ensure test examine inspect review verification validation checking sanity
begin start first initially firstly beginning
finish finally conclude finalize lastly afterwards
backtrack revert undo return retrace rewind back
again redo repeat retry recompute recalculate rerun anew once
plan outline roadmap
split decompose divide break separate
part piece subgoal subproblem subtask stage portion chunk
backward backwards reverse
list enumerate itemize
write note jot record
estimate approximate rough roughly approximation ballpark
question ask clarify clarification
search look find locate lookup
compute calculate work calculation computation
another different alternative other else alternatively instead
sum add total addition adding tally
simplify simple simpler simplest simplification
assume suppose assumption assuming supposing
try attempt
answer result solution outcome
mistake error wrong incorrect bug fault
change modify edit alter update
before prior beforehand
compare contrast comparison against
remember recall mind
agree match consistent equal same
read reread
choose pick select
understand clear`.split('\n');
const MIN_STEM = 3;
const MAX_STEM = 7;
const SUFFIX =
  /(?:ational|ization|ations?|itions?|ingly|edly|ments?|ness|ings?|ions?|ities|ity|ies|ied|est|ers?|ed|es|en|ly|s|e|y|n)$/u;
const SYLLABIC = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u;
const TOKEN = /[\p{L}\p{M}]+(?:['’]\p{L}+)?/gu;

const CONCEPTS = new Map<string, string>();
for (const line of SAME_MEANING) {
  const words = line.trim().split(/\s+/);
  for (const word of words) CONCEPTS.set(stem(word), stem(words[0]!));
}

/**
 * What a sentence is about, as terms: stems of its words without slots and words that say nothing, where words of
 * reasoning that mean the same ("verify", "check") are one term. Scripts without spaces give pairs of characters.
 *
 * @param wording - de-lexicalised
 * @returns distinct terms in order of first appearance
 */
export function sentenceTerms(wording: string): string[] {
  const terms = new Set<string>();
  const plain = wording
    .replace(/⟨\w+⟩/g, ' ')
    .toLowerCase()
    .replace(/\bdouble[- ]check/g, 'check')
    .replace(/\bmak(?:e|ing) sure\b/g, 'ensure');
  for (const [token] of plain.matchAll(TOKEN)) {
    if (SYLLABIC.test(token)) {
      for (let i = 0; i + 1 < token.length; i++) terms.add(token.slice(i, i + 2));
      continue;
    }
    if (STOP_WORDS.has(token)) continue;
    const word = token.replace(/['’].*$/u, '');
    if (word.length < 2 || STOP_WORDS.has(word)) continue;
    const root = stem(word);
    terms.add(CONCEPTS.get(root) ?? root);
  }
  return [...terms];
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
