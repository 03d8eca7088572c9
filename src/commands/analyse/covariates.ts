import type { Variable } from '../../analysis/regression/design.ts';
import {
  covariateEffects,
  oddsInterval,
  type CovariateEffects,
  type CovariateRow,
} from '../../analysis/regression/covariate-effects.ts';
import { ERROR_KINDS, type ErrorKind, type Term } from '../../analysis/regression/regression.ts';
import { behaviorShares, runVariables, varyingFields } from '../../analysis/regression/run-variables.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, formatNumber, plural } from '../../core/format-number.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { textTable, type Column } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { listOption, textOption, type CommandContext, type CommandOptions, type CommandResult } from '../command.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { columnNamed, readCovariateTable } from './covariate-table.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 40;
const MOST_DRAWN = 16;
const FOUND = 0.05;

/** What is explained, and by what. */
interface Asked {
  readonly outcomes: readonly { readonly name: string; readonly values: Float64Array }[];
  readonly variables: readonly Variable[];
  readonly references: Readonly<Record<string, string>>;
  readonly clusters?: Int32Array;
  /** What a row is, and what an outcome is in. */
  readonly row: string;
  readonly unit: string;
  /** By what estimates are multiplied where they are written. */
  readonly times: number;
}

/** `ethogram analyse covariates`. */
export const covariates: Analysis = async (store, context) => {
  const asked = await runsAsked(store, context);
  return asked === undefined ? { json: { rows: [] }, rows: [], text: NOTHING_CODED } : resultOf(asked, context);
};

/** `ethogram analyse covariates --table`: the same of the rows of a file. */
export function tableCovariates(context: CommandContext): CommandResult {
  return resultOf(tableAsked(textOption(context.options, 'table') ?? '', context), context);
}

function resultOf(asked: Asked, context: CommandContext): CommandResult {
  const isLogistic = context.options['logistic'] === true;
  const errors = errorsAsked(context.options);
  if (isLogistic) requireBinary(asked);
  const found = covariateEffects(asked.outcomes, asked.variables, {
    isLogistic,
    references: asked.references,
    ...(errors !== undefined && { errors }),
    ...(asked.clusters !== undefined && { clusters: asked.clusters }),
  });
  writeSvg(context, () => drawn(found, { isLogistic, times: asked.times }));
  return {
    json: { on: asked.variables.map(({ name }) => name), logistic: isLogistic, ...found },
    rows: found.rows,
    text: textOf(found, asked, isLogistic),
  };
}

function errorsAsked(options: CommandOptions): ErrorKind | undefined {
  const asked = textOption(options, 'errors');
  const kind = ERROR_KINDS.find((name) => name === asked);
  if (asked !== undefined && kind === undefined) {
    throw new EthogramError('bad-argument', `--errors: found "${asked}", expected one of ${ERROR_KINDS.join(', ')}`);
  }
  return kind;
}

/** `--on` with its reference levels: `model=gpt-4o` compares with that one. */
function fieldsAsked(options: CommandOptions): { readonly field: string; readonly reference: string | undefined }[] {
  return listOption(options, 'on').flatMap((text) => text.split(',')).map((text) => {
    const at = text.indexOf('=');
    return at < 0 ? { field: text.trim(), reference: undefined } : { field: text.slice(0, at).trim(), reference: text.slice(at + 1).trim() };
  });
} // prettier-ignore

async function runsAsked(store: Store, context: CommandContext): Promise<Asked | undefined> {
  const isPresence = context.options['logistic'] === true;
  const set = await sequencesAsked(store, context);
  if (set.alphabet.length === 0) return undefined;
  const fields = fieldsAsked(context.options);
  const on =
    fields.length > 0 ? fields : varyingFields(set.sequences).map((field) => ({ field, reference: undefined }));
  const taskOf = new Map<string, number>();
  for (const { task } of set.sequences) if (!taskOf.has(task)) taskOf.set(task, taskOf.size);
  const described = on.map(({ field, reference }) => ({ reference, own: runVariables(set.sequences, field) }));
  return {
    outcomes: behaviorShares(set, { isPresence }),
    variables: described.flatMap(({ own }) => own),
    references: referencesOf(described),
    clusters: Int32Array.from(set.sequences, ({ task }) => taskOf.get(task)!),
    row: 'run',
    times: isPresence ? 1 : 100,
    unit: isPresence ? 'whether a run shows it' : 'events per hundred units examined',
  };
}

function tableAsked(name: string, { cwd, options }: CommandContext): Asked {
  const { columns } = readCovariateTable(name, cwd);
  const fields = fieldsAsked(options);
  if (fields.length === 0) throw new EthogramError('bad-argument', '--on: found none, expected the columns to explain by');
  const described = fields.map(({ field, reference }) => ({ reference, own: [columnNamed(columns, field, '--on')] }));
  const variables = described.flatMap(({ own }) => own);
  const named = textOption(options, 'outcome')?.split(',').map((text) => columnNamed(columns, text.trim(), '--outcome'));
  const cluster = textOption(options, 'cluster');
  const clusterColumn = cluster === undefined ? undefined : columnNamed(columns, cluster, '--cluster');
  const outcomes = (named ?? columns.filter((column) => !variables.includes(column) && column !== clusterColumn)).flatMap(({ name: outcome, values }) => {
    if (values instanceof Float64Array) return [{ name: outcome, values }];
    if (named === undefined) return [];
    throw new EthogramError('bad-argument', `--outcome: found "${outcome}", a column of words, expected one of numbers`);
  });
  return {
    outcomes,
    variables,
    references: referencesOf(described),
    ...(clusterColumn !== undefined && { clusters: numbered(clusterColumn.values) }),
    row: 'row',
    times: 1,
    unit: 'the outcome’s own unit',
  };
} // prettier-ignore

function referencesOf(described: readonly { readonly reference: string | undefined; readonly own: readonly Variable[] }[]): Record<string, string> {
  const references: Record<string, string> = {};
  for (const { reference, own } of described) {
    if (reference === undefined) continue;
    for (const { name, values } of own) {
      if (values instanceof Float64Array || !values.includes(reference)) {
        throw new EthogramError('bad-argument', `--on: found "${name}=${reference}", expected a level that occurs`);
      }
      references[name] = reference;
    }
  }
  return references;
} // prettier-ignore

function requireBinary({ outcomes }: Asked): void {
  const other = outcomes.find(({ values }) => values.some((value) => !Number.isNaN(value) && value !== 0 && value !== 1));
  if (other === undefined) return;
  throw new EthogramError('bad-argument', `--logistic: ${other.name} has other values, expected an outcome of 0 and 1`);
} // prettier-ignore

function numbered(values: Variable['values']): Int32Array {
  const of = new Map<string | number, number>();
  return Int32Array.from(values as ArrayLike<string | number>, (value) => {
    if (!of.has(value)) of.set(value, of.size);
    return of.get(value)!;
  });
}

function textOf(found: CovariateEffects, { variables, row, unit, times }: Asked, isLogistic: boolean): string {
  const { groups, errors, references, left } = found;
  if (variables.length === 0) return 'The runs differ in nothing to explain by. --on names what to look at.';
  const silent = variables.filter(({ values }) => values.length > 0 && [...values].every((value) => value === '' || Number.isNaN(value))); // prettier-ignore
  if (silent.length > 0) return `No ${row} tells its ${silent.map(({ name }) => name).join(' or ')}: nothing to explain by.`;
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const terms = termsOf(found);
  const table = textTable(
    [{ heading: 'outcome' }, { heading: 'with' }, right(isLogistic ? 'odds ratio' : 'estimate'), { heading: '95% interval' }, right('q'), right(isLogistic ? 'z' : 't'), right('classical'), right('n')],
    terms.slice(0, MOST_ROWS).map(({ outcome, term, n }) => [
      shortName(outcome),
      term.name,
      isLogistic ? formatNumber(Math.exp(term.estimate), 2) : amount(times * term.estimate),
      isLogistic ? oddsInterval(term.interval).map((end) => formatNumber(end, 2)).join('–') : range(scaled(term.interval, times)),
      qText(term.q),
      formatNumber(term.statistic, 2),
      formatNumber(term.classical.statistic, 3),
      formatCount(n),
    ]),
  );
  const shown = groups.toSorted((a, b) => a.p - b.p).slice(0, MOST_ROWS);
  const groupTable = textTable(
    [{ heading: 'outcome' }, { heading: 'group' }, right('n'), right('mean'), { heading: '95% interval' }, right('less all others'), { heading: '95% interval' }, right('q')],
    shown.map(({ outcome, variable, group, n, mean, interval, difference, differenceInterval, q }) => [
      shortName(outcome),
      `${variable}=${group}`,
      formatCount(n),
      amount(times * mean),
      interval === null ? '–' : range(scaled(interval, times)),
      amount(times * difference),
      differenceInterval === null ? '–' : range(scaled(differenceInterval, times)),
      qText(q),
    ]),
  );
  const against = Object.entries(references).map(([variable, level]) => `${variable}: ${level}`).join('; ');
  const notes = [
    `Estimates are in ${unit}${isLogistic ? ' (odds ratios)' : ''}, each with all else in the table held equal${against === '' ? '' : `; words are compared with ${against}`}. Errors: ${errorWords(errors, row)}; the column “classical” takes every ${row} as alike and independent. q is over all estimates.`,
    ...(left.length > 0 ? [`Left out, constant, too few, or told without remainder: ${left.slice(0, 8).map(shortName).join(', ')}${left.length > 8 ? ', …' : ''}.`] : []),
    ...untoldNote(found, row),
    ...(terms.length > MOST_ROWS ? [`${formatCount(terms.length - MOST_ROWS)} more: --json.`] : []),
    'What goes together need not cause.',
  ];
  return [finding(found, { row, times }, isLogistic), ...(terms.length === 0 ? [] : [table]), ...(shown.length === 0 ? [] : [groupTable]), notes.join(' ')].join('\n\n');
} // prettier-ignore

/** What one task alone says of itself is no estimate. */
function untoldNote({ rows, errors }: CovariateEffects, row: string): string[] {
  const names = [...new Set(rows.flatMap(({ untold }) => untold))].sort();
  if (names.length === 0) return [];
  const one = errors === 'cluster' ? (row === 'run' ? 'task' : 'cluster') : row;
  return [
    `Of one ${one} alone, so that nothing tells what it does: ${names.slice(0, 8).join(', ')}${names.length > 8 ? ', …' : ''}.`,
  ];
}

/** All estimates but the intercepts, strongest evidence first. */
function termsOf({ rows }: CovariateEffects): { readonly outcome: string; readonly term: CovariateRow['terms'][number]; readonly n: number }[] {
  return rows.flatMap(({ outcome, terms, n }) => terms.slice(1).map((term) => ({ outcome, term, n }))).toSorted((a, b) => a.term.p - b.term.p);
} // prettier-ignore

function finding(found: CovariateEffects, { row, times }: Pick<Asked, 'row' | 'times'>, isLogistic: boolean): string {
  const terms = termsOf(found);
  const [first] = terms;
  const held = terms.filter(({ term }) => term.q <= FOUND).length;
  if (first === undefined) return 'Nothing could be estimated.';
  const { outcome, term, n } = first;
  const said = isLogistic
    ? `odds × ${formatNumber(Math.exp(term.estimate), 2)} (${oddsInterval(term.interval).map((end) => formatNumber(end, 2)).join('–')})`
    : `${signed(times * term.estimate)} (${range(scaled(term.interval, times))})`;
  if (held === 0) return `Nothing held equal to the rest goes with any outcome beyond chance, of ${plural(terms.length, 'estimate')}. Closest: ${shortName(outcome)} with ${term.name}, ${said}, q ${qText(term.q)}.`;
  const reference = found.references[term.variable];
  return `${shortName(outcome)} goes most clearly with ${term.name}${reference === undefined ? '' : ` (against ${reference})`}: ${said}, q ${qText(term.q)}, n = ${plural(n, row)}. ${held} of ${plural(terms.length, 'estimate')} hold.`;
} // prettier-ignore

function errorWords(errors: ErrorKind, row: string): string {
  if (errors === 'cluster') return `robust, with ${row}s of one ${row === 'run' ? 'task' : 'cluster'} alike`;
  return errors === 'classical' ? 'classical' : `robust (${errors})`;
}

/** Three digits that say something. */
function amount(value: number): string {
  if (value === 0) return '0';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return (Math.abs(value) < 0.0005 ? value.toPrecision(2) : formatNumber(value, digits)).replaceAll('-', '−');
} // prettier-ignore

function signed(value: number): string {
  return value > 0 ? `+${amount(value)}` : amount(value);
}

function scaled([low, high]: Interval, times: number): Interval {
  return [times * low, times * high];
}

function range([low, high]: Interval): string {
  return `${amount(low)} to ${amount(high)}`;
}

function drawn(found: CovariateEffects, { isLogistic, times }: { readonly isLogistic: boolean; readonly times: number }): Markup {
  const shown = termsOf(found).slice(0, MOST_DRAWN).toSorted((a, b) => b.term.estimate - a.term.estimate);
  const scale = (term: Term): { readonly difference: number; readonly interval: Interval } => ({ difference: term.estimate, interval: term.interval });
  return forest(
    shown.map(({ outcome, term, n }) => ({
      label: `${shortName(outcome)}: ${term.name}`,
      ...scale(term),
      found: term.q <= FOUND,
      note: `n = ${formatCount(n)}`,
    })),
    {
      title: 'What goes with what, all else held equal',
      description: 'Estimates with 95% intervals; filled dots hold at a false discovery rate of 5%.',
      sides: ['less', 'more'],
      format: (value) => (isLogistic ? `× ${formatNumber(Math.exp(value), 2)}` : amount(times * value)),
      width: 460,
    },
  );
} // prettier-ignore
