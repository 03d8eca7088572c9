import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { mineWorkflows } from './mine-workflows.ts';

const found = (harm: number, seed: number): (string | undefined)[] => {
  const random = seededRandom(seed);
  const runs = Array.from({ length: 200 }, (_, i) => {
    const id = `K-${random.below(1e6)}`;
    const mode = random.pick(['swift', 'plain', 'calm']);
    const calls: MadeCall[] = [
      ['vrell', { day: i }, `it is ${id}`],
      ['zund', { of: id, mode }],
    ];
    const success = random.chance(mode === 'swift' ? 0.8 - harm : 0.8);
    return callsRun(`run-${i}`, calls, { task: `task-${i % 20}`, success });
  });
  return mineWorkflows(readRuns(runs)).map(({ whenNot }) => whenNot);
};

test('a setting with which a workflow fails is when not to follow it', () => {
  assert.deepEqual(found(0.6, 1), ['`mode` is `swift`']);
});

test('where no setting matters nothing is said', () => {
  assert.deepEqual(
    Array.from({ length: 10 }, (_, seed) => found(0, seed)).flat(),
    Array.from({ length: 10 }, () => undefined),
  );
});
