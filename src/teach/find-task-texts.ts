// Shorter texts stand in others by chance.
const FEWEST_WORDS = 6;

/**
 * A test for texts that hold one of these tasks' texts word for word; case, white space and signs do not matter.
 * Texts of fewer than six words are not looked for.
 */
export function findTaskTexts(tasks: Iterable<string>): (text: string) => boolean {
  const byBeginning = new Map<string, Set<string>>();
  for (const task of tasks) {
    const words = wordsOf(task);
    if (words.length < FEWEST_WORDS) continue;
    const beginning = words.slice(0, FEWEST_WORDS).join(' ');
    byBeginning.set(beginning, (byBeginning.get(beginning) ?? new Set()).add(words.join(' ')));
  }
  return (text) => {
    if (byBeginning.size === 0) return false;
    const words = wordsOf(text);
    for (let i = 0; i + FEWEST_WORDS <= words.length; i++) {
      for (const whole of byBeginning.get(words.slice(i, i + FEWEST_WORDS).join(' ')) ?? []) {
        const length = whole.split(' ').length;
        if (words.slice(i, i + length).join(' ') === whole) return true;
      }
    }
    return false;
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
