import type { Wording } from '../workflow/word-workflow.ts';

const SLOT_WORDS: Readonly<Record<string, string>> = {
  '⟨n⟩': 'the number', '⟨id⟩': 'the item', '⟨path⟩': 'the file', '⟨code⟩': 'it', '⟨text⟩': 'the text',
  '⟨url⟩': 'the page', '⟨email⟩': 'the address',
}; // prettier-ignore

const MAX_NAME_WORDS = 6;
const MIN_NAME_WORDS = 4;
const MAX_CONDITION_WORDS = 4;
const HANGING =
  /^(?:a|an|the|this|that|to|of|in|on|at|for|with|by|from|and|or|but|is|are|if|so|as|it|you|your|than|all|which|when|before|after|until|once|have|has|had|an|just|more)$/;

/** What is done, in its own words as far as a name holds them; with what made it due when that is little. */
function strategyName(wording: string): string {
  const { act: said, when: due } = splitWording(wording);
  const plainWords = (text: string, most: number): string[] => {
    const words = text
      .replace(/⟨\w+⟩/g, ' ')
      .toLowerCase()
      .replace(/n['’]t\b/g, ' not')
      .replace(/['’](?:s|re|ve|ll|d|m)\b/g, '')
      .match(/[\p{L}\p{N}]+(?:['’]\p{L}+)?/gu);
    const cut = (words ?? []).slice(0, most);
    while (cut.length > 1 && HANGING.test(cut.at(-1)!)) cut.pop();
    return cut;
  };
  const act = plainWords(said, MAX_NAME_WORDS);
  if (due === undefined || act.length >= MIN_NAME_WORDS) return act.join(' ');
  const when = due
    .replace(/n't\b/g, ' not')
    .replace(/^(?:you|we|this|it|the \p{L}+) (?:are |is |am |have |has )?/u, '');
  return `${act.join(' ')} when ${plainWords(when, MAX_CONDITION_WORDS).join(' ')}`;
}

const MAX_CONDITIONS = 2;
// Two sentences that share this much of their words say the same.
const SAME_WORDS = 0.5;

/**
 * Names a strategy and says it as an instruction.
 *
 * @param wordings - `act` or `when …, act`, de-lexicalised, most common first: the first speaks for all, and up to two
 *   different conditions are named
 */
export function wordStrategy(wordings: readonly string[]): Wording {
  const [best = ''] = wordings;
  const conditions: string[] = [];
  for (const wording of wordings) {
    const { when } = splitWording(wording);
    if (when !== undefined && !conditions.some((known) => shareWords(known, when))) conditions.push(when);
  }
  const act = withoutSlots(splitWording(best).act);
  return {
    name: `behavior_${strategyName(best).replace(/[^\p{L}\p{N}]+/gu, '_')}`,
    instruction: `${act.charAt(0).toUpperCase()}${act.slice(1)}.`,
    ...(conditions.length > 0 && { when: conditions.slice(0, MAX_CONDITIONS).map(withoutSlots).join(', or ') }),
  };
}

/** `when …, act` in its two parts. */
export function splitWording(wording: string): { readonly act: string; readonly when?: string } {
  const reasoned = /^when (.+?), (.+)$/.exec(wording);
  return reasoned === null ? { act: wording } : { act: reasoned[2]!, when: reasoned[1]! };
}

function withoutSlots(words: string): string {
  return words
    .replace(/:\s+⟨(?:n|id)⟩,\s+/g, ': ')
    .replace(/\b(the|a|an|this|that|your)\s+(⟨\w+⟩)(?=\s+\p{L})/gu, '$1')
    .replace(/⟨\w+⟩/g, (slot) => SLOT_WORDS[slot] ?? 'it')
    .replace(/\b(the|a|an|this|that|your) the\b/g, 'the');
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
