// Longer stretches of a task's own words are that task's, not a behavior.
const MAX_TASK_WORDS = 8;
const SPACELESS =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}';
const WORD = new RegExp(`[${SPACELESS}]|[[\\p{L}\\p{N}']--[${SPACELESS}]]+`, 'gv');
// Where words are not parted by spaces, one has about two characters.
const SINGLE = new RegExp(`^[${SPACELESS}]$`, 'v');

/**
 * All stretches of nine words of a text (of seventeen characters where words are not parted), in order, in lower case
 * without punctuation: one too many to be by chance.
 */
export function wordStretches(text: string): string[] {
  const words = text.toLowerCase().match(WORD) ?? [];
  const lengths = words.map((word) => (SINGLE.test(word) ? 0.5 : 1));
  const stretches: string[] = [];
  let end = 0;
  let length = 0;
  for (const [start, own] of lengths.entries()) {
    while (length <= MAX_TASK_WORDS && end < words.length) length += lengths[end++]!;
    if (length <= MAX_TASK_WORDS) break;
    stretches.push(words.slice(start, end).join(' '));
    length -= own;
  }
  return stretches;
}
