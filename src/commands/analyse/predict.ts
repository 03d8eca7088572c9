import { longRun, type LongRun } from '../../analysis/predict/long-run.ts';
import type { NextScores } from '../../analysis/predict/next-scores.ts';
import { predictNext, type NextPrediction } from '../../analysis/predict/predict-next.ts';
import { reachChance, type ReachChance } from '../../analysis/predict/reach-chance.ts';
import { shareBars } from '../../chart/share-bars.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatInterval, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { textOption } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { shortName } from './short-name.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';

const MOST_ROWS = 20;
const MOST_VISITS = 12;

/** `ethogram analyse predict`. */
export const predict: Analysis = async (store, context) => {
  const { options } = context;
  const order = numberOption(options, 'order', { low: 0, high: 10, whole: true });
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const discount = numberOption(options, 'discount', { low: 0, high: 0.999 });
  const target = textOption(options, 'reach');
  const set = await sequencesAsked(store, context, { inOrder: true });
  const found = predictNext(set, { seed, ...(order !== undefined && { order }) });
  if (found === undefined) return { json: { order: null }, rows: [], text: set.alphabet.length === 0 ? NOTHING_CODED : TOO_FEW };
  const reach = target === undefined ? undefined : reachChance(set, target, { seed });
  const visits = discount === undefined ? undefined : longRun(set, { discount });
  writeSvg(context, () => drawn(found));
  const parts = [finding(found), scoresTable(found)];
  if (options['surprise'] === true) parts.push(surpriseText(found));
  if (target !== undefined) parts.push(reach === undefined ? TOO_FEW : reachText(reach));
  if (visits !== undefined) parts.push(visitsText(visits));
  const json = {
    ...found,
    ...(reach !== undefined && { reach }),
    ...(visits !== undefined && { longRun: { ...visits, visits: visits.visits.map((row) => [...row]) } }),
  };
  return { json, rows: options['surprise'] === true ? found.surprises : rowsOf(found), text: parts.join('\n\n') };
}; // prettier-ignore

const TOO_FEW =
  'Too few runs: prediction needs three in which something happens, to learn from some and to predict others.';

function modelsOf(found: NextPrediction): [name: string, scores: NextScores][] {
  const { baselines, contexts, context } = found;
  return [
    ['most frequent', baselines.marginal],
    ['the same again', baselines.repeat],
    ['order 1', baselines.order1],
    [found.orders.length > 0 ? `contexts, mostly order ${found.order}` : `order ${found.order}`, contexts],
    ...(context === undefined ? [] : [['with context', context] as [string, NextScores]]),
  ];
}

function rowsOf(found: NextPrediction): object[] {
  return modelsOf(found).map(([model, scores]) => ({ model, ...scores }));
}

function finding(found: NextPrediction): string {
  const { gain, bitsPerEvent, top1, top1Interval, model, order, n, tasks, runs } = found;
  const [low, high] = gain.interval;
  const than = gain.over === 'order 1' ? 'looking at the last behavior alone' : gain.over === 'repeat' ? 'guessing the same again' : 'guessing by frequency'; // prettier-ignore
  const better =
    low > 0
      ? `${formatNumber(gain.bits, 2)} bits better than ${than} (95% interval ${formatNumber(low, 2)} to ${formatNumber(high, 2)})`
      : high < 0
        ? `no better than ${than}`
        : `not shown to be better than ${than} (${formatNumber(gain.bits, 2)} bits, 95% interval ${formatNumber(low, 2)} to ${formatNumber(high, 2)})`; // prettier-ignore
  // Bits are what is minimised: a rule of thumb may still name the next one as often.
  const [rule, thumb] = modelsOf(found)
    .slice(0, 3)
    .reduce((a, b) => (b[1].top1 > a[1].top1 ? b : a));
  const beside = `${thumb.top1 >= top1 ? 'no more often than' : 'beside'} ${formatPercent(thumb.top1)} by ${rule}`;
  const by = `${order === 0 ? 'how often each comes' : `contexts of up to ${order}`}${model === 'context' ? ' and what else is known of the run' : ''}`;
  return `The next behavior is told in ${formatPercent(top1)} of cases (95% interval ${formatInterval(clipped(top1Interval))}; ${beside}) by ${by}: ${formatNumber(bitsPerEvent, 2)} bits per event, ${better}. ${plural(n, 'event')} of ${plural(runs, 'run')} and ${plural(tasks, 'task')}, each predicted from other tasks.`; // prettier-ignore
}

function scoresTable(found: NextPrediction): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'predicted by' },
      right('bits'),
      { heading: '95% interval' },
      right('first'),
      right('in three'),
      right('macro recall'),
      right('Brier'),
      right('calibration error'),
      right('rare: first'),
      right('in three'),
    ],
    modelsOf(found).map(([name, scores]) => [
      name,
      formatNumber(scores.bitsPerEvent, 2),
      scores.bitsInterval.every(Number.isFinite)
        ? scores.bitsInterval.map((bits) => formatNumber(Math.max(0, bits), 2)).join('–')
        : '–',
      formatPercent(scores.top1),
      formatPercent(scores.top3),
      formatNumber(scores.macroRecall, 2),
      formatNumber(scores.brier, 3),
      formatNumber(scores.calibrationError, 3),
      scores.rare.n === 0 ? '–' : formatPercent(scores.rare.recall),
      scores.rare.n === 0 ? '–' : formatPercent(scores.rare.top3),
    ]),
  );
  const { rare } = found;
  const tail = rare.n === 0 ? 'No behavior is rarer than 1%.' : `Rare: the ${plural(rare.n, 'event')} of behaviors below 1%.`; // prettier-ignore
  const richer =
    found.context === undefined
      ? ''
      : found.model === 'context'
        ? ` What else is known of the run (place in it, all that came before, model) helps: of the mixture it is ${formatPercent(found.context.weights.context)}, contexts ${formatPercent(found.context.weights.contexts)}, the same again ${formatPercent(found.context.weights.repeat)}, counts of the run itself ${formatPercent(found.context.weights.memory)}.`
        : ' What else is known of the run (place in it, all that came before, model) does not help enough.';
  return `${table}\n\n${tail}${richer}`;
}

function surpriseText({ surprises }: NextPrediction): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'came' },
      { heading: 'after' },
      right('times'),
      right('mean bits'),
      right('at most'),
      { heading: 'expected there' },
      { heading: 'run and step' },
    ],
    surprises
      .slice(0, MOST_ROWS)
      .map(({ behavior, after, n, meanBits, bits, expected, expectedProbability, trajectory, step }) => [
        shortName(behavior),
        after === null ? '(start)' : shortName(after),
        formatCount(n),
        formatNumber(meanBits, 1),
        formatNumber(bits, 1),
        `${shortName(expected)} ${formatPercent(expectedProbability)}`,
        `${trajectory} ${step}`,
      ]),
  );
  return `Least expected:\n${table}\n\nethogram show RUN prints one.`;
}

function reachText({
  target,
  n,
  runs,
  base,
  fromStart,
  rows,
  calibration,
  brier,
  baseBrier,
  gain,
}: ReachChance): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const shown = rows.filter((row) => row.n >= 5);
  const table = textTable(
    [{ heading: 'from' }, right('times'), right('by the chain'), right('was reached'), { heading: '95% interval' }],
    shown
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.behavior),
        formatCount(row.n),
        formatPercent(row.chance),
        formatPercent(row.reached),
        formatInterval(row.interval),
      ]),
  );
  const check = textTable(
    [{ heading: 'predicted' }, right('was reached'), { heading: '95% interval' }, right('n')],
    calibration.map((part) => [
      formatPercent(part.chance),
      formatPercent(part.reached),
      formatInterval(part.interval),
      formatCount(part.n),
    ]),
  );
  const [low, high] = gain.interval;
  const useful =
    low > 0
      ? 'Knowing the last behavior helps'
      : high < 0
        ? 'Knowing the last behavior makes it worse'
        : 'Knowing the last behavior is not shown to help';
  const name = shortName(target);
  return [
    `${name} is reached from ${formatPercent(base)} of ${plural(n, 'place')} in ${plural(runs, 'run')}; from the start with ${formatPercent(fromStart)}.`,
    table,
    `${useful} on tasks not seen: squared error ${formatNumber(brier, 3)}, of the base rate ${formatNumber(baseBrier, 3)} (95% interval of the difference ${formatNumber(low, 3)} to ${formatNumber(high, 3)}).`, // prettier-ignore
    check,
  ].join('\n\n');
}

function visitsText({ states, visits, discount, n }: LongRun): string {
  const order = states.map((_, i) => i).toSorted((a, b) => n[b]! - n[a]! || a - b).slice(0, MOST_VISITS); // prettier-ignore
  const table = textTable(
    [{ heading: 'after' }, { heading: 'times', align: 'right' }, { heading: `to come (each step later counts ${formatNumber(discount, 2)} times)` }], // prettier-ignore
    order.map((from) => {
      const next = [...visits[from]!.entries()].toSorted(([a, x], [b, y]) => y - x || a - b).slice(0, 4);
      return [
        shortName(states[from]!),
        formatCount(n[from]!),
        next.map(([to, times]) => `${shortName(states[to]!)} ${formatNumber(times, 2)}`).join(', '),
      ];
    }),
  );
  return `What is still to come:\n${table}`;
}

function drawn(found: NextPrediction): Markup {
  return shareBars(
    modelsOf(found).map(([label, { top1, top1Interval }]) => ({
      label,
      share: top1,
      interval: clipped(top1Interval),
      note: formatPercent(top1),
    })),
    { title: 'How often the next behavior is named right', description: finding(found) },
  );
}

function clipped([low, high]: readonly [number, number]): [number, number] {
  return [Math.max(0, low), Math.min(1, high)];
}
