import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Coding } from '../behavior/event.ts';
import { readSequences } from '../analysis/sequence/read-sequences.ts';
import { sequencesOfLetters } from '../analysis/sequence/sequences-of-letters.ts';
import { openStore } from '../store/open-store.ts';
import { sampleTrajectory } from '../store/testing/sample-trajectory.ts';
import { contrastReport } from './contrast-report.ts';
import { sampleEvent } from '../behavior/testing/sample-event.ts';

const SLUGS = ['ask', 'check', 'guess', 'rest', 'wait'];
/** Where the pair stands that always comes in this order. */
const ORDERS = [
  ['ask', 'X', 'wait', 'rest'],
  ['wait', 'ask', 'X', 'rest'],
  ['rest', 'wait', 'ask', 'X'],
  ['rest', 'ask', 'X', 'wait'],
];

test('what goes with success within tasks is told, and what always comes next', async () => {
  const store = await openStore(':memory:');
  const runs = Array.from({ length: 80 }, (_, i) => ({ id: `run-${i}`, task: `task-${i >> 2}`, order: (i >> 1) % 4, checks: i % 2 === 0, succeeds: i % 4 !== 1 && i % 4 !== 3 }));
  await store.put(
    runs.map(({ id, task, succeeds }) => ({
      trajectory: {
        ...sampleTrajectory(id, [['user', 'Do it.'], ['agent', 'Yes.'], ['user', 'And?'], ['agent', 'Done.']]),
        task: { id: task, tags: [] },
        outcomes: [{ name: 'success', value: succeeds, by: 'verifier' as const }],
        outcome: { success: succeeds, scores: {} },
      },
    })),
  );
  await store.putCodings(
    runs.map(({ id, checks, order }) => ({
      coding: codingOf(id),
      events: ORDERS[order]!.map((slug, step) => sampleEvent(id, slug === 'X' ? (checks ? 'check' : 'guess') : slug, step)),
    })),
  );
  const sets = { codes: await readSequences(store), calls: await readSequences(store, { of: 'calls' }) };
  const { rows, compared, runs: known, successes, follows } = contrastReport(sets, () => true);
  assert.deepEqual([known, successes, compared], [80, 40, 2]);
  assert.deepEqual(
    rows.map(({ behavior, difference }) => [behavior, difference]),
    [['book/check', 1], ['book/guess', -1]],
  );
  assert.deepEqual(follows.slice(0, 2).map(({ from, to, observed, n }) => [from, to, observed, n]).sort(), [['book/ask', 'book/check', 40, 80], ['book/ask', 'book/guess', 40, 80]]);
  const without = contrastReport(sets, (behavior) => behavior !== 'book/check');
  assert.deepEqual(without.rows.map(({ behavior }) => behavior), ['book/guess']);
  await store.close();
}); // prettier-ignore

test('where behaviors follow each other as chance has it, what calls follow which is told', () => {
  const codes = sequencesOfLetters(['AB', 'BA', 'AB', 'BA'], () => ({}));
  const calls = sequencesOfLetters(Array.from({ length: 40 }, (_, run) => ['XYZABC', 'CXYBZA', 'BZXYAC', 'AZBCXY'][run % 4]!));
  const { follows, followsOf } = contrastReport({ codes, calls }, () => true);
  assert.deepEqual([followsOf, follows[0]?.from, follows[0]?.to, follows[0]?.observed], ['calls', 'X', 'Y', 40]);
}); // prettier-ignore

test('where nothing is coded there is nothing to tell', () => {
  const nothing = { alphabet: [], sequences: [] };
  const expected = { runs: 0, successes: 0, compared: 0, rows: [], tools: [], follows: [], followsOf: 'codes' };
  assert.deepEqual(
    contrastReport({ codes: nothing, calls: nothing }, () => true),
    expected,
  );
});

function codingOf(trajectoryId: string): Coding {
  const observedUnits = Object.fromEntries(SLUGS.map((slug) => [slug, 4]));
  return {
    trajectoryId,
    revision: 1,
    codebook: 'book@1',
    detector: 'cues@1',
    observedUnits,
    notObservable: {},
    observedTokens: 9,
  };
}
