/** A behavior's name from words: `behavior_look_up_order`, letters and digits only, in small letters. */
export function behaviorName(words: string): string {
  return `behavior_${words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')}`;
}
