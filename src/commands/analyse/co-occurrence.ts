import { coOccurrence as pairsOf, type CoOccurrenceRow } from '../../analysis/transition/co-occurrence.ts';
import { heatMap, type HeatCell } from '../../chart/heat-map.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { numberOption } from '../number-option.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 20;
const MOST_DRAWN = 16;
/** Fewer, seen and expected, are no headline. */
const FEWEST = 5;

/** `ethogram analyse co-occurrence`. */
export const coOccurrence: Analysis = async (store, context) => {
  const { options } = context;
  const window = numberOption(options, 'window', { low: 1, high: 10_000, whole: true }) ?? 1;
  const most = numberOption(options, 'most', { low: 2, high: 500, whole: true }) ?? 40;
  // Steps of a table without order are one behavior each.
  const set = await sequencesAsked(store, context, { inOrder: true });
  const rows = pairsOf(set, { window, most });
  writeSvg(context, () => drawn(rows, window));
  return {
    json: { window, runs: set.sequences.length, rows },
    rows,
    text: set.alphabet.length === 0 ? NOTHING_CODED : textOf(rows, window, set.sequences.length),
  };
};

function textOf(rows: readonly CoOccurrenceRow[], window: number, runs: number): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'and' },
      right('together'),
      right('by chance'),
      right('× chance'),
      { heading: '95% interval' },
      right('of either'),
      right('runs'),
      right('q'),
    ],
    rows
      .slice(0, MOST_ROWS)
      .map(({ a, b, both, chance, ratio, interval, jaccard, runs: showing, q }) => [
        shortName(a),
        shortName(b),
        formatCount(both),
        formatNumber(chance, 1),
        ratio === null ? '–' : formatNumber(ratio, 2),
        interval === null ? '–' : `${formatNumber(interval[0], 2)}–${formatNumber(interval[1], 2)}`,
        formatPercent(jaccard),
        formatCount(showing),
        qText(q),
      ]),
  );
  const more = rows.length > MOST_ROWS ? ` ${formatCount(rows.length - MOST_ROWS)} more pairs: --json.` : '';
  const unit = window === 1 ? 'steps' : `windows of ${window} steps`;
  const examined = `${plural(runs, 'run')}, in ${unit}; a pair is judged in runs that show both, where chance draws the ${unit} of either by itself.${more}`;
  return [finding(rows, window), table, examined].join('\n\n');
}

function finding(rows: readonly CoOccurrenceRow[], window: number): string {
  const unit = window === 1 ? 'step' : `window of ${window} steps`;
  const found = rows.filter(({ q, both, chance }) => q <= 0.05 && Math.max(both, chance) >= FEWEST);
  // What never comes together is mostly what one step has no room for.
  const row = found.find(({ both }) => both > 0) ?? found[0];
  if (row === undefined)
    return `No two behaviors come in the same ${unit} more or less often than chance would have it.`;
  const interval = row.interval === null ? '' : `, 95% interval ${formatNumber(row.interval[0], 1)}–${formatNumber(row.interval[1], 1)}`; // prettier-ignore
  if (row.both === 0)
    return `${shortName(row.a)} and ${shortName(row.b)} never come in the same ${unit}, in ${formatCount(row.onlyA + row.onlyB)} with either, where chance would have it ${formatNumber(row.chance, 1)} times.`;
  return `${shortName(row.a)} and ${shortName(row.b)} come in the same ${unit} ${formatNumber(row.ratio!, 1)} times as often as chance: ${formatCount(row.both)} of ${formatCount(row.both + row.onlyA + row.onlyB)} ${unit}s with either${interval}.`;
}

function drawn(rows: readonly CoOccurrenceRow[], window: number): Markup {
  const total = new Map<string, number>();
  for (const { a, b, both, chance } of rows) {
    for (const name of [a, b]) total.set(name, (total.get(name) ?? 0) + both + chance);
  }
  const names = [...total.keys()].toSorted((a, b) => total.get(b)! - total.get(a)!).slice(0, MOST_DRAWN).toSorted(); // prettier-ignore
  const at = new Map(rows.flatMap((row) => [[`${row.a}\n${row.b}`, row] as const, [`${row.b}\n${row.a}`, row] as const])); // prettier-ignore
  return heatMap(
    names.map(shortName),
    names.map(shortName),
    names.map((a) => names.map((b) => cellOf(at.get(`${a}\n${b}`)))),
    {
      title: 'What comes together',
      description: finding(rows, window),
      axes: ['this', 'with this, so many times as often as chance'],
      sides: ['less often', 'more often than chance'],
    },
  );
}

function cellOf(row: CoOccurrenceRow | undefined): HeatCell {
  if (row === undefined || row.ratio === null) return { strength: 0, text: '', label: 'not in one run' };
  const strength = row.q <= 0.05 ? Math.max(-0.6, Math.min(1, Math.log(Math.max(row.ratio, 0.01)) / Math.log(4))) : 0;
  const label = `${shortName(row.a)} with ${shortName(row.b)}: ${row.both} together, ${formatNumber(row.ratio, 2)} times chance, q ${qText(row.q)}`;
  return { strength, text: formatNumber(row.ratio, 1), label };
}
