import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { seededRandom } from '../../core/random.ts';
import { cohenKappa, kappaShares } from './cohen-kappa.ts';
import { crossTable } from './cross-table.ts';
import { adjustedKappa, gwetAc1 } from './gwet-ac1.ts';
import { krippendorffAlpha, type AlphaMetric } from './krippendorff-alpha.ts';
import { matchSpans } from './match-spans.ts';
import { overlapTable } from './overlap-table.ts';
import { constantBaseline, retrievalScores } from './retrieval-scores.ts';

const near = (found: number | undefined, expected: number, digits = 6): void => {
  assert.equal(found?.toFixed(digits), expected.toFixed(digits));
};

const same = (found: number | undefined, expected: number | undefined): void => {
  if (found === undefined || expected === undefined) assert.equal(found, expected);
  else assert.ok(Math.abs(found - expected) < 1e-9, `${found}, expected ${expected}`);
};

const LETTERS = ['A', 'B', 'C'];
const first = [...'AABBCCABCA'];
const second = [...'AABBCBABCC'];

test('κ of ten units in three categories is .7015', () => {
  const table = crossTable(first, second, LETTERS);
  assert.deepEqual(table, [
    [3, 0, 1],
    [0, 3, 0],
    [0, 1, 2],
  ]);
  near(kappaShares(table)!.observed, 0.8);
  near(kappaShares(table)!.expected, 0.33);
  near(cohenKappa(table), 0.7015, 4);
});

test('weights forgive what is near on a scale', () => {
  // Worked by hand: one pair two steps apart, one pair one step apart, of ten.
  const table = crossTable(first, second, LETTERS);
  // Of neighbours chance gives .4 · .4 + .3 · .3 + .3 · .3 + .3 · .4 = .46.
  near(cohenKappa(table, { weights: 'linear' }), (0.85 - 0.56) / (1 - 0.56));
  near(cohenKappa(table, { weights: 'quadratic' }), (0.875 - 0.675) / (1 - 0.675));
  const two = [
    [20, 5],
    [10, 15],
  ];
  near(cohenKappa(two), 0.4);
  for (const weights of ['linear', 'quadratic'] as const) near(cohenKappa(two, { weights }), 0.4);
});

test('a rare behavior leaves κ near zero where AC1 and the adjusted κ stay near the agreement seen', () => {
  // 125 patients, 118 on which both say yes, 2 and 5 on which one does: the table of Gwet 2008.
  const table = [
    [118, 5],
    [2, 0],
  ];
  near(cohenKappa(table), -0.0234, 4);
  near(gwetAc1(table), 0.9408, 4);
  near(adjustedKappa(table), 0.888, 4);
});

test('what chance explains altogether has no κ, and nothing has none', () => {
  assert.equal(
    cohenKappa([
      [7, 0],
      [0, 0],
    ]),
    undefined,
  );
  const nothing = [
    [0, 0],
    [0, 0],
  ];
  assert.deepEqual([cohenKappa(nothing), gwetAc1(nothing), adjustedKappa(nothing)], [undefined, undefined, undefined]);
});

const ratings = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 40 });

test('a coder agrees with itself fully, if it makes any distinction', () => {
  fc.assert(
    fc.property(ratings, fc.constantFrom('none', 'linear', 'quadratic'), (codes, weights) => {
      const kappa = cohenKappa(crossTable(codes, codes, [0, 1, 2, 3]), { weights: weights as 'none' });
      if (new Set(codes).size > 1) near(kappa, 1);
      else assert.equal(kappa, undefined);
    }),
  );
});

const pairsOfRatings = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { minLength: 2, maxLength: 40 });

test('κ does not depend on who is first nor on the names of categories', () => {
  fc.assert(
    fc.property(pairsOfRatings, (pairs) => {
      const [a, b] = [pairs.map(([x]) => x), pairs.map(([, y]) => y)];
      const kappa = cohenKappa(crossTable(a, b, [0, 1, 2, 3]));
      const swapped = cohenKappa(crossTable(b, a, [0, 1, 2, 3]));
      const renamed = cohenKappa(crossTable(a, b, [2, 0, 3, 1]));
      same(swapped, kappa);
      same(renamed, kappa);
    }),
  );
});

// Three coders, fifteen units, as the encyclopedias have it.
const FIFTEEN = unitsOf('.....34121133.3', '1.213343.......', '..21344.21133.4');
// Four coders, twelve units: Krippendorff 2011.
const TWELVE = unitsOf('123321412...', '1233224125.3', '.3332342251.', '12332441251.');

function unitsOf(...coders: readonly string[]): (number | undefined)[][] {
  const digits = coders.map((row) => [...row].map((value) => (value === '.' ? undefined : Number(value))));
  return digits[0]!.map((_, unit) => digits.map((row) => row[unit]));
}

test('α of the two well-known examples, with their missing ratings', () => {
  near(krippendorffAlpha(FIFTEEN), 0.691358);
  near(krippendorffAlpha(FIFTEEN, { metric: 'interval' }), 0.810845);
  near(krippendorffAlpha(TWELVE), 0.743, 3);
  near(krippendorffAlpha(TWELVE, { metric: 'ordinal' }), 0.815, 3);
  near(krippendorffAlpha(TWELVE, { metric: 'interval' }), 0.849, 3);
});

const manyCoders = fc.array(fc.array(fc.option(fc.nat(4), { nil: undefined }), { minLength: 2, maxLength: 5 }), {
  minLength: 1,
  maxLength: 30,
});

test('nominal α does not know names, ordinal α only order, interval α neither place nor scale', () => {
  const changed = (units: (number | undefined)[][], metric: AlphaMetric, to: (value: number) => number): void => {
    const mapped = units.map((values) => values.map((value) => (value === undefined ? undefined : to(value))));
    same(krippendorffAlpha(mapped, { metric }), krippendorffAlpha(units, { metric }));
  };
  fc.assert(
    fc.property(manyCoders, (units) => {
      changed(units, 'nominal', (value) => (value * 3) % 5);
      changed(units, 'ordinal', (value) => 2 ** value);
      changed(units, 'interval', (value) => 5 - 2 * value);
    }),
  );
});

test('α is what its definition by pairs of values says', () => {
  fc.assert(
    fc.property(manyCoders, fc.constantFrom<AlphaMetric>('nominal', 'ordinal', 'interval'), (units, metric) => {
      same(krippendorffAlpha(units, { metric }), alphaByPairs(units, metric));
    }),
  );
});

// As Krippendorff writes it: a matrix of coincidences, and a distance between any two values.
function alphaByPairs(units: readonly (readonly (number | undefined)[])[], metric: AlphaMetric): number | undefined {
  const values = units.map((unit) => unit.filter((value) => value !== undefined)).filter((unit) => unit.length > 1);
  const counts = [0, 1, 2, 3, 4].map((value) => values.flat().filter((other) => other === value).length);
  const distance = (c: number, k: number): number => {
    if (metric === 'nominal') return c === k ? 0 : 1;
    if (metric === 'interval') return (c - k) ** 2;
    const [low, high] = [Math.min(c, k), Math.max(c, k)];
    const between = counts.slice(low, high + 1).reduce((sum, count) => sum + count, 0);
    return low === high ? 0 : (between - (counts[low]! + counts[high]!) / 2) ** 2;
  };
  let observed = 0;
  let expected = 0;
  for (const unit of values) {
    for (const [i, c] of unit.entries()) {
      for (const [j, k] of unit.entries()) if (i !== j) observed += distance(c, k) / (unit.length - 1);
    }
  }
  const n = values.flat().length;
  for (const c of counts.keys()) {
    for (const k of counts.keys()) expected += (counts[c]! * counts[k]! * distance(c, k)) / (n - 1);
  }
  return expected === 0 || n < 2 ? undefined : 1 - observed / expected;
}

test('events pair one to one, the best first', () => {
  const spans = (...ends: readonly [number, number][]): { start: number; end: number }[] =>
    ends.map(([start, end]) => ({ start, end }));
  assert.deepEqual(matchSpans(spans([0, 10], [20, 30]), spans([21, 30], [0, 4], [2, 10])), [
    [0, 2],
    [1, 0],
  ]);
  assert.deepEqual(matchSpans(spans([0, 10]), spans([0, 10], [0, 10])), [[0, 0]], 'one partner each');
  assert.deepEqual(matchSpans(spans([0, 10]), spans([0, 5])), [[0, 0]], 'half is enough');
  assert.deepEqual(matchSpans(spans([0, 10]), spans([0, 4], [4, 8])), []);
  assert.deepEqual(matchSpans(spans([0, 10]), spans([0, 4], [5, 9]), { iou: 0.4 }), [[0, 0]]);
});

const stretches = fc.array(fc.tuple(fc.nat(8), fc.integer({ min: 1, max: 6 })), { maxLength: 8 }).map((gaps) => {
  let at = 0;
  return gaps.map(([gap, length]) => {
    const start = at + gap;
    at = start + length;
    return { start, end: at };
  });
});

test('where events of a coder do not overlap, pairing the best first pairs as many as can be paired', () => {
  fc.assert(
    fc.property(stretches, stretches, (a, b) => {
      const pairs = matchSpans(a, b);
      assert.equal(pairs.length, mostPairs(a, b, 0, new Set()));
      assert.deepEqual(
        matchSpans(a, a),
        [...a.keys()].map((i) => [i, i]),
      );
    }),
  );
});

type Spans = readonly { readonly start: number; readonly end: number }[];

function mostPairs(a: Spans, b: Spans, from: number, taken: ReadonlySet<number>): number {
  if (from === a.length) return 0;
  let most = mostPairs(a, b, from + 1, taken);
  for (const [j, span] of b.entries()) {
    const both = Math.min(a[from]!.end, span.end) - Math.max(a[from]!.start, span.start);
    const either = a[from]!.end - a[from]!.start + span.end - span.start - both;
    if (!taken.has(j) && both >= either / 2)
      most = Math.max(most, 1 + mostPairs(a, b, from + 1, new Set([...taken, j])));
  }
  return most;
}

test('κ by token counts what both, one and none of the coders marked', () => {
  const table = overlapTable(
    [
      { start: 2, end: 6 },
      { start: 4, end: 8 },
    ],
    [{ start: 5, end: 30 }],
    20,
  );
  assert.deepEqual(table, [
    [3, 3],
    [12, 2],
  ]);
  fc.assert(
    fc.property(stretches, stretches, (a, b) => {
      const marks = (spans: Spans): number[] =>
        Array.from({ length: 60 }, (_, at) => (spans.some(({ start, end }) => start <= at && at < end) ? 0 : 1));
      assert.deepEqual(overlapTable(a, b, 60), crossTable(marks(a), marks(b), [0, 1]));
    }),
  );
});

test('a constant guess has the F1 of calling everything present', () => {
  assert.deepEqual(retrievalScores(6, 10, 8), { precision: 0.75, recall: 0.6, f1: 12 / 18 });
  assert.deepEqual(retrievalScores(0, 0, 0), { precision: undefined, recall: undefined, f1: undefined });
  assert.deepEqual(constantBaseline(0.25), { name: 'always present', kappa: 0, f1: 0.4 });
  assert.deepEqual(constantBaseline(0), { name: 'always absent', kappa: 0, f1: 0 });
});

test('coders who copy each other with a known probability get that κ and that α', () => {
  // The second coder repeats the first with probability .7, otherwise draws again from the same shares: κ = α = .7.
  const random = seededRandom(11);
  const draw = (): number => (random.chance(0.3) ? 1 : 0);
  const a = Array.from({ length: 200_000 }, draw);
  const b = a.map((value) => (random.chance(0.7) ? value : draw()));
  near(cohenKappa(crossTable(a, b, [0, 1])), 0.7, 2);
  near(krippendorffAlpha(a.map((value, unit) => [value, b[unit]])), 0.7, 2);
});
