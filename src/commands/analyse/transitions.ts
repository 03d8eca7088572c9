import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { isFound, strongestTransitions } from '../../analysis/transition/strongest-transitions.ts';
import { transitionBins, type TransitionBins } from '../../analysis/transition/transition-bins.ts';
import type { TransitionRow } from '../../analysis/transition/transition-row.ts';
import { transitions as transitionsOf, type Transitions } from '../../analysis/transition/transitions.ts';
import { heatMap, type HeatCell } from '../../chart/heat-map.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { numberOption } from '../number-option.ts';
import { textOption, type CommandResult } from '../command.ts';
import { qText, shortName } from './short-name.ts';
import { followingTurns } from './following-turns.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { binsAsked, binWords } from './bins-asked.ts';

const MOST_ROWS = 20;
const MOST_DRAWN = 16;

/** `ethogram analyse transitions`. */
export const transitions: Analysis = async (store, context) => {
  const { options } = context;
  if (textOption(options, 'from') !== undefined || textOption(options, 'to') !== undefined) {
    return followingTurns(store, context);
  }
  const bins = binsAsked(options);
  const set = await sequencesAsked(store, context, { times: bins !== undefined && 'seconds' in bins, inOrder: true });
  const lag = numberOption(options, 'lag', { low: 1, high: 1000, whole: true }) ?? 1;
  const noSelf = options['self'] === false;
  const most = numberOption(options, 'most', { low: 2, high: 500, whole: true }) ?? 40;
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const found = transitionsOf(set, { lag, noSelf, most, seed });
  const mostLags = numberOption(options, 'lags', { low: 1, high: 50, whole: true }) ?? 0;
  const lags = Array.from({ length: mostLags }, (_, place) =>
    place + 1 === lag ? found : transitionsOf(set, { lag: place + 1, noSelf, most, seed }),
  );
  const overTime = bins === undefined ? undefined : transitionBins(set, { bins, lag, noSelf, most });
  writeSvg(context, () => drawn(found));
  return {
    json: {
      ...jsonOf(found),
      ...(lags.length > 0 && { lags: lags.map(jsonOf) }),
      ...(overTime !== undefined && { bins: binsJson(overTime, found.states.length) }),
    },
    rows: found.rows,
    text:
      found.states.length === 0
        ? NOTHING_CODED
        : [textOf(found, set, overTime), ...(lags.length > 0 ? [lagsText(found, lags)] : [])].join('\n\n'),
  } satisfies CommandResult;
};

function jsonOf(found: Transitions): object {
  const { states, observed, expected, z, yuleQ, q, p, lag, runs, pairs, permutations, g2, rows } = found;
  const table = (cells: Float64Array): number[][] => tableOf(cells, states.length);
  return {
    states,
    observed: table(observed),
    expected: table(expected),
    z: table(z),
    yuleQ: table(yuleQ),
    q: table(q),
    p: table(p),
    lag,
    runs,
    pairs,
    permutations,
    g2,
    rows,
  };
}

function binsJson({ bins, runs, stationarity }: TransitionBins, size: number): object {
  return {
    runs,
    stationarity,
    list: bins.map(({ unit, from, to, observed, expected, z }) => ({
      unit,
      from,
      to,
      observed: tableOf(observed, size),
      expected: tableOf(expected, size),
      z: tableOf(z, size),
    })),
  };
}

function tableOf(cells: Float64Array, size: number): number[][] {
  return Array.from({ length: size }, (_, row) => [...cells.subarray(row * size, (row + 1) * size)]);
}

function textOf(found: Transitions, set: SequenceSet, overTime: TransitionBins | undefined): string {
  const { rows, lag, pairs, permutations } = found;
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const shown = rows.filter(({ observed, chance }) => observed > 0 || chance >= 1).slice(0, MOST_ROWS);
  const table = textTable(
    [
      { heading: 'after' },
      { heading: lag === 1 ? 'comes' : `comes ${lag} later` },
      right('times'),
      right('of'),
      right('× chance'),
      { heading: '95% interval' },
      right('z'),
      right('Q'),
      right('q in runs'),
      right('q between tasks'),
    ],
    shown.map((row) => [
      shortName(row.from),
      shortName(row.to),
      formatCount(row.observed),
      formatCount(row.n),
      row.ratio === null ? '–' : formatNumber(row.ratio, 2),
      row.interval === null ? '–' : `${formatNumber(row.interval[0], 2)}–${formatNumber(row.interval[1], 2)}`,
      formatNumber(row.z, 1),
      formatNumber(row.yuleQ, 2),
      qText(row.q),
      row.between.tasks < 2 ? '–' : qText(row.between.q),
    ]),
  );
  const examined = `${plural(pairs, 'transition')} in ${plural(set.sequences.length, 'run')}; chance is the same behaviors of each run in any other order (${formatCount(permutations)} orders each).`;
  const more = rows.length > shown.length ? ` ${formatCount(rows.length - shown.length)} more pairs: --json.` : '';
  return [finding(rows, lag), table, `${examined}${more}`, ...(overTime === undefined ? [] : [binsText(rows, overTime, found.states)])].join('\n\n'); // prettier-ignore
}

function finding(rows: readonly TransitionRow[], lag: number): string {
  const [row] = strongestTransitions(rows);
  if (row === undefined) return weaker(rows);
  const { from, to, observed, n, ratio, interval, runs, runsAbove } = row;
  const oneIn = `${formatCount(observed)} of ${formatCount(n)}`;
  const between =
    interval === null ? '' : `, 95% interval ${formatNumber(interval[0], 1)}–${formatNumber(interval[1], 1)}`;
  const when = lag === 1 ? 'next' : `${lag} moments later`;
  const often =
    ratio! >= 1
      ? `${formatNumber(ratio!, 1)} times as often as chance`
      : `only ${formatPercent(ratio!)} as often as chance`;
  const inRuns = ratio! >= 1 ? runsAbove : runs - runsAbove;
  return `After ${shortName(from)}, ${shortName(to)} comes ${when} ${often}: ${oneIn}${between}; so in ${formatCount(inRuns)} of ${plural(runs, 'run')}.`; // prettier-ignore
}

/** What order within these runs makes, though it is not shown for other tasks. */
function weaker(rows: readonly TransitionRow[]): string {
  const none = 'No behavior follows another more or less often than chance would have it';
  const row = rows.find(({ q, ratio, observed, from, to }) => q <= 0.05 && ratio !== null && ratio > 1 && observed >= 5 && from !== to); // prettier-ignore
  if (row === undefined) return `${none}.`;
  const { from, to, ratio, observed, n, runs, between } = row;
  return `${none} from task to task. Within these runs ${shortName(to)} comes ${formatNumber(ratio!, 1)} times as often as chance after ${shortName(from)}: ${formatCount(observed)} of ${formatCount(n)}, in ${plural(runs, 'run')} of ${plural(between.tasks, 'task')} (q between tasks ${qText(between.q)}).`;
}

function binsText(
  rows: readonly TransitionRow[],
  { bins, runs, stationarity }: TransitionBins,
  states: readonly string[],
): string {
  const size = states.length;
  const seen = rows.filter(({ observed }) => observed > 0);
  const often = seen.filter(({ observed }) => observed >= 10);
  const shown = (often.length > 0 ? often : seen).slice(0, 8);
  const table = textTable(
    [
      { heading: 'after' },
      { heading: 'comes' },
      ...bins.map((bin) => ({ heading: binWords(bin), align: 'right' as const })),
    ],
    shown.map(({ from, to }) => {
      const row = states.indexOf(from);
      return [
        shortName(from),
        shortName(to),
        ...bins.map(({ observed }) => {
          const n = observed.subarray(row * size, (row + 1) * size).reduce((sum, count) => sum + count, 0);
          const count = observed[row * size + states.indexOf(to)]!;
          return n === 0 ? '–' : `${formatPercent(count / n)} of ${formatCount(n)}`;
        }),
      ];
    }),
  );
  const { value, degrees, p } = stationarity;
  if (bins.length === 0)
    return 'No run has times, so nothing can be said of the time since it began; --bins 4 divides runs by steps.';
  const along =
    bins[0]!.unit === 'share'
      ? 'along a run'
      : `with the time since a run began, in ${plural(runs, 'run')} that have times`;
  const same = p < 0.05 ? `What follows what changes ${along}` : `What follows what is not seen to change ${along}`;
  return `${table}\n\n${same} (G² ${formatNumber(value, 1)}, ${degrees} degrees of freedom, p ${qText(p)}).`;
}

/** How many times as often as chance the pairs with most order come, lag by lag. */
function lagsText({ rows }: Transitions, lags: readonly Transitions[]): string {
  const shown = rows.filter(({ observed, ratio }) => observed >= 10 && ratio !== null && ratio > 1).slice(0, 8);
  const table = textTable(
    [
      { heading: 'after' },
      { heading: 'comes' },
      ...lags.map(({ lag }) => ({ heading: `${lag} later`, align: 'right' as const })),
    ],
    shown.map(({ from, to }) => [
      shortName(from),
      shortName(to),
      ...lags.map((atLag) => {
        const row = atLag.rows.find((other) => other.from === from && other.to === to);
        if (row === undefined || row.ratio === null) return '–';
        return `${formatNumber(row.ratio, 2)}×${isFound(row) ? '' : ' (n.s.)'}`;
      }),
    ]),
  );
  return `${table}\n\nTimes as often as chance; n.s.: no finding (q above 0.05 in runs or between tasks).`;
}

function drawn({ rows, states }: Transitions): Markup {
  const total = new Map(states.map((state) => [state, 0]));
  for (const { from, to, observed } of rows) {
    total.set(from, total.get(from)! + observed);
    total.set(to, total.get(to)! + observed);
  }
  const shown = states.toSorted((a, b) => total.get(b)! - total.get(a)!).slice(0, MOST_DRAWN).toSorted(); // prettier-ignore
  const at = new Map(rows.map((row) => [`${row.from}\n${row.to}`, row]));
  const names = shown.map(shortName);
  return heatMap(
    names,
    names,
    shown.map((from) => shown.map((to) => cellOf(at.get(`${from}\n${to}`)))),
    {
      title: 'What follows what',
      description: finding(rows, 1),
      axes: ['after this', 'comes this, so many times as often as chance'],
      sides: ['less often', 'more often than chance'],
    },
  );
}

function cellOf(row: TransitionRow | undefined): HeatCell {
  if (row === undefined || row.ratio === null) return { strength: 0, text: '', label: 'cannot come' };
  const found = isFound(row);
  // Four times as often is the full colour; what does not come is paler, since it is many pairs and seldom news.
  const strength = found ? Math.max(-0.6, Math.min(1, Math.log(Math.max(row.ratio, 0.01)) / Math.log(4))) : 0;
  const label = `${shortName(row.to)} after ${shortName(row.from)}: ${row.observed} of ${row.n}, ${formatNumber(row.ratio, 2)} times chance, q ${qText(row.q)}`;
  return { strength, text: row.observed === 0 && !found ? '' : formatNumber(row.ratio, 1), label };
}
