import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { findSlices, type FoundSlices, type Slice, type SliceMeasure } from '../../analysis/slices/find-slices.ts';
import { runFeatures, type RunExtras } from '../../analysis/slices/run-features.ts';
import { forest } from '../../chart/forest.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import type { Store } from '../../store/store.ts';
import { textOption } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_SHOWN = 10;
const MOST_IDS = 50;
// Of fewer runs than this share, a slice is a curiosity.
const FEWEST_SHARE = 0.02;
const FEWEST_RUNS = 10;

/** What slices are compared on, with the words for it. */
interface AskedMeasure extends SliceMeasure {
  readonly name: string;
  /** Between “Runs … ” and the number. */
  readonly verb: string;
  /** The feature that says the same. */
  readonly not: (kind: string, value: string) => boolean;
}

/** `ethogram analyse slices`. */
export const slices: Analysis = async (store, context) => {
  const { options, now } = context;
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

/**
 * The measure that `--measure` names.
 *
 * @throws EthogramError `bad-argument`
 */
function measureAsked({ alphabet, sequences }: SequenceSet, asked: string): AskedMeasure {
  const taskOf = new Map<string, number>();
  const clusters = Int32Array.from(sequences, ({ task }) => {
    const known = taskOf.get(task) ?? taskOf.size;
    taskOf.set(task, known);
    return known;
  });
  if (asked === 'success') {
    const values = Float64Array.from(sequences, ({ success }) => (success === undefined ? NaN : Number(success)));
    return { name: asked, verb: 'succeed in', values, isShare: true, clusters, not: () => false };
  }
  if (asked === 'tokens' || asked === 'steps') {
    const values = Float64Array.from(sequences, (run) => run[asked]);
    return { name: asked, verb: `take ${asked}:`, values, isShare: false, clusters, not: (kind) => kind === 'length' };
  }
  const found = alphabet.filter((name) => name === asked || name.endsWith(`/${asked}`));
  if (found.length !== 1) {
    const names = found.length > 1 ? found : closestFirst([...alphabet], asked).slice(0, 5);
    throw new EthogramError('bad-argument', `--measure: found "${asked}", expected success, tokens, steps or a behavior: ${names.join(', ')}`); // prettier-ignore
  }
  const place = alphabet.indexOf(found[0]!);
  const values = Float64Array.from(sequences, ({ codes, observed }) =>
    observed?.[place] === 0 ? NaN : Number(codes.includes(place)),
  );
  const not = (kind: string, value: string): boolean => (kind === 'behavior' || kind === 'tool') && value === found[0];
  return { name: found[0]!, verb: `show ${shortName(found[0]!)} in`, values, isShare: true, clusters, not };
}

async function runExtras(store: Store, filter: ReturnType<typeof trajectoryFilter>): Promise<Map<string, RunExtras>> {
  const extras = new Map<string, { tools: Set<string>; firstError?: string }>();
  for await (const { trajectoryId, name, error } of store.calls()) {
    const known = extras.get(trajectoryId) ?? { tools: new Set<string>() };
    known.tools.add(name);
    if (error && known.firstError === undefined) known.firstError = name;
    extras.set(trajectoryId, known);
  }
  const found = new Map<string, RunExtras>();
  for await (const { id, task } of store.list(filter)) {
    const { tools = new Set<string>(), firstError } = extras.get(id) ?? {};
    const language = scriptOf(task.text ?? '');
    found.set(id, { tools: [...tools], ...(firstError !== undefined && { firstError }), ...(language !== undefined && { language }) }); // prettier-ignore
  }
  return found;
}

const SCRIPTS = ['Latin', 'Cyrillic', 'Greek', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Hangul', 'Kana', 'Han'] as const; // prettier-ignore

/** The script that most letters are of; Japanese is told by its kana. */
function scriptOf(text: string): string | undefined {
  const start = text.slice(0, 2000);
  const counts = SCRIPTS.map((script) => ({
    script,
    n: start.match(script === 'Kana' ? /[\p{Script=Hiragana}\p{Script=Katakana}]/gu : new RegExp(`\\p{Script=${script}}`, 'gu'))?.length ?? 0,
  })); // prettier-ignore
  if (counts.some(({ script, n }) => script === 'Kana' && n >= 10)) return 'Japanese script';
  const most = counts.reduce((best, own) => (own.n > best.n ? own : best));
  return most.n < 3 ? undefined : `${most.script} script`;
}

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
  const words = wordsOf({ features });
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

function wordsOf({ features }: Pick<Slice, 'features'>): string {
  return features.map(({ words, kind, value }) => (kind === 'behavior' ? `that show ${shortName(value)}` : words)).join(' and '); // prettier-ignore
}

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
      label: `Runs ${wordsOf({ features })}`,
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
