import { behaviorName } from '../wording/behavior-name.ts';
import { upperFirst } from '../wording/upper-first.ts';
import type { Wording } from '../workflow/word-workflow.ts';
import type { Act } from './imperative-of.ts';

const SLOT_WORDS: Readonly<Record<string, string>> = {
  '⟨n⟩': 'the number', '⟨x⟩': 'the quantity', '⟨id⟩': 'the item', '⟨path⟩': 'the file', '⟨code⟩': 'it', '⟨text⟩': 'the text',
  '⟨url⟩': 'the page', '⟨email⟩': 'the address', '⟨name⟩': 'them', '⟨thing⟩': 'the matter',
}; // prettier-ignore

const MAX_NAME_WORDS = 6;
const MIN_NAME_WORDS = 4;
const MAX_CONDITION_WORDS = 4;
const HANGING =
  /^(?:a|an|the|this|that|to|of|in|on|at|for|with|by|from|and|or|but|is|are|if|so|as|it|you|your|than|all|which|when|before|after|until|once|have|has|had|an|just|more)$/;
const MAX_CONDITIONS = 2;
// Two sentences that share this much of their words say the same.
const SAME_WORDS = 0.5;

/**
 * Names a strategy and says it as an instruction.
 *
 * @param acts - de-lexicalised, the most telling first: it speaks for all, and up to two different conditions are named
 */
export function wordStrategy(acts: readonly [Act, ...Act[]]): Wording {
  const [best] = acts;
  const conditions: string[] = [];
  for (const { when } of acts)
    if (when !== undefined && !conditions.some((known) => shareWords(known, when))) conditions.push(when);
  return {
    name: behaviorName(strategyName(best)),
    instruction: asSentence(best.act),
    ...(conditions.length > 0 && { when: conditions.slice(0, MAX_CONDITIONS).map(withoutSlots).join(', or ') }),
  };
}

/** Words of a de-lexicalised act as a sentence, slots in words. */
export function asSentence(act: string): string {
  const plain = withoutSlots(act);
  return `${upperFirst(plain)}${/[.?!。！？]”?$/u.test(plain) ? '' : '.'}`;
}

/** What is done, in its own words as far as a name holds them; with what made it due when that is little. */
function strategyName({ act: said, when: due }: Act): string {
  const act = plainWords(said.replace(/^ask yourself: /, 'ask '), MAX_NAME_WORDS);
  if (due === undefined || act.length >= MIN_NAME_WORDS) return act.join(' ');
  const when = due
    .replace(/n't\b/g, ' not')
    .replace(/^(?:you|we|this|it|the \p{L}+) (?:are |is |am |have |has )?/u, '');
  return `${act.join(' ')} when ${plainWords(when, MAX_CONDITION_WORDS).join(' ')}`;
}

function plainWords(text: string, most: number): string[] {
  const words = text
    .replace(/⟨\w+⟩/g, ' ')
    .toLowerCase()
    .replace(/n['’]t\b/g, ' not')
    .replace(/['’](?:s|re|ve|ll|d|m)\b/g, '')
    .match(/[\p{L}\p{N}\p{M}]+(?:['’]\p{L}+)?/gu);
  const cut = (words ?? []).slice(0, most);
  while (cut.length > 1 && HANGING.test(cut.at(-1)!)) cut.pop();
  return cut;
}

function withoutSlots(words: string): string {
  return words
    .replace(/:\s+⟨(?:n|id)⟩,\s+/g, ': ')
    .replace(/\b(the|a|an|this|that|your)\s+(⟨\w+⟩)(?=\s+\p{L})/gu, '$1')
    .replace(/⟨\w+⟩/g, (slot) => SLOT_WORDS[slot] ?? 'it')
    .replace(/\b(the|a|an|this|your) the\b/g, 'the');
}

/** Whether two sentences begin alike and share half of their words: the second adds nothing. */
export function saysTheSame(a: string, b: string): boolean {
  return wordsOf(a)[0] === wordsOf(b)[0] && shareWords(a, b);
}

function shareWords(a: string, b: string): boolean {
  const [first, second] = [new Set(wordsOf(a)), new Set(wordsOf(b))];
  const both = [...second].filter((word) => first.has(word)).length;
  return both >= SAME_WORDS * (first.size + second.size - both);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}']+/gu) ?? [];
}
