import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMoves } from '../analysis/run-moves.ts';
import { sequencesOfLetters } from '../analysis/sequence/sequences-of-letters.ts';
import { sampleRun, says } from '../trajectory/testing/sample-run.ts';
import type { Step } from '../trajectory/trajectory.ts';
import { namedSequences, startNamedRuns } from './named-runs.ts';
import { runRow } from './run-row.ts';

const EMPTY = { alphabet: [], sequences: [] };

/** A run of a process: one unanswered call per letter. */
const process = (id: string, letters: string) =>
  sampleRun(
    [...letters].map((name): Omit<Step, 'index'> => ({ actor: 'agent', parts: [{ kind: 'tool-call', callId: '', name, argumentsText: '{}' }] })),
    { id },
  ); // prettier-ignore

test('runs that are names and nothing else have a budget and colours by name', () => {
  const letters = ['ABC', 'ABBB'];
  const set = sequencesOfLetters(letters, (run) => ({ id: `r${run}` }));
  const sequenceOf = namedSequences(set, EMPTY);
  const named = startNamedRuns();
  for (const [i, one] of letters.entries()) {
    const run = process(`r${i}`, one);
    named.add(run, runMoves(run.steps), () => sequenceOf(run.id));
  }
  const result = named.result()!;
  assert.equal(result.ordered, true);
  assert.deepEqual(result.rows.map(({ behavior, events, runs, n, share }) => [behavior, events, runs, n, share.steps]), [['B', 4, 2, 2, 4 / 7], ['A', 2, 2, 2, 2 / 7], ['C', 1, 1, 2, 1 / 7]]); // prettier-ignore
  assert.deepEqual(result.tones.map(({ tone, label }) => `${label} ${tone}`), ['B blue', 'A orange', 'C green']); // prettier-ignore
  const run = process('r0', 'ABC');
  const { cells } = named.toned(runRow(run, runMoves(run.steps), []));
  assert.deepEqual(cells.map(({ tone, label }) => `${label} ${tone}`), ['1. A orange', '2. B blue', '3. C green']); // prettier-ignore
});

test('labels of a source are names that nobody put in order', () => {
  const labels = sequencesOfLetters([['label:seen/graze', 'label:seen/walk']], () => ({ id: 'r0' }));
  const sequenceOf = namedSequences(EMPTY, labels);
  const run = sampleRun([{ actor: 'environment', parts: [] }, { actor: 'environment', parts: [] }], { id: 'r0' }); // prettier-ignore
  const named = startNamedRuns();
  named.add(run, [], () => sequenceOf('r0'));
  const { ordered, rows, tones } = named.result()!;
  assert.deepEqual([ordered, rows.map(({ behavior }) => behavior), tones], [false, ['graze', 'walk'], []]);
});

test('runs with words, or with answers, are more than names', () => {
  const named = startNamedRuns();
  const run = sampleRun([says('user', 'Hello.')], { id: 'r0' });
  named.add(run, runMoves(run.steps), () => undefined);
  assert.equal(named.result(), undefined);
  assert.equal(startNamedRuns().result(), undefined);
});
