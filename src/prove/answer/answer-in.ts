/** What solvers are told about the form of their answer. */
export const ANSWER_FORM = 'End with a line of its own that begins with "ANSWER:" and holds only the answer.';

/**
 * The final answer of a solution: what stands after the last `ANSWER:`, else in the last `\boxed{…}` or `<answer>`, else the
 * last line that is not empty.
 */
export function answerIn(text: string): string {
  const marked = [
    ...text.matchAll(/^[ \t>*_#-]*ANSWER\s*[:：]\**[ \t]*(.*(?:\n(?![ \t>*_#-]*ANSWER\s*[:：]).*)*)$/gimu),
  ].at(-1)?.[1];
  if (marked !== undefined && marked.trim() !== '') return unwrapped(marked);
  const tagged = taggedIn(text);
  if (tagged !== undefined) return unwrapped(tagged);
  const boxed = boxedIn(text);
  if (boxed !== undefined) return unwrapped(boxed);
  return unwrapped(text.trimEnd().split('\n').at(-1) ?? '');
}

/** What stands in the last `<answer>` that is closed. Looked for mark by mark: a text of a million open ones is no reason to wait. */
function taggedIn(text: string): string | undefined {
  let [open, found] = [-1, undefined as string | undefined];
  for (const { 0: mark, index } of text.matchAll(/<\/?answer>/gi)) {
    if (!mark.startsWith('</')) open = index + mark.length;
    else if (open >= 0) [found, open] = [text.slice(open, index), -1];
  }
  return found;
}

/** The contents of the last `\boxed{…}`, whose braces may be nested. */
function boxedIn(text: string): string | undefined {
  const start = text.lastIndexOf('\\boxed{');
  if (start < 0) return undefined;
  let depth = 0;
  for (let i = start + 6; i < text.length; i++) {
    if (text[i] === '{') depth++;
    else if (text[i] === '}' && --depth === 0) return text.slice(start + 7, i);
  }
  return undefined;
}

/** Without the marks of emphasis, code and formulas around it. */
function unwrapped(text: string): string {
  let answer = text.trim();
  const boxed = boxedIn(answer);
  if (boxed !== undefined && answer.replace(/^\$+|\$+$/g, '').startsWith('\\boxed')) answer = boxed.trim();
  const fence = /^```\w*\n([\s\S]*?)\n?```$/.exec(answer);
  if (fence !== null) return fence[1]!;
  for (const mark of ['**', '__', '`', '$$', '$', '"']) {
    if (answer.length >= 2 * mark.length && answer.startsWith(mark) && answer.endsWith(mark)) {
      answer = answer.slice(mark.length, -mark.length).trim();
    }
  }
  return answer;
}
