import { compileCuePattern } from '../../behavior/cue-pattern.ts';

const MAX_WORDS = 7;
const SPEAKER = new Set(['you', 'your', 'yourself']);
const CUT = '.{1,30}';

/**
 * A de-lexicalised wording as a cue that finds the sentences it came from: the first words of what is done (and of what made it due), in which
 * whoever speaks or is spoken to may stand for "you" and "the user", and anything for a slot.
 *
 * @param wording - `act` or `when …, act`
 * @returns undefined when no pattern that is safe to match comes out
 */
export function wordingCue(wording: string): string | undefined {
  const reasoned = /^when (.+?), (.+)$/.exec(wording);
  const parts = reasoned === null ? [wording] : [reasoned[1]!, reasoned[2]!];
  const pattern = parts.map(wordsPattern).join(CUT);
  return pattern.length >= 8 && !('fault' in compileCuePattern(pattern)) ? pattern : undefined;
}

function wordsPattern(words: string): string {
  const patterns = words
    .replace(/\bthe user(?:'s)?(?: (?:is|has|would))?\b/g, 'you')
    .replace(/\byou (?:are|have)\b/g, 'you')
    .split(' ')
    .slice(0, MAX_WORDS)
    .map((word) => {
      if (word.includes('⟨')) return CUT;
      if (SPEAKER.has(word))
        return "(?:i|we|you|my|our|your|me|us|i'm|i've|i am|i have|we're|we've|you're|you've|the user|myself|yourself)";
      return word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/[,;:]$/, '[,;:]?');
    });
  // A slot at either end adds nothing.
  while (patterns.at(-1) === CUT) patterns.pop();
  while (patterns[0] === CUT) patterns.shift();
  return patterns.join(' ');
}
