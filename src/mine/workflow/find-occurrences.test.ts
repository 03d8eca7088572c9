import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sequenceMatcher } from '../../behavior/sequence-matcher.ts';
import { findOccurrences } from './find-occurrences.ts';

test('an element is matched as late as the next one allows, and occurrences do not overlap', () => {
  const run = Int32Array.from([0, 0, 9, 1, 1, 2, 0]);
  assert.deepEqual(findOccurrences(run, { elements: [[0], [1], [2]], maxGap: 2 }), [[1, 4, 5]]);
  assert.deepEqual(findOccurrences(run, { elements: [[0], [2]], maxGap: 1 }), []);
  assert.deepEqual(findOccurrences(Int32Array.from([0, 1, 0, 2]), { elements: [[0], [1, 2]], maxGap: 0 }), [
    [0, 1],
    [2, 3],
  ]);
});

test('mining and detection see the same occurrences', () => {
  const symbol = fc.integer({ min: 0, max: 4 });
  const elements = fc.array(fc.uniqueArray(symbol, { minLength: 1, maxLength: 2 }), { minLength: 2, maxLength: 4 });
  fc.assert(
    fc.property(
      fc.array(symbol, { maxLength: 40 }),
      elements,
      fc.integer({ min: 0, max: 3 }),
      (run, pattern, maxGap) => {
        const matcher = sequenceMatcher({ symbols: pattern.map((any) => any.map(String).join('|')), maxGap });
        const detected = run.flatMap((id, step) => {
          const found = matcher.next({ symbol: String(id), step, part: 0, start: 0, end: 0 });
          return found === undefined ? [] : [found.map((match) => match.step)];
        });
        assert.deepEqual(findOccurrences(Int32Array.from(run), { elements: pattern, maxGap }), detected);
      },
    ),
  );
});
