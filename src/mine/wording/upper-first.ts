/** Words with a capital at their beginning. */
export function upperFirst(words: string): string {
  return words.replace(/^./u, (letter) => letter.toUpperCase());
}

/** Words that go on within a sentence. */
export function lowerFirst(words: string): string {
  return words.replace(/^./u, (letter) => letter.toLowerCase());
}
