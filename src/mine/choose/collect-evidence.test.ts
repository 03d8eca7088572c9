import assert from 'node:assert/strict';
import { test } from 'node:test';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { collectEvidence, type Evidence } from './collect-evidence.ts';
import { actCorpus, actRun } from './testing/act-corpus.ts';
import { candidateAt } from './testing/candidates.ts';

const KEY = 'ghp_abcdefghijklmnop';
const RUNS = Array.from({ length: 9 }, (_, i) =>
  actRun(`run-${i}`, `task-${i % 3}`, [
    { tool: 'vam', fields: { note: '\u{1f41f}'.repeat(200) }, answer: 'fine' },
    { tool: 'tol', fields: { key: KEY }, answer: '   ' },
    { tool: 'pif', fields: { n: i } },
  ]),
);
const corpus = actCorpus(RUNS);

function collect(candidates: readonly Candidate[], maxExemplars: number, runs = RUNS): Promise<Evidence> {
  return collectEvidence(
    async function* (ids) {
      for (const run of runs) if (ids.includes(run.id)) yield run;
    },
    corpus,
    candidates,
    { maxExemplars },
  );
}

function at(step: number, end: number, runs = RUNS.map((_, run) => run)): Candidate {
  const seen = candidateAt('count the fish', runs.map((run) => [run, [step]])); // prettier-ignore
  return { ...seen, occurrences: seen.occurrences.map((o) => ({ ...o, at: { step, part: 0, start: 0, end } })) };
}

test('quotes are verbatim, at most 300 units long, and never cut a character in two', async () => {
  const { exemplars } = await collect([at(0, 1e6)], 20);
  assert.equal(exemplars[0]!.length, 9);
  for (const { trajectoryId, quote, at: place } of exemplars[0]!) {
    const run = RUNS.find(({ id }) => id === trajectoryId)!;
    const text = partText(run.steps[place.step]!.parts[place.part]!);
    assert.equal(text.slice(place.start, place.end), quote);
    assert.ok(quote.length >= 299 && quote.length <= 300 && quote.isWellFormed());
  }
});

test('few exemplars are of many tasks and runs; without a limit every occurrence is there', async () => {
  const twice = at(4, 3);
  const candidate = { ...twice, occurrences: twice.occurrences.flatMap((occurrence) => [occurrence, occurrence]) };
  const three = (await collect([candidate], 3)).exemplars[0]!;
  assert.deepEqual(three.map(({ trajectoryId }) => trajectoryId), ['run-0', 'run-1', 'run-2']); // prettier-ignore
  assert.equal((await collect([candidate], 9)).exemplars[0]!.length, 9);
  assert.equal((await collect([candidate], Number.POSITIVE_INFINITY)).exemplars[0]!.length, 18);
});

test('secrets are never quoted, but what stands before or after them is: the evidence stays complete', async () => {
  const { exemplars } = await collect([at(2, 1e6), at(2, 12)], 20);
  for (const found of exemplars) assert.deepEqual([...new Set(found.map(({ quote }) => quote))], ['{"key":"']);
  assert.equal(exemplars[0]!.length, 9);
});

test('what is empty, or is not there any more, is no evidence', async () => {
  const { exemplars } = await collect([at(3, 3), at(99, 3)], 20);
  assert.deepEqual(exemplars, [[], []]);
});

test('what Ethogram injected, and steps copied from other runs, are no evidence', async () => {
  const injected = RUNS.map((run, i): Trajectory => ({
    ...run,
    steps: run.steps.map((step) => (i % 2 === 0 ? { ...step, copied: true } : { ...step, parts: [{ kind: 'text', text: 'said', injected: ['b_1'] }] })), // prettier-ignore
  }));
  assert.deepEqual((await collect([at(0, 4)], 20, injected)).exemplars, [[]]);
});

test('words of a task are recognised, however they are written; eight of them may be', async () => {
  const asked = 'Weigh the red fish, then carry BOTH baskets to the far shed & come back.';
  const withTask: Trajectory[] = RUNS.map((run) => ({
    ...run,
    steps: [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: asked }] },
      ...run.steps.map((step) => ({ ...step, index: step.index + 1 })),
    ],
  }));
  const known = actCorpus(withTask);
  const say = (instruction: string): Candidate => ({ ...at(1, 2), instruction });
  const { quotesTask } = await collectEvidence(
    async function* (ids) {
      for (const run of withTask) if (ids.includes(run.id)) yield run;
    },
    known,
    [say('Weigh the red fish then carry both baskets to the shed.'), say('Then weigh the red fish, then carry both baskets.')], // prettier-ignore
    { maxExemplars: 0 },
  );
  assert.deepEqual(quotesTask, [true, false]);
});
