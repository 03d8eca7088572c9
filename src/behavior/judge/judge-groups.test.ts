import assert from 'node:assert/strict';
import { test } from 'node:test';
import { promptText } from '../../model/testing/mind.ts';
import { codingMind, judgeMind } from '../../model/testing/minds/judge-mind.ts';
import { schemaFields } from '../../model/testing/minds/schema-of.ts';
import type { Codebook } from '../codebook.ts';
import { askedCodes } from './asked-codes.ts';
import { judgeGroups } from './judge-groups.ts';
import { BOOK, judgeBench, LONG, PATTERNS, RUN, SECOND_BOOK } from './testing/judge-bench.ts';

const { serve, newStore, judgeTasks } = judgeBench();
const TASKS = [BOOK, SECOND_BOOK].map((codebook) => ({ codebook, asked: askedCodes(codebook, undefined, 'open') }));

test('codes of all codebooks are asked together, those of places apart from those of the whole run', async () => {
  const server = await serve(judgeMind({ ...PATTERNS, regret: /refund/ }));
  const store = await newStore();
  const { judged, error } = await judgeTasks(server, TASKS, { store });
  assert.equal(error, undefined);
  assert.deepEqual(server.requests.map((request) => schemaFields(request)), [
    ['promise', 'greeting', 'regret'],
    ['unfinished', 'rude-end'],
    ['unfinished', 'rude-end'],
  ]); // prettier-ignore
  assert.deepEqual(judged.map(({ coding: { codebook, observedUnits }, events }) => [codebook, observedUnits, events.length]), [
    [`manners@${BOOK.hash}`, { promise: 3, greeting: 3, unfinished: 1 }, 4],
    [`temper@${SECOND_BOOK.hash}`, { regret: 3, 'rude-end': 1 }, 2],
  ]); // prettier-ignore
  const cost = judged.reduce((sum, { coding }) => sum + coding.costUsd!, 0);
  let spent = 0;
  for await (const { costUsd } of store.modelCalls()) spent += costUsd!;
  assert.ok(Math.abs(cost - spent) < 1e-9, `${cost} of ${spent}`);
});

test('questions about the same stretch begin with the same words, up to the end of the record', async () => {
  for (const settings of [{}, { run: LONG, stretchTokens: 600 }]) {
    const server = await serve(judgeMind(PATTERNS));
    await judgeTasks(server, TASKS, settings);
    const records = server.requests.map((request) => {
      const [first] = request.messages as readonly { readonly text: string }[];
      return first!.text.slice(0, first!.text.indexOf('\n</record '));
    });
    const places = server.requests.flatMap((request, i) => (schemaFields(request)[0] === 'promise' ? [records[i]!] : [])); // prettier-ignore
    assert.ok(places.length >= 1);
    const wholes = records.filter((record) => places.includes(record));
    // Each stretch is read for places and for the run; a short run is read in two turns.
    assert.equal(wholes.length, settings.run === undefined ? 3 : 2 * places.length);
  }
});

test('a code that a model refuses takes no codebook with it but its own', async () => {
  const server = await serve(
    codingMind(() => ({ findings: [], verdict: 'absent' })),
    (request) => (promptText(request).includes('## regret') ? { kind: 'refusal' } : undefined),
  );
  const { judged, error } = await judgeTasks(server, TASKS);
  assert.equal(error?.code, 'model-failed');
  assert.deepEqual(
    judged.map(({ coding: { codebook, observedUnits } }) => [codebook, observedUnits]),
    [[`manners@${BOOK.hash}`, { promise: 3, greeting: 3, unfinished: 1 }]],
  );
});

test('codes of one name are asked apart, and no question holds more than sixteen', () => {
  const many: Codebook = { ...BOOK, codes: Array.from({ length: 20 }, (_, i) => ({ ...BOOK.codes[1]!, slug: `code-${i}` })) }; // prettier-ignore
  const groups = (books: readonly Codebook[]): number[] =>
    judgeGroups(
      RUN,
      books.map((codebook) => ({ codebook, asked: askedCodes(codebook, undefined, 'open') })),
      { stretchTokens: 24_000 },
    ).map(({ codes }) => codes.length);
  assert.deepEqual(groups([many]), [16, 4]);
  assert.deepEqual(groups([SECOND_BOOK, { ...SECOND_BOOK }]), [1, 1, 1, 1]);
});
