// Longer stretches of a task's own words are that task's, not a behavior.
const MAX_TASK_WORDS = 8;

/** All stretches of nine words of a text, in order, in lower case without punctuation: one too many to be by chance. */
export function wordStretches(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
  const stretches: string[] = [];
  for (let i = 0; i + MAX_TASK_WORDS < words.length; i++)
    stretches.push(words.slice(i, i + MAX_TASK_WORDS + 1).join(' '));
  return stretches;
}
