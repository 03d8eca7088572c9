import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { leastSquares } from './least-squares.ts';
import { logisticRegression } from './logistic-regression.ts';
import type { DesignColumn } from './design.ts';
import { designOf } from './design.ts';
import { waldTest } from './wald-test.ts';

/** Relative, or absolute near zero. */
function close(found: number, expected: number, tolerance = 1e-8): void {
  assert.ok(Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)), `found ${found}, expected ${expected}`);
} // prettier-ignore

function column(name: string, values: readonly number[]): DesignColumn {
  return { name, variable: name, values: Float64Array.from(values) };
}

// NIST's Statistical Reference Datasets: Longley 1967, the hardest of the plain ones.
const LONGLEY = [
  [60323, 83.0, 234289, 2356, 1590, 107608, 1947],
  [61122, 88.5, 259426, 2325, 1456, 108632, 1948],
  [60171, 88.2, 258054, 3682, 1616, 109773, 1949],
  [61187, 89.5, 284599, 3351, 1650, 110929, 1950],
  [63221, 96.2, 328975, 2099, 3099, 112075, 1951],
  [63639, 98.1, 346999, 1932, 3594, 113270, 1952],
  [64989, 99.0, 365385, 1870, 3547, 115094, 1953],
  [63761, 100.0, 363112, 3578, 3350, 116219, 1954],
  [66019, 101.2, 397469, 2904, 3048, 117388, 1955],
  [67857, 104.6, 419180, 2822, 2857, 118734, 1956],
  [68169, 108.4, 442769, 2936, 2798, 120445, 1957],
  [66513, 110.8, 444546, 4681, 2637, 121950, 1958],
  [68655, 112.6, 482704, 3813, 2552, 123366, 1959],
  [69564, 114.2, 502601, 3931, 2514, 125368, 1960],
  [69331, 115.7, 518173, 4806, 2572, 127852, 1961],
  [70551, 116.9, 554894, 4007, 2827, 130081, 1962],
] as const;

test("least squares gives NIST's certified estimates and errors of Longley's data", () => {
  const columns = [1, 2, 3, 4, 5, 6].map((i) => column(`x${i}`, LONGLEY.map((row) => row[i]!))); // prettier-ignore
  const { terms, rSquared } = leastSquares(columns, Float64Array.from(LONGLEY, (row) => row[0]), { errors: 'classical' }); // prettier-ignore
  const certified = [
    [-3482258.63459582, 890420.383607373],
    [15.0618722713733, 84.9149257747669],
    [-0.035819179292591, 0.0334910077722432],
    [-2.02022980381683, 0.488399681651699],
    [-1.03322686717359, 0.214274163161675],
    [-0.0511041056535807, 0.22607320006937],
    [1829.15146461355, 455.478499142212],
  ];
  for (const [i, [estimate, error]] of certified.entries()) {
    close(terms[i]!.estimate, estimate!);
    close(terms[i]!.standardError, error!);
  }
  close(rSquared!, 0.995479004577296);
});

test('logistic regression gives the published estimates of the O-rings of the Challenger', () => {
  const temperature = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58];
  const distress = [0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1];
  const { terms } = logisticRegression([column('temperature', temperature)], Float64Array.from(distress), { errors: 'classical' }); // prettier-ignore
  assert.deepEqual(
    terms.map(({ estimate, standardError }) => [estimate.toFixed(4), standardError.toFixed(4)]),
    [['15.0429', '7.3786'], ['-0.2322', '0.1082']],
  ); // prettier-ignore
});

test('of two groups, HC3 is the sum of squares over (n − 1)² of each', () => {
  const [a, b] = [[1, 4, 2, 7], [3, 3, 9, 5, 1, 0]] as const; // prettier-ignore
  const fit = leastSquares([column('group', [...a.map(() => 0), ...b.map(() => 1)])], Float64Array.from([...a, ...b]));
  const squares = (list: readonly number[]): number => {
    const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
    return list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (list.length - 1) ** 2;
  };
  close(fit.terms[1]!.standardError, Math.sqrt(squares(a) + squares(b)), 1e-12);
  assert.equal(fit.errors, 'HC3');
});

test('clusters of one row each are HC3 but for the factor of the jackknife', () => {
  const random = seededRandom(3);
  const x = Array.from({ length: 30 }, () => random.next());
  const y = Float64Array.from(x, (value) => value + random.next());
  const columns = [column('x', x)];
  const hc3 = leastSquares(columns, y);
  const cluster = leastSquares(columns, y, { clusters: Int32Array.from(x.keys()) });
  close(cluster.terms[1]!.standardError, hc3.terms[1]!.standardError * Math.sqrt(29 / 30), 1e-12);
  assert.deepEqual([cluster.clusters, cluster.degreesOfFreedom, hc3.degreesOfFreedom], [30, 29, 28]);
});

test('a 2×2 table gives the logarithm of its odds ratio with the error of Woolf', () => {
  const x = [...Array<number>(30).fill(1), ...Array<number>(50).fill(0)];
  const y = x.map((_, i) => (i < 12 || (i >= 30 && i < 40) ? 1 : 0));
  const [, term] = logisticRegression([column('x', x)], Float64Array.from(y), { errors: 'classical' }).terms;
  close(term!.estimate, Math.log((12 * 40) / (18 * 10)), 1e-9);
  close(term!.standardError, Math.sqrt(1 / 12 + 1 / 18 + 1 / 10 + 1 / 40), 1e-9);
});

test('what tells the outcome with certainty gets the finite estimate of Firth', () => {
  // One half is added to each cell of a saturated table: log((10.5 · 5.5) / (0.5 · 4.5)).
  const x = [...Array<number>(10).fill(1), ...Array<number>(9).fill(0)];
  const y = x.map((_, i) => (i < 10 || i >= 15 ? 1 : 0));
  const fit = logisticRegression([column('x', x)], Float64Array.from(y));
  close(fit.terms[1]!.estimate, Math.log((10.5 * 5.5) / (0.5 * 4.5)), 1e-6);
  assert.equal(fit.penalised, true);
});

test('columns that others determine are set aside, constant ones too', () => {
  const x = [1, 2, 3, 4, 5, 7];
  const columns = [column('x', x), column('twice', x.map((value) => 2 * value)), column('one', x.map(() => 1))]; // prettier-ignore
  const fit = leastSquares(columns, Float64Array.from([2, 1, 4, 3, 6, 5]));
  assert.deepEqual(
    [fit.aliased, fit.terms.map(({ name }) => name)],
    [
      ['twice', 'one'],
      ['(intercept)', 'x'],
    ],
  );
});

test('words become columns against their first level; rows in which something is unknown are left out', () => {
  const { columns, rows, references } = designOf([
    { name: 'herd', values: ['Large', 'Small', '', 'Large'] },
    { name: 'age', values: Float64Array.of(1, 2, 3, NaN) },
  ]);
  assert.deepEqual(
    [columns.map(({ name, values }) => [name, [...values]]), [...rows], references],
    [[['herd=Small', [0, 1]], ['age', [1, 2]]], [0, 1], { herd: 'Large' }],
  ); // prettier-ignore
});

test('rows that come in clusters: clustered intervals cover the truth and HC1 does not; p of all levels is uniform', () => {
  const random = seededRandom(5);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const covered = { cluster: 0, HC1: 0 };
  const bins = new Array<number>(10).fill(0);
  const sets = 1000;
  for (let set = 0; set < sets; set++) {
    const x: number[] = [];
    const y: number[] = [];
    const group: string[] = [];
    const clusters: number[] = [];
    for (let g = 0; g < 40; g++) {
      const [shift, level, name] = [normal(), normal(), `g${random.below(3)}`];
      for (let i = 0; i < 5; i++) {
        x.push(level);
        y.push(0.5 * level + shift + normal());
        group.push(name);
        clusters.push(g);
      }
    }
    const { columns } = designOf([{ name: 'x', values: Float64Array.from(x) }, { name: 'group', values: group }]); // prettier-ignore
    for (const errors of ['cluster', 'HC1'] as const) {
      const fit = leastSquares(columns, Float64Array.from(y), { errors, clusters: Int32Array.from(clusters) });
      const [low, high] = fit.terms[1]!.interval;
      if (low <= 0.5 && high >= 0.5) covered[errors]++;
      if (errors === 'cluster') bins[Math.min(9, Math.floor(waldTest(fit, 'group')!.p * 10))]!++;
    }
  }
  assert.ok(covered.cluster / sets > 0.93 && covered.cluster / sets < 0.97, `cluster ${covered.cluster}`);
  assert.ok(covered.HC1 / sets < 0.8, `HC1 ${covered.HC1}`);
  const chiSquared = bins.reduce((sum, count) => sum + (count - 100) ** 2 / 100, 0);
  assert.ok(chiSquared < 27.9, `p: ${bins.join(' ')}`);
});
