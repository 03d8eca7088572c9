import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom, type Random } from '../src/core/random.ts';

/** What {@link writeChatCorpus} writes. */
interface ChatCorpus {
  /** Size of the file, at least. */
  readonly bytes: number;
  /** Size of a run, about. */
  readonly runBytes: number;
  readonly container: 'jsonl' | 'array';
}

const VOCABULARY = 4000;
const LETTERS = 'etaoinshrdlucmfwypvbgkjqxz';
// Bytes of distinct runs, written again and again with run ids of their own.
const DISTINCT_BYTES = 8e6;
const WRITE_CHARACTERS = 1 << 20;

/** Writes chats of agents that call tools, in words that are made up: JSONL, or a single array of the same objects. */
export function writeChatCorpus(path: string, { bytes, runBytes, container }: ChatCorpus): void {
  const random = seededRandom(1);
  const words = Array.from({ length: VOCABULARY }, () =>
    Array.from({ length: 2 + random.below(9) }, () => LETTERS[random.below(1 + random.below(LETTERS.length))]).join(''),
  );
  const text = (count: number): string =>
    Array.from({ length: count }, () => words[random.below(1 + random.below(VOCABULARY))]).join(' ');
  const runs: string[] = [];
  for (let size = 0; size < DISTINCT_BYTES; size += runs.at(-1)!.length) runs.push(runText(runBytes, random, text));
  const [open, between, close] = container === 'array' ? ['[', ',\n', ']\n'] : ['', '\n', '\n'];
  const file = openSync(path, 'w');
  let pending = open;
  for (let count = 0, written = 0; written < bytes; count++) {
    pending += `${count === 0 ? '' : between}{"run_id":"run-${count}",${runs[count % runs.length]}`;
    if (pending.length < WRITE_CHARACTERS) continue;
    written += writeSync(file, pending);
    pending = '';
  }
  writeSync(file, pending + close);
  closeSync(file);
}

// A run's JSON after its id.
function runText(bytes: number, random: Random, text: (words: number) => string): string {
  const messages: unknown[] = [
    { role: 'system', content: 'You use tools to answer. Say what you found, and say when you found nothing.' },
    { role: 'user', content: text(20) },
  ];
  for (let size = 400, turn = 0; size < bytes; turn++) {
    const query = text(2 + random.below(4));
    const call = { name: `tool_${random.below(9)}`, arguments: JSON.stringify({ query, limit: turn }) };
    const answer = JSON.stringify({ found: text(5 + random.below(60)).split('e'), next: null });
    const pair = [
      {
        role: 'assistant',
        content: text(random.below(25)),
        tool_calls: [{ id: `call_${turn}`, type: 'function', function: call }],
      },
      { role: 'tool', tool_call_id: `call_${turn}`, content: answer },
    ];
    messages.push(...pair);
    size += JSON.stringify(pair).length;
  }
  messages.push({ role: 'assistant', content: text(15) });
  return JSON.stringify({ task_id: `task-${random.below(50)}`, success: random.chance(0.5), messages }).slice(1);
}
