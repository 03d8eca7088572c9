import type { DoseEffect, DoseLevel, DoseRow } from '../../analysis/outcome/dose-response.ts';
import { FOUND } from '../../chart/outcome-forest.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { textTable, type Column } from '../../core/text-table.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 30;
const MOST_LEVELS = 6;
const MOST_DRAWN = 16;

/** How success goes with how often behaviors come: a finding, a table, and what of runs that show them so many times. */
export function doseText(rows: readonly DoseRow[]): string {
  if (rows.length === 0)
    return 'No behavior comes more than once in runs that can be compared: nothing to tell of how often.';
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const effect = (heading: string): Column[] => [right(heading), { heading: '95% interval' }, right('q')];
  const cells = (of: DoseEffect | null): string[] =>
    of === null ? ['–', '–', '–'] : [points(of.difference), pointsInterval(of.interval), qText(of.q)];
  const table = textTable(
    [
      { heading: 'behavior' },
      right('runs'),
      right('times each'),
      right('compared'),
      ...effect('per time'),
      ...effect('at equal length'),
      ...effect('after the first'),
    ],
    rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.behavior),
        formatCount(row.runs),
        formatNumber(row.meanTimes, 1),
        formatCount(row.n),
        ...cells(row.each),
        ...cells(row.adjusted),
        ...cells(row.further),
      ]),
  );
  const levels = textTable(
    [
      { heading: 'behavior' },
      right('times'),
      right('runs'),
      right('succeed'),
      right('points against none'),
      { heading: '95% interval' },
    ],
    rows
      .slice(0, MOST_LEVELS)
      .flatMap((row) =>
        row.levels.map((level, place) => [
          place === 0 ? shortName(row.behavior) : '',
          timesWords(level),
          formatCount(level.runs),
          level.runs === 0 ? '–' : formatPercent(level.successes / level.runs),
          level.difference === null ? '–' : points(level.difference),
          level.interval === null ? '–' : pointsInterval(level.interval),
        ]),
      ),
  );
  const notes =
    'Per time: points of success that go with each occurrence, within tasks; after the first: with each further one, whether it comes at all and length held equal. A straight line through counts: the second table shows whether it is one.';
  return [finding(rows), table, levels, notes].join('\n\n');
}

function finding(rows: readonly DoseRow[]): string {
  const row =
    rows.find(({ each, adjusted }) => each.q <= FOUND && isFound(adjusted) && isSameSide(each, adjusted)) ??
    rows.find(({ adjusted }) => isFound(adjusted)) ??
    rows.find(({ each }) => each.q <= FOUND);
  if (row === undefined) return `How often a behavior comes is not shown to go with success, for any of ${plural(rows.length, 'behavior')} compared.`; // prettier-ignore
  const { behavior, each, adjusted, further, n } = row;
  const words = ({ difference, interval }: DoseEffect): string =>
    `${points(difference)} points (${pointsInterval(interval)})`;
  const equal = isFound(adjusted)
    ? isSameSide(each, adjusted)
      ? `, ${words(adjusted!)} at equal length`
      : `; at equal length it is the other way round, ${words(adjusted!)}`
    : adjusted === null
      ? ''
      : `; at equal length that is not shown (${words(adjusted)})`;
  const more =
    further === null ? '' : isFound(further) ? `, and so does each further one (${points(further.difference)})` : `; that more than once matters more than once is not shown (${points(further.difference)} each, ${pointsInterval(further.interval)})`; // prettier-ignore
  return `Each ${shortName(behavior)} goes with ${words(each)} of success, n = ${formatCount(n)}${equal}${more}.`;
}

/** What each occurrence goes with, and below it the same at equal length. */
export function doseDrawn(rows: readonly DoseRow[]): Markup {
  return forest(
    rows
      .slice(0, MOST_DRAWN)
      .toSorted((a, b) => b.each.difference - a.each.difference)
      .map(({ behavior, each, adjusted, n }) => ({
        label: shortName(behavior),
        difference: each.difference,
        interval: each.interval,
        found: each.q <= FOUND,
        note: `n = ${formatCount(n)}`,
        ...(adjusted !== null && { second: adjusted }),
      })),
    {
      title: 'Success with each occurrence of a behavior',
      description:
        'Percentage points per occurrence with 95% intervals between tasks; filled dots hold at a false discovery rate of 5%. The thin line below each is the same at equal length.',
      sides: ['fewer succeed', 'more succeed'],
      format: points,
      second: 'at equal length',
      width: 460,
    },
  );
}

function isSameSide(a: DoseEffect, b: DoseEffect | null): boolean {
  return b !== null && Math.sign(a.difference) === Math.sign(b.difference);
}

function isFound(effect: DoseEffect | null): boolean {
  return effect !== null && effect.q <= FOUND;
}

function timesWords({ from, to }: DoseLevel): string {
  if (to === 0) return 'never';
  return to === null
    ? `${formatCount(from)} or more`
    : from === to
      ? formatCount(from)
      : `${formatCount(from)}–${formatCount(to)}`;
}

/** Percentage points with one decimal, since one occurrence of many is little. */
function points(difference: number): string {
  const text = formatNumber(Math.abs(difference * 100), 1);
  return text === '0.0' ? '0' : `${difference > 0 ? '+' : '−'}${text}`;
}

function pointsInterval([low, high]: Interval): string {
  return `${points(low)} to ${points(high)}`;
}
