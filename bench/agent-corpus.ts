import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '../src/core/random.ts';

const VOCABULARY = 4000;
const TOOLS = 40;
const TASKS = 500;
// Chances per call: that it fails, that what comes next is the tool that always follows, that a habitual sentence is said.
const FAILING = 0.08;
const FOLLOWING = 0.25;
const HABIT = 0.3;
const CONSONANTS = 'bcdfghklmnprstvw';
const VOWELS = 'aeiou';
const HABITS = [
  'Let me check the {} before I go on.',
  'I compare the {} with what was asked first.',
  'So far so good.',
];

/**
 * Writes chats of agents that call tools, about 220 bytes a step, no two runs the same: words, tools and habits are made
 * up, some calls fail, some tools follow others.
 *
 * @param steps - how many messages at least
 * @returns how many there are
 */
export function writeAgentCorpus(path: string, steps: number): number {
  const random = seededRandom(1);
  const pick = <T>(list: ArrayLike<T>): T => list[random.below(list.length)]!;
  const words = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + random.below(3) }, () => pick(CONSONANTS) + pick(VOWELS)).join(''),
  );
  // Few words are common.
  const word = (): string => words[random.below(1 + random.below(1 + random.below(VOCABULARY)))]!;
  const sentence = (): string => {
    const text = Array.from({ length: 6 + random.below(12) }, word).join(' ');
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
  };
  const tools = Array.from({ length: TOOLS }, () => `${pick(words)}_${pick(words)}`);
  const file = openSync(path, 'w');
  let written = 0;
  for (let run = 0; written < steps; run++) {
    const messages: unknown[] = [{ role: 'user', content: `${sentence()} ${sentence()}` }];
    let id = `R${random.below(1e6)}`;
    let tool = random.below(TOOLS);
    for (let turn = 10 + random.below(60); turn > 0; turn--) {
      const follows = random.chance(FOLLOWING);
      tool = follows ? (tool + 1) % TOOLS : random.below(TOOLS);
      // What follows works on what was returned.
      if (!follows) id = `R${random.below(1e6)}`;
      const habit = random.chance(HABIT) ? `${pick(HABITS).replace('{}', word())} ` : '';
      const call = {
        name: tools[tool]!,
        arguments: JSON.stringify({ id, [words[tool % 20]!]: word(), count: random.below(100) }),
      };
      id = `R${random.below(1e6)}`;
      const answer = random.chance(FAILING)
        ? `Error: ${words[random.below(10)]!} not found: ${random.below(1e6)}`
        : JSON.stringify({ ok: true, next: id, note: sentence() });
      messages.push(
        {
          role: 'assistant',
          content: habit + sentence(),
          tool_calls: [{ id: `c${turn}`, type: 'function', function: call }],
        },
        { role: 'tool', tool_call_id: `c${turn}`, content: answer },
      );
    }
    written += messages.length;
    const record = { messages, task_id: `t${run % TASKS}`, trial: String(run), success: random.chance(0.5) };
    writeSync(file, `${JSON.stringify(record)}\n`);
  }
  closeSync(file);
  return written;
}
