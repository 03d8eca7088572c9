/** `name@rest` in two; a text without `@` is all name. */
export function splitAt(text: string): { readonly name: string; readonly rest: string } {
  const at = text.lastIndexOf('@');
  return at < 0 ? { name: text, rest: '' } : { name: text.slice(0, at), rest: text.slice(at + 1) };
}
