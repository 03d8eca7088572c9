/**
 * Where a text may be cut: `at`, within the text, or one less where that would part the halves of a surrogate pair.
 *
 * @param at - UTF-16 offset
 */
export function characterEdge(text: string, at: number): number {
  const edge = Math.min(text.length, Math.max(0, at));
  const inPair =
    edge > 0 && (text.charCodeAt(edge - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(edge) & 0xfc00) === 0xdc00;
  return inPair ? edge - 1 : edge;
}
