import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Move } from '../analysis/run-moves.ts';
import { sequencesOfLetters } from '../analysis/sequence/sequences-of-letters.ts';
import { seededRandom } from '../core/random.ts';
import { startFailureReport } from './failure-report.ts';

const NO_RUNS = { alphabet: [], sequences: [] };

const summary = (task: string | undefined, success: boolean | undefined) => ({
  id: 'x',
  format: 'test',
  source: { format: 'test', uri: 'x' },
  task: { ...(task !== undefined && { id: task }), tags: [] },
  agent: {},
  outcome: { scores: {}, ...(success !== undefined && { success }) },
  steps: 1,
  tokens: 1,
  revision: 1,
});

const call = (tool: string, failed: boolean): Move => ({ activity: failed ? 'failed' : 'look', step: 0, part: 0, tool, writtenTokens: 1, readTokens: 1 }); // prettier-ignore

test('tasks tried more than once are told by how often they succeed', () => {
  const report = startFailureReport();
  const tries: [string | undefined, boolean | undefined][] = [['a', true], ['a', true], ['b', true], ['b', false], ['c', false], ['c', false], ['c', false], ['d', false], ['d', false], ['e', true], [undefined, false], ['a', undefined]]; // prettier-ignore
  for (const [task, success] of tries) report.announce(summary(task, success));
  const { tasks, unsolved, tools, slices } = report.result(NO_RUNS);
  assert.deepEqual(tasks, { always: 1, sometimes: 1, never: 2, runs: 9 });
  assert.deepEqual(unsolved, [{ task: 'c', runs: 3, successes: 0 }, { task: 'd', runs: 2, successes: 0 }]); // prettier-ignore
  assert.deepEqual([tools, slices], [[], []]);
});

test('tools whose calls fail are told, with an interval that knows that calls of one run are alike', () => {
  const report = startFailureReport();
  for (let run = 0; run < 20; run++) {
    const fails = run < 5;
    report.add({ id: `r${run}` }, [
      call('book', fails),
      call('book', fails),
      call('look', false),
      call('rare', run === 0),
    ]);
  }
  const { tools } = report.result(NO_RUNS);
  assert.deepEqual(tools.map(({ tool, calls, failed, runs }) => [tool, calls, failed, runs]), [['book', 40, 10, 20]]); // prettier-ignore
  const [low, high] = tools[0]!.interval;
  // Of 20 runs rather than of 40 calls: 0.142–0.402 if calls were independent.
  assert.ok(low < 0.12 && high > 0.45, `${low}–${high}`);
});

test('a planted kind of runs that fails is found, and none where there is none', () => {
  const random = seededRandom(5);
  const slicesOf = (tagged: number): string[] => {
    const set = sequencesOfLetters(
      Array.from({ length: 300 }, () => 'A'),
      (run) => ({
        tags: run % 3 === 0 ? ['spanish'] : ['english'],
        success: random.chance(run % 3 === 0 ? tagged : 0.8),
      }),
    );
    return startFailureReport()
      .result(set)
      .slices.map(({ words, difference }) => `${words} ${Math.sign(difference)}`);
  };
  assert.deepEqual(slicesOf(0.3), ['tagged spanish -1']);
  assert.deepEqual(slicesOf(0.8), []);
});
