import {
  behaviorSurvival,
  RUN_ENDS,
  type BehaviorSurvival,
  type RunEnd,
  type SurvivalRow,
} from '../../analysis/survival/behavior-survival.ts';
import { survivalCurves } from '../../chart/survival-curves.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { textTable, type Column } from '../../core/text-table.ts';
import { textOption, type CommandOptions } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { comparedWords } from './compared-words.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 30;
const FOUND = 0.05;
const VERBS: Readonly<Record<RunEnd, string>> = { failure: 'fail', success: 'succeed', any: 'end' };

/** `ethogram analyse survival`. */
export const survival: Analysis = async (store, context) => {
  const { options } = context;
  const set = await sequencesAsked(store, context);
  const landmark = numberOption(options, 'landmark', { low: 1, whole: true });
  const behavior = behaviorAsked(set.alphabet, options);
  const found = behaviorSurvival(set, {
    end: endAsked(options),
    ...(landmark !== undefined && { landmark }),
    ...(behavior !== undefined && { behavior }),
  });
  writeSvg(context, () => drawn(found));
  return { json: found, rows: found.rows, text: set.alphabet.length === 0 ? NOTHING_CODED : textOf(found) };
};

function endAsked(options: CommandOptions): RunEnd {
  const asked = textOption(options, 'end') ?? 'failure';
  const end = RUN_ENDS.find((name) => name === asked);
  if (end === undefined) {
    throw new EthogramError('bad-argument', `--end: found "${asked}", expected one of ${RUN_ENDS.join(', ')}`);
  }
  return end;
}

function behaviorAsked(alphabet: readonly string[], options: CommandOptions): string | undefined {
  const asked = textOption(options, 'behavior');
  if (asked === undefined) return undefined;
  const found = alphabet.find((name) => name === asked || shortName(name) === asked);
  if (found === undefined) {
    throw new EthogramError('bad-argument', `--behavior: found "${asked}", expected one that occurs`, {
      hint: 'ethogram analyse survival --json lists them',
    });
  }
  return found;
}

function textOf(found: BehaviorSurvival): string {
  const { rows, runs, ends, end, landmark, stillGoing } = found;
  if (runs === 0) {
    return 'No run says how it ended: nothing to compare. Outcomes come with imports, or by POST /v1/outcomes.';
  }
  const verb = VERBS[end];
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'behavior' },
      right(`shown by step ${landmark}`),
      right(`${verb} with`),
      right('without'),
      right('compared'),
      right('points'),
      { heading: '95% interval' },
      right('q'),
      right('hazard ratio'),
      { heading: '95% interval' },
      right('q'),
    ],
    rows.slice(0, MOST_ROWS).map((row) => [shortName(row.behavior), ...landmarkCells(row), ...hazardCells(row)]),
  );
  const notes = [
    `${plural(runs, 'run')}, ${formatCount(ends)} ${verb}; ${formatCount(stillGoing)} were still going after step ${landmark} and are compared by what they had shown until then. ${comparedWords(found.compared)} The hazard ratio compares, at every step, those that have shown it before with those that got as far and have not.`,
    'Comparing runs that ever show a behavior with runs that never do would favour what only long runs have the time for. What goes together need not cause.',
    ...(rows.length > MOST_ROWS ? [`${formatCount(rows.length - MOST_ROWS)} more: --json.`] : []),
  ];
  return [finding(found), ...(rows.length === 0 ? [] : [table]), notes.join(' ')].join('\n\n');
}

function landmarkCells({ landmark }: SurvivalRow): string[] {
  if (landmark === null) return ['–', '–', '–', '–', '–', '–', '–'];
  const { with: shown, without, n, difference, interval, q } = landmark;
  return [
    formatCount(shown.runs),
    rateOf(shown),
    rateOf(without),
    formatCount(n),
    formatPoints(difference),
    `${formatPoints(interval[0])} to ${formatPoints(interval[1])}`,
    qText(q),
  ];
}

function hazardCells({ hazard }: SurvivalRow): string[] {
  if (hazard === null) return ['–', '–', '–'];
  const { ratio, interval, q } = hazard;
  if (ratio === null || interval === null) return ['–', '–', qText(q)];
  return [formatNumber(ratio, 2), ratioInterval(interval), qText(q)];
}

/** Ends of an interval of ratios; what goes beyond a thousand says nothing more. */
function ratioInterval([low, high]: Interval): string {
  return `${formatNumber(low, 2)}–${high > 1000 ? '∞' : formatNumber(high, 2)}`;
}

function finding({ rows, end, landmark, stillGoing }: BehaviorSurvival): string {
  const verb = VERBS[end];
  const early = rows.find((row) => row.landmark !== null && row.landmark.q <= FOUND);
  if (early !== undefined) {
    const { difference, interval, n } = early.landmark!;
    const points = `${formatPoints(difference)} points (${formatPoints(interval[0])} to ${formatPoints(interval[1])})`;
    return `Of runs still going after step ${landmark}, those that had shown ${shortName(early.behavior)} ${verb} ${difference < 0 ? 'less' : 'more'} often than others of the same task: ${points}, n = ${formatCount(n)}.`;
  }
  const late = rows.toSorted((a, b) => (a.hazard?.q ?? 2) - (b.hazard?.q ?? 2))[0];
  if (late?.hazard?.ratio !== undefined && late.hazard.ratio !== null && late.hazard.q <= FOUND) {
    const { ratio, interval, events } = late.hazard;
    return `Once a run has shown ${shortName(late.behavior)}, each step is ${formatNumber(ratio, 1)} times as likely to be the one in which it ${end === 'any' ? 'ends' : `${verb}s`} as in runs of the same task that got as far without (${ratioInterval(interval!)}, ${plural(events, 'end')}).`;
  }
  return `What ${plural(stillGoing, 'run')} still going after step ${landmark} had shown until then does not tell how they end, beyond chance.`;
}

function rateOf({ runs, successes }: { readonly runs: number; readonly successes: number }): string {
  return runs === 0 ? '–' : formatPercent(successes / runs);
}

function drawn({ curves, end, landmark, longest }: BehaviorSurvival): Markup {
  const name = curves[0] === undefined ? '' : shortName(curves[0].behavior);
  const yet = { failure: 'not failed', success: 'not succeeded', any: 'still going' }[end];
  return survivalCurves(
    curves.map(({ shown, n, points }) => ({
      label: `${shown ? '' : 'no '}${name}`,
      note: `n = ${formatCount(n)}`,
      tone: shown ? 'vermillion' : 'blue',
      points,
    })),
    {
      title: `Runs that have ${yet}, by whether they had shown ${name} by step ${landmark}`,
      description: `Kaplan–Meier shares with 95% intervals of runs that were still going after step ${landmark}.`,
      from: landmark,
      to: longest,
      axis: `steps; share of runs ${yet}`,
    },
  );
}
