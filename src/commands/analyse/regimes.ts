import { regimes as findRegimes, type Regimes } from '../../analysis/regime/regimes.ts';
import { heatMap } from '../../chart/heat-map.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { textOption } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 5;
const FOUND = 0.05;
/** So many points above or below the overall share are the strongest colour. */
const FULL_COLOUR = 0.3;
const MOST_DRAWN = 16;
const MOST_COLUMNS = 30;

/** `ethogram analyse regimes`. */
export const regimes: Analysis = async (store, context) => {
  const { options } = context;
  const by = textOption(options, 'over') ?? 'steps';
  if (by !== 'days' && by !== 'steps') {
    throw new EthogramError('bad-argument', `--over: found "${by}", expected days or steps`);
  }
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const set = await sequencesAsked(store, context, { inOrder: true });
  const found = findRegimes(set, { by, seed });
  if (found === undefined) {
    const text = set.alphabet.length === 0 ? NOTHING_CODED : `Too few runs${by === 'days' ? ' of which the day is known' : ''}: a change needs two with something in them${by === 'days' ? ', on two days' : ''}.`; // prettier-ignore
    return { json: { by, changes: [] }, rows: [], text };
  }
  writeSvg(context, () => drawn(found));
  return {
    json: { ...found, counts: found.counts.map((row) => [...row]) },
    rows: found.changes.flatMap(({ label, g2, p, rows }) => rows.map((row) => ({ at: label, g2, changeP: p, ...row }))),
    text: textOf(found),
  };
};

function finding({ by, changes, events, runs, bins }: Regimes): string {
  const n = `${plural(events, 'event')} of ${plural(runs, 'run')}${by === 'days' ? ` on ${plural(bins.length, 'day')}` : ''}`;
  const [change] = changes.toSorted((a, b) => b.g2 - a.g2);
  if (change === undefined) {
    return `The mix of behaviors is not seen to change ${by === 'days' ? 'from day to day' : 'along a run'}. ${n}.`;
  }
  const where =
    by === 'days' ? `on ${change.label}` : change.label === '0%' ? 'at the start' : `${change.label} into a run`;
  const counted = `${plural(changes.length, 'time')}, most ${where} (p ${qText(change.p)})`;
  const row = change.rows[0]!;
  // The mix as a whole may have changed where no single behavior surely has.
  const points = `${formatPoints(row.difference)} points, 95% interval ${formatPoints(row.interval[0])} to ${formatPoints(row.interval[1])}, q ${qText(row.q)}`;
  const goes = `${shortName(row.behavior)} goes from ${formatPercent(row.before)} to ${formatPercent(row.after)} of what is done (${points})`;
  const what = row.q <= FOUND ? `there ${goes}` : `which behavior it is there is not sure; ${goes}`;
  return `The mix of behaviors changes ${counted}: ${what}. ${n}.`;
}

function textOf(found: Regimes): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const rows = found.changes.flatMap(({ label, p, rows: shifts }) =>
    shifts
      .filter(({ q }, i) => i === 0 || q <= 0.05)
      .slice(0, MOST_ROWS)
      .map(({ behavior, before, after, difference, interval, q }, i) => [
        i === 0 ? label : '',
        i === 0 ? qText(p) : '',
        shortName(behavior),
        formatPercent(before),
        formatPercent(after),
        formatPoints(difference),
        `${formatPoints(interval[0])} to ${formatPoints(interval[1])}`,
        qText(q),
      ]),
  );
  const table = textTable(
    [{ heading: 'from' }, right('p'), { heading: 'behavior' }, right('before'), right('after'), right('points'), { heading: '95% interval' }, right('q')], // prettier-ignore
    rows,
  );
  return rows.length === 0 ? finding(found) : `${finding(found)}\n\n${table}`;
}

function drawn(found: Regimes): Markup {
  const { bins, states, counts, changes } = found;
  const width = Math.ceil(bins.length / MOST_COLUMNS);
  const columns = bins.flatMap((label, i) => (i % width === 0 ? [{ label, at: i }] : []));
  const total = (code: number): number => counts.reduce((sum, row) => sum + row[code]!, 0);
  const all = states.reduce((sum, _, code) => sum + total(code), 0);
  const shown = states.map((_, code) => code).toSorted((a, b) => total(b) - total(a)).slice(0, MOST_DRAWN); // prettier-ignore
  const cells = shown.map((code) =>
    columns.map(({ at, label }) => {
      const own = counts.slice(at, at + width);
      const n = own.reduce((sum, row) => sum + row.reduce((one, count) => one + count, 0), 0);
      const share = n === 0 ? 0 : own.reduce((sum, row) => sum + row[code]!, 0) / n;
      return {
        strength: n === 0 ? 0 : Math.max(-1, Math.min(1, (share - total(code) / all) / FULL_COLOUR)),
        text: share === 0 ? '' : `${Math.round(share * 100)}%`,
        label: `${label}: ${shortName(states[code]!)} ${formatPercent(share)} of ${plural(n, 'event')}`,
      };
    }),
  );
  const isChange = (at: number): boolean => changes.some((change) => change.at >= at && change.at < at + width);
  return heatMap(
    shown.map((code) => shortName(states[code]!)),
    columns.map(({ label, at }) => (isChange(at) ? `▸ ${label}` : label)),
    cells,
    {
      title: found.by === 'days' ? 'What is done, day by day' : 'What is done along a run',
      description: finding(found),
      axes: [
        'share of what is done',
        found.by === 'days' ? 'by day; ▸ the mix changes' : 'so far into the run; ▸ the mix changes',
      ],
      sides: ['less than overall', 'more than overall'],
    },
  );
}
