import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combineSamples, type LocatedFinding, type LocatedVerdict } from './combine-samples.ts';

const EACH = { counting: 'each', unit: 'reasoning' } as const;

function found(step: number, start: number, end: number): LocatedFinding {
  const quote = `${start}–${end}`;
  return { step, quote, reason: '', spans: [{ step, part: 0, start, end, quote }] };
}

function draw(verdict: LocatedVerdict['verdict'], ...findings: LocatedFinding[]): LocatedVerdict {
  return { verdict, findings, promptHash: '' };
}

const brief = (draws: readonly LocatedVerdict[], code: Parameters<typeof combineSamples>[1] = EACH): unknown[] => {
  const { verdict, samples, findings } = combineSamples(draws, code);
  return [verdict, samples, findings.map(({ quote, samples: having }) => `${quote} ×${having}`)];
};

test('the verdict of most draws stands, and of a tie the more careful one', () => {
  const here = found(1, 0, 5);
  assert.deepEqual(brief([draw('present', here), draw('present', here), draw('absent')]), ['present', 2, ['0–5 ×2']]);
  assert.deepEqual(brief([draw('present', here), draw('absent')]), ['absent', 1, []]);
  assert.deepEqual(brief([draw('not-applicable'), draw('present', here)]), ['not-applicable', 1, []]);
});

test('findings that overlap are one, and those of a minority fall away', () => {
  const draws = [
    draw('present', found(1, 0, 5), found(1, 20, 30)),
    draw('present', found(1, 3, 9)),
    draw('present', found(2, 0, 5), found(1, 22, 25)),
  ];
  assert.deepEqual(brief(draws), ['present', 3, ['0–5 ×2', '20–30 ×2']]);
});

test('a code that counts once per step has one finding there, wherever in the step', () => {
  const draws = [draw('present', found(1, 0, 5)), draw('present', found(1, 40, 50))];
  assert.deepEqual(brief(draws, { counting: 'once-per-step', unit: 'step' }), ['present', 2, ['0–5 ×2']]);
  // That draws agree that it is there and not on where leaves each place with one.
  assert.deepEqual(brief(draws), ['present', 2, ['0–5 ×1', '40–50 ×1']]);
});

test('quotes that stand nowhere are the same when they read the same', () => {
  const nowhere = { step: 1, quote: 'never said', reason: '', spans: [] };
  assert.deepEqual(brief([draw('present', nowhere), draw('present', nowhere, found(1, 0, 5)), draw('present')]), [
    'present',
    3,
    ['never said ×2'],
  ]);
});
