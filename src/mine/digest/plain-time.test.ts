import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainTime } from './plain-time.ts';

test('times are in UTC, wherever they are read; what is no time is none', () => {
  const cases: [string, string | undefined][] = [
    ['2031-03-01T08:00:00Z', '2031-03-01T08:00:00Z'],
    ['2031-03-01', '2031-03-01'],
    ['2031-03-01T08:00:00+02:00', '2031-03-01T06:00:00.000Z'],
    ['2031-03-01 08:00', '2031-03-01T08:00:00.000Z'],
    ['2031-03-01T08:00:00.123456', '2031-03-01T08:00:00.123Z'],
    ['2031-13-45', undefined],
    ['99999-01-01', undefined],
    ['1 March', undefined],
    ['', undefined],
  ];
  for (const [text, time] of cases) assert.equal(plainTime(text), time, text);
});
