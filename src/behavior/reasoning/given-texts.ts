import type { Step } from '../../trajectory/trajectory.ts';

/** What an agent was given to read: statements that stand in it are not the agent's own. */
export interface GivenTexts {
  /** Takes in what a step of somebody else holds. */
  add(step: Step): void;
  /** Whether the words stand in what was given, white space aside. */
  has(words: string): boolean;
}

// The last texts are kept, up to this many characters; a statement taken over is mostly taken over soon.
const MAX_KEPT = 200_000;

/** Starts with nothing given. */
export function givenTexts(): GivenTexts {
  let texts: string[] = [];
  let size = 0;
  return {
    add({ actor, parts }) {
      if (actor === 'agent') return;
      for (const part of parts) {
        if (part.kind !== 'text' && part.kind !== 'tool-result') continue;
        const text = part.text.slice(0, MAX_KEPT);
        texts.push(text);
        size += text.length;
      }
      while (size > MAX_KEPT && texts.length > 1) {
        size -= texts[0]!.length;
        texts = texts.slice(1);
      }
    },
    has(words) {
      const wanted = squeeze(words);
      for (const [index, text] of texts.entries()) {
        const squeezed = squeeze(text);
        texts[index] = squeezed;
        if (squeezed.includes(wanted)) return true;
      }
      return false;
    },
  };
}

function squeeze(text: string): string {
  return text.replace(/[\s$`*]+/g, '');
}
