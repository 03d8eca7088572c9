import type { Step } from '../../trajectory/trajectory.ts';

// So many words in a row are not said again by chance.
const STRETCH = 5;

/**
 * A test for sentences of a run that repeat what Ethogram injected into it: five words in a row of the injected text, or
 * all of a shorter sentence. What an agent was told is no evidence that agents do it.
 */
export function repeatsInjected(steps: readonly Step[]): (sentence: string) => boolean {
  const told = steps.flatMap(({ parts }) =>
    parts.flatMap((part) => (part.kind === 'text' && part.injected !== undefined ? wordsOf(part.text) : [])),
  );
  if (told.length === 0) return () => false;
  const stretches = new Set<string>();
  for (let length = 1; length <= STRETCH; length++)
    for (let i = 0; i + length <= told.length; i++) stretches.add(told.slice(i, i + length).join(' '));
  return (sentence) => {
    const words = wordsOf(sentence);
    const length = Math.min(STRETCH, words.length);
    return words.some((_, i) => i + length <= words.length && stretches.has(words.slice(i, i + length).join(' ')));
  };
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? [];
}
