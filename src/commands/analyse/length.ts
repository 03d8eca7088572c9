import {
  lengthRates,
  type LengthGroup,
  type LengthRate,
  type LengthRates,
} from '../../analysis/length/length-rates.ts';
import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { isHidden } from '../../behavior/is-hidden.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { formatCount, formatEstimate, formatNumber, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { partText } from '../../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';
import { textOption } from '../command.ts';
import { trajectoryFilter } from '../show.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { cohortsOf, UNKNOWN_COHORT } from './cohorts-of.ts';
import { qText, shortName } from './short-name.ts';

const MOST_GROUPS = 6;

/** `ethogram analyse length`. */
export const length: Analysis = async (store, context) => {
  const { options, now } = context;
  const filter = trajectoryFilter(options, now());
  const set = await sequencesAsked(store, context);
  const lengths = await writtenTokens(store, filter, set);
  const groups = await groupsOf(store, filter, { set, lengths, by: textOption(options, 'by') ?? 'model' });
  const found = lengthRates(set, lengths, groups);
  writeSvg(context, () => drawn(found, groups));
  const told = groups.map(({ name, runs, length: mean }) => ({ name, runs: runs.length, length: mean }));
  return {
    json: { groups: told, ...found },
    rows: found.rows,
    text: found.rows.length === 0 ? NOTHING_CODED : textOf(found, groups),
  };
};

/** Tokens that the agent wrote, per run: words, reasoning that is shown, and calls. */
async function writtenTokens(store: Store, filter: TrajectoryFilter, { sequences }: SequenceSet): Promise<Float64Array> {
  const placeOf = new Map(sequences.map(({ id }, place) => [id, place]));
  const lengths = new Float64Array(sequences.length);
  for await (const { id, steps } of store.read(filter)) {
    const run = placeOf.get(id);
    if (run === undefined) continue;
    for (const { actor, parts, copied } of steps) {
      if (actor !== 'agent' || copied === true) continue;
      for (const part of parts) {
        if (part.kind !== 'tool-result' && !isHidden(part) && (part.kind !== 'text' || part.injected === undefined)) lengths[run]! += estimateTokens(partText(part));
      }
    }
  }
  return lengths;
} // prettier-ignore

/** Groups by number where all names are such (a checkpoint's step), else by mean length. Runs in which the agent wrote nothing are in none. */
async function groupsOf(
  store: Store,
  filter: TrajectoryFilter,
  { set, lengths, by }: { readonly set: SequenceSet; readonly lengths: Float64Array; readonly by: string },
): Promise<LengthGroup[]> {
  const cohortsIn = cohortsOf(by)!;
  const placeOf = new Map(set.sequences.map(({ id }, place) => [id, place]));
  const members = new Map<string, number[]>();
  for await (const summary of store.list(filter)) {
    const run = placeOf.get(summary.id);
    if (run === undefined || lengths[run] === 0) continue;
    for (const name of new Set(cohortsIn(summary))) {
      const known = members.get(name);
      if (known === undefined) members.set(name, [run]);
      else known.push(run);
    }
  }
  const named = members.size > 1 ? [...members].filter(([name]) => name !== UNKNOWN_COHORT) : [...members];
  const groups = named.map(([name, runs]): LengthGroup => ({ name, runs, length: runs.reduce((sum, run) => sum + lengths[run]!, 0) / runs.length }));
  const numbers = groups.every(({ name }) => name.trim() !== '' && Number.isFinite(Number(name)));
  return groups.sort((a, b) => (numbers ? Number(a.name) - Number(b.name) : a.length - b.length) || (a.name < b.name ? -1 : 1));
} // prettier-ignore

function textOf(found: LengthRates, groups: readonly LengthGroup[]): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const within = textTable(
    [{ heading: 'runs twice as long show' }, right('so many times'), { heading: '95% interval' }, right('per token, %'), right('95% interval'), right('q'), right('events'), right('runs')],
    found.rows.flatMap(({ behavior, within: own }) => {
      if (own === undefined) return [];
      const [low, high] = own.interval;
      return [[shortName(behavior), times(own.slope), `${times(low)}–${times(high)}`, perToken(own.slope), `${perToken(low)} to ${perToken(high)}`, qText(own.q), formatCount(own.events), formatCount(own.runs)]];
    }),
  );
  const shown = groups.length <= MOST_GROUPS ? [...groups.keys()] : [...groups.keys()].filter((i) => i < MOST_GROUPS / 2 || i >= groups.length - MOST_GROUPS / 2);
  const between = textTable(
    [{ heading: 'per 1,000 tokens' }, ...shown.flatMap((i) => [right(groups[i]!.name), { heading: '95%' }]), ...(groups.length > 1 ? [right('last less first'), { heading: '95% interval' }, right('q')] : [])],
    [
      ['tokens written per run', ...shown.flatMap((i) => [formatEstimate(groups[i]!.length), `n = ${formatCount(groups[i]!.runs.length)}`])],
      ...found.rows.map(({ behavior, groups: rates, change }) => [
        shortName(behavior),
        ...shown.flatMap((i) => {
          const rate = rates[i];
          return rate === null || rate === undefined ? ['–', ''] : [formatNumber(rate.perThousand, 2), `${formatNumber(rate.interval[0], 2)}–${formatNumber(rate.interval[1], 2)}`];
        }),
        ...(change === undefined ? [] : [signed(change.difference), `${signed(change.interval[0])} to ${signed(change.interval[1])}`, qText(change.q)]),
      ]),
    ],
  );
  const compared = found.within === 'task' ? 'runs of the same task and group' : 'runs of the same group';
  const note = `Length is the tokens that the agent wrote (estimate). Runs are compared with ${compared}; q tells whether they show more or less of it per token. Intervals are between tasks.`;
  return `${finding(found, groups)}\n\n${within}\n\n${between}\n\n${note}`;
} // prettier-ignore

function finding({ rows }: LengthRates, groups: readonly LengthGroup[]): string {
  const row = rows.find(({ behavior, within }) => behavior.endsWith('/verification') && within !== undefined) ?? rows.find(({ within }) => within !== undefined); // prettier-ignore
  const said =
    row?.within === undefined
      ? 'Too few runs differ in length to tell how behaviors go with it.'
      : withinText(row, row.within);
  const changed = row?.change !== undefined && groups.length > 1 ? ` ${betweenText(row, groups)}` : '';
  return said + changed;
}

function withinText({ behavior }: LengthRate, { slope, interval: [low, high], runs }: NonNullable<LengthRate['within']>): string {
  const name = shortName(behavior);
  const per = high < 1 ? `, which is less per token (${perToken(slope)}%): length is not ${name}` : low > 1 ? `, which is more per token (${perToken(slope)}%)` : ', not seen to be more or less per token';
  return `Runs twice as long show ${name} ${times(slope)} times as often (95% interval ${times(low)}–${times(high)}, ${plural(runs, 'run')})${per}.`;
} // prettier-ignore

/** How many times as often runs twice as long show something that grows with this power of the length. */
function times(power: number): string {
  const ratio = 2 ** power;
  return ratio > 100 ? '>100' : ratio < 0.01 ? '<0.01' : formatNumber(ratio, 2);
}

/** The same per token, as a change in percent. */
function perToken(power: number): string {
  const change = 2 ** (power - 1) - 1;
  return change > 10 ? '>+1,000' : formatPoints(change);
}

function betweenText({ behavior, groups: rates, change }: LengthRate, groups: readonly LengthGroup[]): string {
  const [first, last] = [groups[0]!, groups.at(-1)!];
  const [a, b] = [rates[0], rates.at(-1)];
  if (a === null || a === undefined || b === null || b === undefined || change === undefined) return '';
  const longer = formatNumber(last.length / first.length, 1);
  return `From ${first.name} to ${last.name} runs are ${longer} times as long, and ${shortName(behavior)} per 1,000 tokens goes from ${formatNumber(a.perThousand, 2)} to ${formatNumber(b.perThousand, 2)} (95% interval of the change ${signed(change.interval[0])} to ${signed(change.interval[1])}).`;
} // prettier-ignore

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${formatNumber(Math.abs(value), 2)}`;
}

function drawn(found: LengthRates, groups: readonly LengthGroup[]): Markup {
  const change = (power: number): number => Math.min(1, 2 ** (power - 1) - 1);
  return forest(
    found.rows.slice(0, 20).flatMap(({ behavior, within }) => {
      if (within === undefined) return [];
      const [low, high] = within.interval;
      return [{ label: shortName(behavior), difference: change(within.slope), interval: [change(low), change(high)] as const, found: within.q < 0.05, note: `n = ${formatCount(within.runs)}` }];
    }),
    {
      title: 'What runs twice as long show more of, per token',
      description: `${finding(found, groups)} Filled: surely more or less than in proportion to length (q < 0.05).`,
      sides: ['less per token', 'more per token'],
      format: (share) => `${formatPoints(share)}%`,
      width: 480,
    },
  );
} // prettier-ignore
