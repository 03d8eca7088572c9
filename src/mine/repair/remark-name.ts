const MAX_WORDS = 6;
const MIN_WORDS = 2;
// What errors begin with, whatever they say.
const HEADING = /^(?:[\w.]*(?:error|exception)\b[:!\s]*|(?:npm|pnpm|yarn|error)\s+(?:error|err!?)[:\s]*)+/i;
const FUNCTION_WORD =
  /^(?:a|an|the|of|to|on|in|for|with|at|by|from|and|or|is|are|was|be|been|has|have|after|before|it|that|\p{L})$/u;

/**
 * A de-lexicalised remark as part of a name: its first clause (its first two, when one word is all), without slots and
 * brackets, at most six words, none of them hanging: `payment amount does not add up`, `python: command not found`.
 */
export function remarkName(remark: string): string {
  const words: string[] = [];
  for (const clause of remark
    .replace(HEADING, '')
    .replace(/\([^)]*\)/g, ' ')
    .split(/[:;,!?]+(?:\s|$)|\.\s/)) {
    if (words.length >= MIN_WORDS) break;
    words.push(
      ...(clause
        .replace(/⟨\w+⟩/g, ' ')
        .toLowerCase()
        .match(/[\p{L}\p{N}_]+(?:['’]\p{L}+)?/gu) ?? []),
    );
  }
  const cut = words.slice(0, MAX_WORDS);
  while (cut.length > 1 && FUNCTION_WORD.test(cut.at(-1)!)) cut.pop();
  while (cut.length > 1 && /^(?:the|a|an)$/.test(cut[0]!)) cut.shift();
  return cut.join(' ');
}
