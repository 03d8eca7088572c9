import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { covariateEffects } from '../../analysis/regression/covariate-effects.ts';
import { assertWellFormed } from '../../chart/testing/assert-well-formed.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { SHARED_DATA, skipWithoutData } from '../../trajectory/testing/shared-data.ts';
import type { CommandContext, CommandOptions } from '../command.ts';
import { columnNamed, readCovariateTable } from './covariate-table.ts';
import { tableCovariates } from './covariates.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-covariates-'));
after(() => rmSync(folder, { recursive: true }));

const KABR = join(SHARED_DATA, 'kabr-tools/docs/case_studies/1_grevys_landscape');

test(
  "the published regression of Grevy's zebras on habitat and herd size is reproduced",
  { skip: skipWithoutData },
  () => {
    const { columns } = readCovariateTable('data/grevystimebudgetscleaned.csv', KABR);
    const published = readCovariateTable('regression_summary.csv', KABR);
    const cell = (name: string, row: number): number => columnNamed(published.columns, name, '').values[row] as number;
    const close = (found: number, expected: number): void => assert.ok(Math.abs(found - expected) < 1e-8, `found ${found}, expected ${expected}`); // prettier-ignore
    const variables = ['habitat', 'herd_size'].map((name) => columnNamed(columns, name, '--on'));
    for (const [row, name] of ['Walk', 'Head Up', 'Graze', 'Other'].entries()) {
      const outcomes = [{ name, values: columnNamed(columns, name, '--outcome').values as Float64Array }];
      const [found] = covariateEffects(outcomes, variables).rows;
      const [intercept, habitat, herd] = found!.terms;
      assert.equal(found!.n, 82);
      close(found!.rSquared!, cell('R²', row));
      close(intercept!.estimate, cell('Intercept', row));
      close(habitat!.estimate, cell('Coef_Habitat', row));
      close(herd!.estimate, cell('Coef_Herd Size', row));
      close(habitat!.classical.statistic, cell('t_Habitat', row));
      close(herd!.classical.statistic, cell('t_Herd Size', row));
      close(habitat!.classical.p, cell('p_Habitat', row));
      close(herd!.classical.p, cell('p_Herd Size', row));
    }
  },
);

// The errors of two groups by hand: HC3 is the sum of squares over (n − 1)², classical that of both over n − 2 degrees of freedom.
const TABLE = 'age;group;score\n1;a;1\n2;a;3\n3;a;2\n4;b;6\n;b;4\n6;b;8\n';

test('a table is told in a sentence, a table of estimates, one of groups, and a picture', () => {
  writeFileSync(join(folder, 't.csv'), TABLE);
  const { text, json } = tableCovariates(context({ table: 't.csv', outcome: 'scor', on: ['Group'], svg: 't.svg' }));
  const [row] = (json as { rows: { terms: { estimate: number; standardError: number }[] }[] }).rows;
  assert.deepEqual([row!.terms[1]!.estimate.toFixed(12), row!.terms[1]!.standardError.toFixed(4)], ['4.000000000000', Math.sqrt(2 / 4 + 8 / 4).toFixed(4)]); // prettier-ignore
  assert.match(
    text,
    /^Nothing held equal to the rest .* Closest: score with group=b, \+4\.00 \(−0\.390 to 8\.39\), q 0\.065\.$/m,
  );
  assertWellFormed(
    readFileSync(join(folder, 't.svg'), 'utf8')
      .trim()
      .replace(/<style>.*<\/style>/s, ''),
  );
});

test('rows in which something is unknown are left out', () => {
  writeFileSync(join(folder, 't.csv'), TABLE);
  const { json } = tableCovariates(context({ table: 't.csv', on: ['age', 'group=b'] }));
  const { rows, references } = json as { rows: { outcome: string; n: number }[]; references: object };
  assert.deepEqual([rows.map(({ outcome, n }) => [outcome, n]), references], [[['score', 5]], { group: 'b' }]);
});

test('what a table does not have is refused by name', () => {
  writeFileSync(join(folder, 't.csv'), TABLE);
  const refused = (options: CommandOptions, message: string): void => {
    assert.throws(() => tableCovariates(context({ table: 't.csv', ...options })), (error) => error instanceof EthogramError && error.message === message); // prettier-ignore
  };
  refused({ on: ['height'] }, '--on: found "height", expected one of age, group, score');
  refused({ on: [] }, '--on: found none, expected the columns to explain by');
  refused({ on: ['group=c'] }, '--on: found "group=c", expected a level that occurs');
  refused({ on: ['age'], outcome: 'group' }, '--outcome: found "group", a column of words, expected one of numbers');
  refused({ on: ['group'], outcome: 'score', logistic: true }, '--logistic: score has other values, expected an outcome of 0 and 1'); // prettier-ignore
});

function context(options: CommandOptions): CommandContext {
  return { options, cwd: folder, talk: () => undefined } as unknown as CommandContext;
}
