import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Json } from '../../../core/json.ts';
import { errorFlagOf, flagOf, numberOf } from './flag-of.ts';
import { timeOf } from './time-of.ts';

test('a time is ISO 8601, or a count since 1970 in any unit', () => {
  const cases: readonly [value: Json, at: string | undefined, isExact?: boolean][] = [
    ['2026-01-02', '2026-01-02'],
    ['2026/01/02 03:04', '2026-01-02T03:04'],
    [' 2026-01-02 03:04:05,123456 UTC', '2026-01-02T03:04:05.123456Z'],
    ['2026-01-02T03:04:05+0130', '2026-01-02T03:04:05+01:30'],
    ['2026-01-02T03:04:05-01', '2026-01-02T03:04:05-01:00'],
    ['2026-13-02', undefined],
    ['2026-01-02 25:04', undefined],
    ['02/01/2026', undefined],
    [1767323045, '2026-01-02T03:04:05.000Z'],
    ['1767323045.123', '2026-01-02T03:04:05.123Z'],
    [1767323045.123456, '2026-01-02T03:04:05.123Z', false],
    [1767323045123, '2026-01-02T03:04:05.123Z'],
    [1767323045123000, '2026-01-02T03:04:05.123Z'],
    ['1767323045123456789', '2026-01-02T03:04:05.123Z', false],
    [12.5, undefined],
    [1e25, undefined],
    [true, undefined],
    [[1767323045], undefined],
  ];
  for (const [value, at, isExact = true] of cases) {
    assert.deepEqual(timeOf(value), at === undefined ? undefined : { at, isExact }, String(value));
  }
});

const each = <T>(values: readonly Json[], read: (value: Json) => T, expected: T): void => {
  for (const value of values) assert.equal(read(value), expected, JSON.stringify(value));
};

test('flags and numbers in the words of tables', () => {
  each(['TRUE', ' Pass ', 'resolved', '1', '1.0', 1, true], flagOf, true);
  each(['wrong', 'n', '0.0', 0, false], flagOf, false);
  each(['maybe', '', 2, null, ['yes']], flagOf, undefined);
  each(['error', 'Yes', true], errorFlagOf, true);
  each(['ok', 'none', 0], errorFlagOf, false);
  each(['no such file', ''], errorFlagOf, undefined);
  each(['1e3', ' +1000. ', 1000], numberOf, 1000);
  each(['-.5', -0.5], numberOf, -0.5);
  each(['12345678901234567890', '1,5', '5%', 'e3', '.', '', true], numberOf, undefined);
});
