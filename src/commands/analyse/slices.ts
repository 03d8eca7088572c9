import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { findSlices, type FoundSlices, type Slice } from '../../analysis/slices/find-slices.ts';
import { runFeatures } from '../../analysis/slices/run-features.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { textOption } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { isGuided } from './guided-labels.ts';
import { guidedSlices } from './guided-slices.ts';
import { measureAsked, type AskedMeasure } from './measure-asked.ts';
import { runExtras } from './run-extras.ts';
import { qText, shortName } from './short-name.ts';
import { sliceWords } from './slice-words.ts';

const MOST_SHOWN = 10;
const MOST_IDS = 50;
// Of fewer runs than this share, a slice is a curiosity.
const FEWEST_SHARE = 0.02;
const FEWEST_RUNS = 10;

/** `ethogram analyse slices`. */
export const slices: Analysis = async (store, context) => {
  const { options, now } = context;
  if (isGuided(options)) return guidedSlices(store, context);
  const set = await sequencesAsked(store, context);
  const measure = measureAsked(set, textOption(options, 'measure') ?? 'success');
  const known = measure.values.filter((value) => !Number.isNaN(value)).length;
  if (known === 0) {
    return { json: { measure: measure.name, runs: 0, tested: 0, slices: [] }, rows: [], text: `No run tells ${measure.name}. --measure tokens, steps or a behavior looks at others.` };
  }
  const extras = await runExtras(store, trajectoryFilter(options, now()));
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const fewest = Math.max(FEWEST_RUNS, Math.round(known * FEWEST_SHARE));
  const features = runFeatures(set, extras, { fewest }).filter(({ kind, value }) => !measure.not(kind, value));
  const found = findSlices(features, measure, { seed, fewest: Math.ceil(fewest / 2) });
  const rows = found.slices.map((slice) => rowOf(slice, set, measure));
  writeSvg(context, () => drawn(found, measure));
  return {
    json: { measure: measure.name, runs: known, tested: found.tested, halves: found.halves, slices: rows },
    rows,
    text: textOf(found, rows, { measure, known }),
  };
}; // prettier-ignore

/** A slice as JSON tells it. */
interface SliceRow extends Omit<Slice, 'features' | 'members' | 'runs'> {
  readonly slice: string;
  readonly features: readonly { readonly kind: string; readonly value: string }[];
  readonly sentence: string;
  readonly n: number;
  /** Of the half held out: in the slice, and others. */
  readonly runs: readonly [number, number];
  /** The first of them. */
  readonly ids: readonly string[];
  readonly command: string;
}

function rowOf({ features, members, ...slice }: Slice, { sequences }: SequenceSet, measure: AskedMeasure): SliceRow {
  const ids = [...members].filter((run) => !Number.isNaN(measure.values[run]!)).map((run) => sequences[run]!.id);
  const words = sliceWords(features);
  const value = valueOf(measure);
  const q = slice.q;
  return {
    slice: words,
    features: features.map(({ kind, value: own }) => ({ kind, value: own })),
    sentence: `Runs ${words} ${measure.verb} ${value(slice.inside)}, all others ${value(slice.outside)} (${changeOf(measure)(slice.difference)}, 95% interval ${changeOf(measure)(slice.interval[0])} to ${changeOf(measure)(slice.interval[1])}, q ${qText(q)}, n = ${formatCount(slice.runs[0])}).`,
    ...slice,
    n: ids.length,
    ids: ids.slice(0, MOST_IDS),
    command: `ethogram show ${ids[0] ?? ''}`,
  };
} // prettier-ignore

function valueOf({ isShare }: AskedMeasure): (value: number) => string {
  return (value) => (isShare ? formatPercent(value) : formatCount(value));
}

function changeOf({ isShare }: AskedMeasure): (value: number) => string {
  return (value) => (isShare ? formatPoints(value) : `${value < 0 ? '−' : '+'}${formatNumber(Math.abs(value))}`);
}

function textOf(
  { slices: found, tested, halves }: FoundSlices,
  rows: readonly SliceRow[],
  { measure, known }: { readonly measure: AskedMeasure; readonly known: number },
): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const how = `${formatCount(tested)} slices of ${plural(known, 'run')} were tried on one half (${formatCount(halves[0])}), those with q < 0.05 measured anew on the other (${formatCount(halves[1])}); figures are of that other half, intervals between tasks.`; // prettier-ignore
  const holding = found.filter(({ holds }) => holds).length;
  if (rows.length === 0)
    return `No describable group of runs is seen to differ in ${shortName(measure.name)}.\n\n${how}`;
  const table = textTable(
    [{ heading: 'runs' }, right('these'), right('others'), right('difference'), right('95% interval'), right('q'), right('n'), { heading: 'holds' }, { heading: 'one of them' }], // prettier-ignore
    rows
      .slice(0, MOST_SHOWN)
      .map((row) => [
        row.slice,
        valueOf(measure)(row.inside),
        valueOf(measure)(row.outside),
        changeOf(measure)(row.difference),
        `${changeOf(measure)(row.interval[0])} to ${changeOf(measure)(row.interval[1])}`,
        qText(row.q),
        formatCount(row.runs[0]),
        row.holds ? 'yes' : 'no',
        row.ids[0] ?? '',
      ]),
  );
  const more = rows.length > MOST_SHOWN ? `\n… ${formatCount(rows.length - MOST_SHOWN)} more: --json, with the runs of each` : ''; // prettier-ignore
  const head = holding === 0 ? 'What one half shows does not hold on the other.' : rows[0]!.sentence;
  return `${head}\n\n${table}${more}\n\n${how}`;
}

function drawn({ slices: found }: FoundSlices, measure: AskedMeasure): Markup {
  const shown = found.slice(0, 12);
  const largest = measure.isShare ? 1 : Math.max(1, ...shown.flatMap(({ interval }) => interval.map(Math.abs)));
  return forest(
    shown.map(({ features, difference, interval: [low, high], holds, runs }) => ({
      label: `Runs ${sliceWords(features)}`,
      difference: difference / largest,
      interval: [low / largest, high / largest] as const,
      found: holds,
      note: `n = ${formatCount(runs[0])}`,
    })),
    {
      title: `Which runs differ in ${shortName(measure.name)} from all others`,
      description: 'Filled: holds on the half that was held out.',
      sides: ['less', 'more than all others'],
      format: (value) => changeOf(measure)(value * largest),
      width: 560,
    },
  );
}
