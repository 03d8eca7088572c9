import type { Interval } from '../../core/rate-interval.ts';
import { clusterCount } from './cluster-count.ts';
import { designOf, type DesignColumn, type Variable } from './design.ts';
import { groupRates, withFalseDiscovery, type GroupRate } from './group-rates.ts';
import { leastSquares } from './least-squares.ts';
import { logisticRegression } from './logistic-regression.ts';
import type { ErrorKind, Regression, Term } from './regression.ts';
import { scaledDesign, type ScaledDesign } from './scaled-design.ts';
import { waldTest } from './wald-test.ts';

/** What of a context goes with one outcome. */
export interface CovariateRow {
  readonly outcome: string;
  readonly n: number;
  readonly rSquared?: number;
  /** The intercept first. `q` is over all terms of all outcomes but the intercepts. */
  readonly terms: readonly (Term & { readonly outcome: string; readonly q: number })[];
  /** Columns that others determine. */
  readonly aliased: readonly string[];
  /** Columns of which one cluster (or row) alone says what they do; they are not among the terms. */
  readonly untold: readonly string[];
  /** Each variable with all its levels at once. */
  readonly variables: readonly { readonly variable: string; readonly statistic: number; readonly p: number; readonly q: number }[];
  readonly penalised?: true;
} // prettier-ignore

/** What {@link covariateEffects} found. */
export interface CovariateEffects {
  readonly rows: readonly CovariateRow[];
  /** Of every variable of words, its groups compared for every outcome; q over all of them. */
  readonly groups: readonly (GroupRate & { readonly outcome: string; readonly variable: string; readonly q: number })[];
  readonly errors: ErrorKind;
  readonly references: Readonly<Record<string, string>>;
  /** Outcomes that no regression can be made of: constant, fewer rows than columns, or nothing left of them that the columns do not say. */
  readonly left: readonly string[];
}

// What is left of an outcome's variance when columns say all of it, but for rounding.
const EXACT = 1e-12;

/**
 * Regresses each outcome on the same variables, with q-values over all of it, and compares the groups of each variable of words as they
 * are.
 *
 * @param outcomes - a name and one number per row; rows of NaN are left out of that outcome
 * @param variables - one value per row
 * @param options.isLogistic - of outcomes that are 0 or 1: estimates are logarithms of odds ratios
 * @param options.clusters - per row, its cluster
 * @throws EthogramError `bad-argument`
 */
export function covariateEffects(
  outcomes: readonly { readonly name: string; readonly values: Float64Array }[],
  variables: readonly Variable[],
  { errors, clusters, isLogistic = false, references = {} }: { readonly errors?: ErrorKind; readonly clusters?: Int32Array; readonly isLogistic?: boolean; readonly references?: Readonly<Record<string, string>> } = {},
): CovariateEffects {
  const left: string[] = [];
  const chosen: Record<string, string> = {};
  // Outcomes that are known in the same rows share their columns.
  let shared: { readonly columns: readonly DesignColumn[]; readonly rows: Int32Array; readonly scaled: ScaledDesign } | undefined;
  const fits = outcomes.flatMap(({ name, values }) => {
    const observed: Variable = { name: '', values };
    const { columns: all, rows, references: own } = designOf([...variables, observed], { references });
    if (shared === undefined || !isEqual(shared.rows, rows)) {
      const columns = all.filter(({ variable }) => variable !== '');
      shared = { columns, rows, scaled: scaledDesign(columns, rows.length) };
    }
    const { columns, scaled } = shared;
    Object.assign(chosen, own);
    const outcome = Float64Array.from(rows, (row) => values[row]!);
    const alike = clusters === undefined ? undefined : Int32Array.from(rows, (row) => clusters[row]!);
    const isConstant = outcome.every((value) => value === outcome[0]);
    if (isConstant || outcome.length <= columns.length + 1 || (alike !== undefined && clusterCount(alike) < 2)) {
      left.push(name);
      return [];
    }
    const fit = (isLogistic ? logisticRegression : leastSquares)(columns, outcome, {
      scaled,
      ...(errors !== undefined && { errors }),
      ...(alike !== undefined && { clusters: alike }),
    });
    if (fit.rSquared !== undefined && fit.rSquared > 1 - EXACT) {
      left.push(name);
      return [];
    }
    return [{ name, fit }];
  });
  const terms = withFalseDiscovery(fits.flatMap(({ name, fit }) => fit.terms.slice(1).filter(({ isTold }) => isTold).map((term) => ({ outcome: name, ...term }))));
  const tested = withFalseDiscovery(fits.flatMap(({ name, fit }) => variables.flatMap(({ name: variable }) => {
    const test = waldTest(fit, variable);
    return test === undefined ? [] : [{ outcome: name, variable, statistic: test.statistic, p: test.p }];
  })));
  const words = variables.filter(({ values }) => !(values instanceof Float64Array));
  return {
    rows: fits.map(({ name, fit }) => rowOf(name, fit, { terms, tested })),
    groups: withFalseDiscovery(
      outcomes.filter(({ name }) => !left.includes(name)).flatMap(({ name, values }) =>
        words.flatMap((variable) => groupRates(values, variable.values as readonly string[], clusters).map((rate) => ({ outcome: name, variable: variable.name, ...rate }))),
      ),
    ),
    errors: fits[0]?.fit.errors ?? errors ?? 'HC3',
    references: chosen,
    left,
  };
} // prettier-ignore

function isEqual(a: Int32Array, b: Int32Array): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

/** An interval of logarithms of odds ratios as one of odds ratios. */
export function oddsInterval([low, high]: Interval): Interval {
  return [Math.exp(low), Math.exp(high)];
}

interface Tested {
  readonly terms: readonly (Term & { readonly outcome: string; readonly q: number })[];
  readonly tested: readonly {
    readonly variable: string;
    readonly statistic: number;
    readonly p: number;
    readonly outcome: string;
    readonly q: number;
  }[];
}

function rowOf(name: string, fit: Regression, { terms, tested }: Tested): CovariateRow {
  const own = terms.filter(({ outcome }) => outcome === name);
  return {
    outcome: name,
    n: fit.n,
    ...(fit.rSquared !== undefined && { rSquared: fit.rSquared }),
    terms: [{ outcome: name, ...fit.terms[0]!, q: fit.terms[0]!.p }, ...own],
    aliased: fit.aliased,
    untold: fit.terms.flatMap(({ name: column, isTold }) => (isTold ? [] : [column])),
    variables: tested.filter(({ outcome }) => outcome === name),
    ...(fit.penalised && { penalised: true as const }),
  };
}
