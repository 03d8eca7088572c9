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
  // Those from `first` on, of which those before `read` are squeezed; `size` is their length, and `all` is them in one.
  let texts: string[] = [];
  let first = 0;
  let read = 0;
  let size = 0;
  let all: string | undefined = '';
  return {
    add({ actor, parts }) {
      if (actor === 'agent') return;
      for (const part of parts) {
        if ((part.kind !== 'text' && part.kind !== 'tool-result') || part.text === '') continue;
        const text = part.text.slice(0, MAX_KEPT);
        texts.push(text);
        size += text.length;
        all = undefined;
      }
      while (size > MAX_KEPT && first < texts.length - 1) size -= texts[first++]!.length;
      if (first < texts.length / 2) return;
      texts = texts.slice(first);
      read = Math.max(0, read - first);
      first = 0;
    },
    has(words) {
      for (read = Math.max(read, first); read < texts.length; read++) {
        const squeezed = squeeze(texts[read]!);
        size += squeezed.length - texts[read]!.length;
        texts[read] = squeezed;
      }
      all ??= texts.slice(first).join('\n');
      return all.includes(squeeze(words));
    },
  };
}

function squeeze(text: string): string {
  return text.replace(/[\s$`*]+/g, '');
}
