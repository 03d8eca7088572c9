// Texts kept per function: a source has few prompts.
const REMEMBERED_TEXTS = 200;

/**
 * `compute`, remembering its answer for the last text of each length. Runs of a source open with the same long texts, and
 * comparing a text with one that is known is many times cheaper than hashing or reading it.
 *
 * @param shortest - texts shorter than this many characters are computed each time
 */
export function rememberTexts<T>(
  compute: (text: string) => T,
  { shortest }: { readonly shortest: number },
): (text: string) => T {
  const last = new Map<number, { readonly text: string; readonly answer: T }>();
  return (text) => {
    if (text.length < shortest) return compute(text);
    const known = last.get(text.length);
    if (known !== undefined && known.text === text) return known.answer;
    if (last.size >= REMEMBERED_TEXTS) last.clear();
    const answer = compute(text);
    last.set(text.length, { text, answer });
    return answer;
  };
}
