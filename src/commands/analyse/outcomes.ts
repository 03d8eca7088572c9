import { doseResponse } from '../../analysis/outcome/dose-response.ts';
import {
  outcomeDifferences,
  type OutcomeDifferences,
  type OutcomeRow,
} from '../../analysis/outcome/outcome-differences.ts';
import { FOUND, outcomeForest } from '../../chart/outcome-forest.ts';
import { formatCount, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { textTable, type Column } from '../../core/text-table.ts';
import { comparedWords } from './compared-words.ts';
import { doseDrawn, doseText } from './dose-text.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 30;
const MOST_DRAWN = 16;
const CAUTION = 'What goes together need not cause: a run in trouble also acts differently. Only an experiment tells (ethogram solve, effects).'; // prettier-ignore

/** `ethogram analyse outcomes`. */
export const outcomes: Analysis = async (store, context) => {
  const set = await sequencesAsked(store, context);
  const found = outcomeDifferences(set);
  const rows = found.rows.map((row) => ({ ...row, holds: holdsAt(row) }));
  const dose = context.options['dose'] === true ? doseResponse(set) : undefined;
  writeSvg(context, () =>
    dose === undefined
      ? outcomeForest(found.rows.slice(0, MOST_DRAWN), { label: shortName, width: 460 })
      : doseDrawn(dose),
  );
  return {
    json: { ...found, rows, ...(dose !== undefined && { dose }) },
    rows: dose ?? rows,
    text:
      set.alphabet.length === 0
        ? NOTHING_CODED
        : dose === undefined || found.runs === 0
          ? textOf(found)
          : `${doseText(dose)}\n\n${CAUTION}`,
  };
};

/** What becomes of a difference at equal length. */
function holdsAt({ q, difference, adjusted }: OutcomeRow): 'at equal length' | 'until length is equal' | 'only at equal length' | 'undecided' {
  const isFound = q <= FOUND;
  const isFoundAdjusted = adjusted !== null && adjusted.q <= FOUND;
  if (isFound && isFoundAdjusted && Math.sign(difference) === Math.sign(adjusted.difference)) return 'at equal length';
  return isFound ? 'until length is equal' : isFoundAdjusted ? 'only at equal length' : 'undecided';
} // prettier-ignore

function textOf(found: OutcomeDifferences): string {
  const { rows, runs, successes, notCompared } = found;
  if (runs === 0) {
    return 'No run says how it ended: nothing to compare. Outcomes come with imports, or by POST /v1/outcomes.';
  }
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'behavior' },
      right('runs'),
      right('succeed with'),
      right('without'),
      right('compared'),
      right('points'),
      { heading: '95% interval' },
      right('q'),
      right(
        found.rows.some(({ adjusted }) => adjusted?.for.includes('model'))
          ? 'same length and model'
          : 'at equal length',
      ),
      { heading: '95% interval' },
      right('q'),
    ],
    rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.behavior),
        formatCount(row.with.runs),
        rateOf(row.with),
        rateOf(row.without),
        formatCount(row.n),
        formatPoints(row.difference),
        pointsInterval(row.interval),
        qText(row.q),
        ...(row.adjusted === null
          ? ['–', '–', '–']
          : [formatPoints(row.adjusted.difference), pointsInterval(row.adjusted.interval), qText(row.adjusted.q)]),
      ]),
  );
  const more = rows.length > MOST_ROWS ? `${formatCount(rows.length - MOST_ROWS)} more: --json.` : '';
  const alone = notCompared.length === 0 ? '' : `Too few comparable runs to tell anything of ${plural(notCompared.length, 'behavior')}: ${notCompared.slice(0, 5).map(shortName).join(', ')}${notCompared.length > 5 ? ', …' : ''}.`; // prettier-ignore
  const notes = [
    `${plural(runs, 'run')}, ${formatCount(successes)} succeed. ${comparedWords(found.compared)} Points are success with minus without in percentage points, weighted by task (Mantel–Haenszel); intervals are between tasks; q counts the larger of the exact p within tasks and the p between them.`,
    [more, alone, CAUTION].filter((words) => words !== '').join(' '),
  ];
  return [finding(found), ...(rows.length === 0 ? [] : [table]), ...notes].join('\n\n');
}

/** The strongest, in one sentence, and what length makes of it. */
function finding({ rows, runs }: OutcomeDifferences): string {
  const held = rows.filter(({ q }) => q <= FOUND);
  const row = held[0];
  if (row === undefined) {
    const [first] = rows;
    const closest = first === undefined ? '' : ` Closest: ${shortName(first.behavior)}, ${pointsWords(first)} (q ${qText(first.q)}).`; // prettier-ignore
    return `Nothing goes with success or failure beyond chance in ${plural(runs, 'run')}, of ${plural(rows.length, 'behavior')} compared.${closest}`;
  }
  const many = `${held.length} of ${plural(rows.length, 'behavior')} compared ${held.length === 1 ? 'goes' : 'go'} with how runs end.`;
  const said = `Runs with ${shortName(row.behavior)} succeed ${row.difference < 0 ? 'less' : 'more'} often than others of the same task: ${pointsWords(row)}, n = ${formatCount(row.n)}`;
  const length =
    row.adjusted === null
      ? ''
      : holdsAt(row) === 'at equal length'
        ? `; it holds at equal length (${formatPoints(row.adjusted.difference)})`
        : `; at equal length it is not shown (${pointsWords(row.adjusted)})`;
  return `${said}${length}. ${many}`;
}

function pointsWords({ difference, interval }: { readonly difference: number; readonly interval: Interval }): string {
  return `${formatPoints(difference)} points (${pointsInterval(interval)})`;
}

function pointsInterval([low, high]: Interval): string {
  return `${formatPoints(low)} to ${formatPoints(high)}`;
}

function rateOf({ runs, successes }: { readonly runs: number; readonly successes: number }): string {
  return runs === 0 ? '–' : formatPercent(successes / runs);
}
