import { codedRuns } from '../../analysis/coded-runs.ts';
import { compareCohorts } from '../../analysis/compare/compare-cohorts.ts';
import type { ComparedMeasure } from '../../analysis/compare/compared-measure.ts';
import { contextSlopes, type ContextSlope } from '../../analysis/drift/context-slopes.ts';
import { contextTurns } from '../../analysis/drift/context-turns.ts';
import { DRIFT_KINDS, driftGroups, type DriftGroup, type DriftKind } from '../../analysis/drift/drift-groups.ts';
import { mixDrift, type MixDrift } from '../../analysis/drift/mix-drift.ts';
import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { codebookAsked } from '../codebook-asked.ts';
import { textOption, type CommandContext, type CommandResult } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';
import { statedAndShown } from './stated-and-shown.ts';

const MOST_ROWS = 15;

/** Two groups held against each other. */
interface DriftPair extends Omit<MixDrift, 'permutations'> {
  readonly from: string;
  readonly to: string;
  readonly runs: readonly [number, number];
  readonly permutations: number;
  readonly q: number;
  readonly paired: boolean;
  /** Share of runs that show a behavior, and its rate. */
  readonly rows: readonly ComparedMeasure[];
}

/** `ethogram analyse drift`. */
export const drift: Analysis = async (store, context) => {
  const between = textOption(context.options, 'between') ?? 'period';
  if (between === 'context') return alongContext(store, context);
  if (between === 'stated') return statedAndShown(store, context);
  const by = DRIFT_KINDS.find((kind) => kind === between);
  if (by === undefined) {
    throw new EthogramError('bad-argument', `--between: found "${between}", expected ${[...DRIFT_KINDS, 'context'].join(', ')} or stated`); // prettier-ignore
  }
  const parts = numberOption(context.options, 'parts', { low: 2, high: 50, whole: true }) ?? 4;
  const seed = numberOption(context.options, 'seed', { whole: true }) ?? 1;
  const set = await sequencesAsked(store, context);
  const { groups, pairs } = driftGroups(set, { by, parts });
  const found = driftPairs(set, groups, pairs, seed);
  writeSvg(context, () => drawn(found, by));
  return {
    json: { between: by, groups: groups.map(({ name, runs }) => ({ name, runs: runs.length })), pairs: found },
    rows: found.flatMap(({ from, to, divergence, q: divergenceQ, rows }) =>
      rows.map((row) => ({ from, to, divergence, divergenceQ, ...row })),
    ),
    text: set.sequences.length === 0 ? NOTHING_CODED : groups.length < 2 ? tooFew(by, set) : textOf(found),
  } satisfies CommandResult;
};

function driftPairs(
  { alphabet }: SequenceSet,
  groups: readonly DriftGroup[],
  pairs: readonly (readonly [number, number])[],
  seed: number,
): DriftPair[] {
  const tested = pairs.map(([i, j]) => {
    const [a, b] = [groups[i]!, groups[j]!];
    const mix = mixDrift(a.runs, b.runs, { size: alphabet.length, seed });
    const { rows, paired } = compareCohorts({ alphabet, sequences: a.runs }, { alphabet, sequences: b.runs }, { most: 0 }); // prettier-ignore
    const behaviors = rows.filter(({ kind }) => kind === 'behavior');
    return { from: a.name, to: b.name, runs: [a.runs.length, b.runs.length] as const, ...mix, paired, rows: behaviors };
  });
  // Groups in which nothing was done have no mix to hold against another.
  const withMix = tested.filter(({ events }) => Math.min(...events) > 0);
  const q = falseDiscovery(withMix.map(({ p }) => p));
  // All pairs are looked at together, so what is found is corrected over all of them.
  const rowQ = falseDiscovery(tested.flatMap(({ rows }) => rows.map(({ p }) => p)));
  let at = 0;
  return tested.map((pair) => ({
    ...pair,
    q: withMix.includes(pair) ? q[withMix.indexOf(pair)]! : 1,
    rows: pair.rows.map((row) => ({ ...row, q: rowQ[at++]! })),
  }));
}

function tooFew(by: DriftKind, { sequences }: SequenceSet): string {
  const why = by === 'period' ? 'too few of them tell when they started' : `they name fewer than two ${by}s`;
  return `Nothing to hold against each other in ${plural(sequences.length, 'run')}: ${why}. --between period, model, version or context looks at others.`; // prettier-ignore
}

function textOf(pairs: readonly DriftPair[]): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [{ heading: 'from' }, { heading: 'to' }, right('runs'), right('events'), right('divergence'), right('by chance'), right('q')], // prettier-ignore
    pairs.map(({ from, to, runs, events, divergence, expected, q }) => [
      from,
      to,
      `${formatCount(runs[0])}, ${formatCount(runs[1])}`,
      `${formatCount(events[0])}, ${formatCount(events[1])}`,
      ...(Math.min(...events) === 0
        ? ['–', '–', '–']
        : [`${formatNumber(divergence, 3)} bits`, formatNumber(expected, 3), qText(q)]),
    ]),
  );
  const changed = pairs
    .flatMap((pair) => pair.rows.filter((row) => row.q < 0.05).map((row) => ({ pair, row })))
    .sort((x, y) => x.row.p - y.row.p)
    .slice(0, MOST_ROWS);
  const list = textTable(
    [{ heading: 'behavior' }, { heading: 'from' }, { heading: 'to' }, right('was'), right('is'), right('95% interval of the change'), right('q')], // prettier-ignore
    changed.map(({ pair, row }) => {
      const value = (x: number): string => (row.unit === 'share' ? formatPercent(x) : formatNumber(x, 2));
      const change = (x: number): string => (row.unit === 'share' ? formatPoints(x) : `${x < 0 ? '−' : '+'}${formatNumber(Math.abs(x), 2)}`); // prettier-ignore
      const name = shortName(row.measure).replace(' per 1000 tokens', ', per 1000 tokens');
      return [name, pair.from, pair.to, value(row.a), value(row.b), `${change(row.interval[0])} to ${change(row.interval[1])}`, qText(row.q)]; // prettier-ignore
    }),
  );
  const note = `Divergence (Jensen–Shannon) is 0 when behaviors come in the same proportions, 1 bit when none is shared; by chance is what ${formatCount(pairs[0]?.permutations ?? 0)} random exchanges of ${pairs[0]?.permuted ?? 'runs'} give.`; // prettier-ignore
  return [finding(pairs), table, ...(changed.length === 0 ? [] : [list]), note].join('\n\n');
}

function finding(pairs: readonly DriftPair[]): string {
  const [most] = pairs.filter(({ q }) => q < 0.05).sort((a, b) => b.divergence - b.expected - (a.divergence - a.expected)); // prettier-ignore
  if (most === undefined) {
    const held =
      pairs.length === 1
        ? `between ${pairs[0]!.from} and ${pairs[0]!.to}`
        : `in any of ${formatCount(pairs.length)} pairs`;
    const [surest] = pairs.flatMap((pair) => pair.rows.filter((row) => row.q < 0.05).map((row) => ({ pair, row }))).sort((x, y) => x.row.p - y.row.p); // prettier-ignore
    const but =
      surest === undefined
        ? ''
        : `; of single behaviors, most surely ${wordsOf(surest.row)} from ${surest.pair.from} to ${surest.pair.to} (q ${qText(surest.row.q)})`;
    return `The mix of behaviors as a whole is not seen to differ ${held}${but}. ${smallest(pairs)}`;
  }
  const { from, to, divergence, expected, q, rows } = most;
  const row = rows.find((own) => own.q < 0.05);
  const what = row === undefined ? '' : `; most surely ${wordsOf(row)}`;
  return `From ${from} to ${to} the mix of behaviors moves by ${formatNumber(divergence, 3)} bits, where chance alone gives ${formatNumber(expected, 3)} (q ${qText(q)})${what}.`; // prettier-ignore
}

/** What a behavior did, without whether it is found. */
function wordsOf({ measure, unit, a, b }: ComparedMeasure): string {
  const name = shortName(measure).replace(' per 1000 tokens', ' per 1000 tokens,');
  return unit === 'share'
    ? `${name}, ${formatPercent(a)} to ${formatPercent(b)} of runs`
    : `${name} ${formatNumber(a, 2)} to ${formatNumber(b, 2)}`;
}

/** How little there may be to see it by. */
function smallest(pairs: readonly DriftPair[]): string {
  const fewest = Math.min(...pairs.flatMap(({ runs }) => runs));
  return `The smallest group has ${plural(fewest, 'run')}.`;
}

function drawn(pairs: readonly DriftPair[], by: DriftKind): Markup {
  const rows = pairs
    .flatMap((pair) =>
      pair.rows.filter(({ unit, a, b }) => unit === 'share' && (a > 0 || b > 0)).map((row) => ({ pair, row })),
    ) // prettier-ignore
    .sort((x, y) => x.row.p - y.row.p)
    .slice(0, 20);
  return forest(
    rows.map(({ pair, row }) => ({
      label: `${shortName(row.measure)}: ${pair.from} to ${pair.to}`,
      difference: row.difference,
      interval: row.interval,
      found: row.q < 0.05,
      note: `n = ${formatCount(row.runs[0] + row.runs[1])}`,
    })),
    {
      title: `What changes between ${by}s`,
      description: finding(pairs),
      sides: ['fewer runs show it', 'more runs show it'],
      format: formatPoints,
      width: 560,
    },
  );
}

async function alongContext(store: Store, context: CommandContext): Promise<CommandResult> {
  const of = textOption(context.options, 'of') ?? 'codes';
  if (of !== 'codes') throw new EthogramError('bad-argument', `--between context: found --of ${of}, expected codes, which say in which turn they are`); // prettier-ignore
  const slopes = contextSlopes();
  let turns = 0;
  let coded = 0;
  const codebook = await codebookAsked(store, context);
  for await (const run of codedRuns(store, trajectoryFilter(context.options, context.now()))) {
    const own = contextTurns(run);
    const observed = codebook === undefined ? [...own.observed] : [...own.observed].filter((name) => name.startsWith(`${codebook}/`)); // prettier-ignore
    slopes.add({ ...own, observed });
    if (observed.length > 0) coded++;
    if (own.positions.length > 1) turns++;
  }
  const rows = slopes.rows();
  writeSvg(context, () => slopesDrawn(rows));
  const none = coded === 0 ? NOTHING_CODED : turns === 0 ? `Nothing to tell: of ${plural(coded, 'run')} none has two turns of the agent, before which the context could differ.` : `Nothing to tell: in ${plural(turns, 'run')} of several turns no behavior comes five times in turns with differing context.`; // prettier-ignore
  return { json: { between: 'context', rows }, rows, text: rows.length === 0 ? none : slopesText(rows) };
}

function slopesText(rows: readonly ContextSlope[]): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [{ heading: 'behavior' }, right('per 100 turns'), right('each 1000 tokens more'), right('95% interval'), right('q'), right('events'), right('turns'), right('runs')], // prettier-ignore
    rows.map(({ behavior, rate, slope, interval, q, events, turns, runs }) => [
      shortName(behavior),
      formatNumber(rate * 100, 1),
      signed(slope),
      `${signed(interval[0])} to ${signed(interval[1])}`,
      qText(q),
      formatCount(events),
      formatCount(turns),
      formatCount(runs),
    ]),
  );
  const note = 'Per 100 turns of the agent, within runs: what the tokens that stand before a turn add. A compaction folds the context to what it left.'; // prettier-ignore
  return `${slopesFinding(rows)}\n\n${table}\n\n${note}`;
}

function slopesFinding(rows: readonly ContextSlope[]): string {
  const [row] = rows;
  if (row === undefined || row.q >= 0.05) return `No behavior is seen to change as the context grows (${plural(rows.length, 'behavior')}, q < 0.05 looked for).`; // prettier-ignore
  return `As the context grows, ${shortName(row.behavior)} comes ${row.slope < 0 ? 'less' : 'more'} often: ${signed(row.slope)} per 100 turns for each 1000 tokens (95% interval ${signed(row.interval[0])} to ${signed(row.interval[1])}; ${formatNumber(row.rate * 100, 1)} on average).`; // prettier-ignore
}

function signed(slope: number): string {
  const each = slope * 100;
  return `${each < 0 ? '−' : '+'}${formatNumber(Math.abs(each), 2)}`;
}

function slopesDrawn(rows: readonly ContextSlope[]): Markup {
  const shown = rows.slice(0, 20);
  const largest = Math.max(1e-9, ...shown.flatMap(({ interval }) => interval.map(Math.abs)));
  // The axis is at least a tenth wide: slopes are drawn as shares of the widest interval.
  return forest(
    shown.map(({ behavior, slope, interval: [low, high], q, runs }) => ({
      label: shortName(behavior),
      difference: slope / largest,
      interval: [low / largest, high / largest] as const,
      found: q < 0.05,
      note: `n = ${formatCount(runs)}`,
    })),
    {
      title: 'What changes as the context grows, per 100 turns and 1000 tokens',
      description: slopesFinding(rows),
      sides: ['less often later', 'more often later'],
      format: (share) => signed(share * largest),
      width: 480,
    },
  );
}
