import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { loadHandbookIndex, type HandbookSource } from './load-handbook-index.ts';

const RUNS = {
  r1: { id: 't1', text: 'My kettle is broken, I want my money back', tags: ['retail', 'angry'] },
  r2: { id: 't2', text: 'The toaster is broken. Money back, please', tags: ['retail'] },
  r3: { id: 't3', text: 'Which seats are free in row twelve?', tags: [] },
} as const;

test('what is served is known by the requests and by the tags of the runs it was seen in', async () => {
  const asked: string[] = [];
  const index = await loadHandbookIndex(
    source([behavior('b_refund', 'active'), behavior('b_seats', 'candidate')], asked),
  );
  assert.equal(index.size, 1);
  const found = (query: string, topics: readonly string[] = []): string[] =>
    index.retrieve(query, { topics }).behaviors.map(({ id, why }) => `${id}: ${why}`);
  assert.deepEqual(found('my radio is broken, money back'), ['b_refund: 100% of runs asked alike (back, broken, money) showed it']); // prettier-ignore
  assert.deepEqual(found('something else', ['retail']), ['b_refund: learned from tasks of topic retail']);
  assert.deepEqual(found('something else', ['unheard of']), []);
  // Of candidates nothing is read, since they are not served.
  assert.deepEqual(asked, ['b_refund']);
});

test('candidates are read where they are to be served, too', async () => {
  const index = await loadHandbookIndex(source([behavior('b_seats', 'candidate')]), { all: true });
  assert.equal(index.retrieve('is a seat free in row nine', { all: true }).behaviors.length, 1);
  assert.equal(index.retrieve('is a seat free in row nine').behaviors.length, 0);
});

test('vectors are asked for once for each text', async () => {
  const texts: string[] = [];
  await loadHandbookIndex(source([behavior('b_refund', 'active')]), {
    async embed(given) {
      texts.push(...given);
      return new Map(given.map((text) => [text, Float32Array.of(1, 0)]));
    },
  });
  assert.deepEqual(texts, ['refund: Do b_refund.', RUNS.r1.text, RUNS.r2.text]);
});

function source(behaviors: readonly MinedBehavior[], asked: string[] = []): HandbookSource {
  const seenIn: Readonly<Record<string, readonly (keyof typeof RUNS)[]>> = { b_refund: ['r1', 'r2'], b_seats: ['r3'] };
  return {
    behaviors: async () => behaviors,
    async provenance(id) {
      asked.push(id);
      return seenIn[id]!.map((trajectoryId) => ({ trajectoryId, steps: [1], quote: '', at: { step: 1, part: 0, start: 0, end: 0 } })); // prettier-ignore
    },
    async *list({ ids }) {
      for (const id of ids) yield { id, task: RUNS[id as keyof typeof RUNS] };
    },
  };
}

function behavior(id: string, status: MinedBehavior['status']): MinedBehavior {
  return {
    id, name: id.replace('b_', 'behavior_'), instruction: `Do ${id}.`, kind: 'workflow', polarity: 'do', scope: {}, status, version: 1,
    hash: 'h', parents: [], tokens: 20, support: { trajectories: 2, of: 9, tasks: 9 }, tokensPerUse: 0, savedTokens: 0, provenance: [],
  }; // prettier-ignore
}
