import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { sequenceMatcher, type SequencePattern } from './sequence-matcher.ts';
import type { RunSymbol } from './run-symbols.ts';

function occurrences(pattern: SequencePattern, symbols: readonly string[]): number[][] {
  const matcher = sequenceMatcher(pattern);
  return symbols.flatMap((symbol, step) => {
    const matched = matcher.next({ symbol, step, part: 0, start: 0, end: 0 } satisfies RunSymbol);
    return matched === undefined ? [] : [matched.map((one) => one.step)];
  });
}

test('symbols are found in order, with gaps up to the limit', () => {
  const pattern = { symbols: ['a', 'b', 'c'], maxGap: 1 };
  assert.deepEqual(occurrences(pattern, ['a', 'x', 'b', 'c']), [[0, 2, 3]]);
  assert.deepEqual(occurrences(pattern, ['a', 'x', 'x', 'b', 'c']), []);
  assert.deepEqual(occurrences(pattern, ['a', 'a', 'x', 'b', 'c', 'a', 'b', 'c']), [
    [1, 3, 4],
    [5, 6, 7],
  ]);
});

test('a symbol is not used twice, and occurrences do not overlap', () => {
  assert.deepEqual(occurrences({ symbols: ['a', 'a'], maxGap: 2 }, ['a', 'a', 'a']), [[0, 1]]);
});

test('alternatives and prefixes match', () => {
  assert.deepEqual(
    occurrences({ symbols: ['user:confirm', 'tool:cancel | tool:book'], maxGap: 0 }, ['user:confirm', 'tool:book']),
    [[0, 1]],
  );
  assert.deepEqual(occurrences({ symbols: ['tool:get_*', 'error:*'], maxGap: 0 }, ['tool:get_x', 'error:get_x']), [
    [0, 1],
  ]);
});

test('elements may have to say something, or to have arguments', () => {
  const seen = (pattern: SequencePattern, run: readonly (readonly [symbol: string, text: string])[]): number[][] => {
    const matcher = sequenceMatcher(pattern);
    return run.flatMap(([symbol, text], step) => {
      const matched = matcher.next({ symbol, step, part: 0, start: 0, end: text.length }, () => text);
      return matched === undefined ? [] : [matched.map((one) => one.step)];
    });
  };
  const repair: SequencePattern = {
    symbols: ['error:moor', 'tool:moor'],
    maxGap: 1,
    where: [
      { element: 0, says: [['bollard', 'is taken'], ['no free bollard']] },
      { element: 1, arguments: { pier: '*', 'boat.kind': 'tug' } },
    ],
  };
  const call = '{"pier":7,"boat":{"kind":"tug"}}';
  assert.deepEqual(
    seen(repair, [
      ['error:moor', 'bollard 4\n is taken'],
      ['tool:moor', call],
    ]),
    [[0, 1]],
  );
  assert.deepEqual(
    seen(repair, [
      ['error:moor', '{"error":"no free\\nbollard"}'],
      ['tool:moor', call],
    ]),
    [[0, 1]],
  );
  assert.deepEqual(
    seen(repair, [
      ['error:moor', 'is taken: bollard 4'],
      ['tool:moor', call],
    ]),
    [],
  );
  assert.deepEqual(
    seen(repair, [
      ['error:moor', 'no free bollard'],
      ['tool:moor', '{"boat":{"kind":"tug"}}'],
    ]),
    [],
  );
  assert.deepEqual(
    seen(repair, [
      ['error:moor', 'no free bollard'],
      ['tool:moor', 'not JSON'],
    ]),
    [],
  );
});

test('an occurrence is found whenever there is one', () => {
  const exists = (
    symbols: readonly string[],
    wanted: readonly string[],
    maxGap: number,
    at: number,
    k: number,
  ): boolean => {
    if (k === wanted.length) return true;
    const limit = k === 0 ? symbols.length : Math.min(symbols.length, at + maxGap + 2);
    for (let i = at + 1; i < limit; i++)
      if (symbols[i] === wanted[k] && exists(symbols, wanted, maxGap, i, k + 1)) return true;
    return false;
  };
  const letters = fc.constantFrom('a', 'b', 'c');
  fc.assert(
    fc.property(
      fc.array(letters, { maxLength: 12 }),
      fc.array(letters, { minLength: 1, maxLength: 4 }),
      fc.nat(3),
      (symbols, wanted, maxGap) => {
        assert.equal(
          occurrences({ symbols: wanted, maxGap }, symbols).length > 0,
          exists(symbols, wanted, maxGap, -1, 0),
        );
      },
    ),
    { numRuns: 1000 },
  );
});
