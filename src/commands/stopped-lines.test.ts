import assert from 'node:assert/strict';
import test from 'node:test';
import { EthogramError } from '../core/ethogram-error.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';

const GONE = new EthogramError('model-unusable', 'it is gone', { hint: 'is the server running?' });

test('what stopped says why and how to go on; what did not says nothing', () => {
  assert.deepEqual(stoppedLines({ left: 0 }, 'run'), []);
  assert.deepEqual(stoppedLines({ left: 2 }, 'run'), [
    'Stopped, 2 runs left: interrupted',
    '  hint: the same command goes on from here',
  ]);
  assert.deepEqual(stoppedLines({ left: 1, stopped: GONE }, 'run'), [
    'Stopped, 1 run left: it is gone',
    '  hint: is the server running? Afterwards the same command goes on from here',
  ]);
});

test('the answer is no where work stopped, or all that was tried failed', () => {
  assert.equal(endCode({ left: 0 }, { done: 0, failed: 0 }), 0);
  assert.equal(endCode({ left: 0 }, { done: 1, failed: 3 }), 0);
  assert.equal(endCode({ left: 0 }, { done: 0, failed: 3 }), 1);
  assert.equal(endCode({ left: 1 }, { done: 9, failed: 0 }), 1);
  assert.equal(endCode({ left: 0, stopped: GONE }, { done: 9, failed: 0 }), 1);
});
