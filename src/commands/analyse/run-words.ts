import { isHidden } from '../../behavior/is-hidden.ts';
import { wordsIn } from '../../behavior/learned/text-words.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';

const PART_CHARACTERS = 1_500;
const RUN_CHARACTERS = 60_000;

/**
 * The words of a run: of what it was asked (the task and the user's words) and of what the agent said, thought and called with. Of a part
 * its first 1,500 characters count, of either 60,000; what was copied, injected or hidden does not.
 */
export function runWords({ task, steps }: Trajectory): { readonly asked: string[]; readonly said: string[] } {
  const asked = collector();
  const said = collector();
  if (task.text !== undefined) asked.add(task.text);
  for (const { actor, parts, copied } of steps) {
    if (copied === true || (actor !== 'agent' && actor !== 'user')) continue;
    for (const part of parts) {
      if (isHidden(part) || part.kind === 'tool-result' || (part.kind === 'text' && part.injected !== undefined)) continue;
      (actor === 'agent' ? said : asked).add(partText(part));
    }
  }
  return { asked: asked.words, said: said.words };
} // prettier-ignore

function collector(): { readonly words: string[]; add(text: string): void } {
  const words: string[] = [];
  let left = RUN_CHARACTERS;
  return {
    words,
    add(text) {
      const part = text.slice(0, Math.min(PART_CHARACTERS, left));
      left -= part.length;
      for (const word of wordsIn(part)) words.push(word);
    },
  };
}
