import { activeContext } from '../../analysis/fold/active-context.ts';
import { startContextGrowth, type ContextGrowth, type LeftShare } from '../../analysis/fold/context-growth.ts';
import { foldKeyText, type FoldKey } from '../../analysis/fold/fold-key.ts';
import { taskKey } from '../../analysis/task-key.ts';
import { growthCurves } from '../../chart/growth-curves.ts';
import type { Markup } from '../../chart/markup.ts';
import { formatCount, formatEstimate, formatInterval, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { trajectoryFilter } from '../show.ts';
import { writeSvg, type Analysis } from './analysis.ts';
import { foldAsked, noSuchKey } from './fold-asked.ts';

/** `ethogram analyse context`. */
export const context: Analysis = async (store, asked) => {
  const { options, now } = asked;
  const filter = trajectoryFilter(options, now());
  const { key } = await foldAsked(store, options, filter);
  const growth = startContextGrowth();
  for await (const trajectory of store.read(filter)) {
    growth.add(taskKey(trajectory.source.format, trajectory) ?? trajectory.id, activeContext(trajectory, key));
  }
  const found = growth.result();
  if (options['fold'] !== undefined && found.runs > 0 && found.strands === 0) throw await noSuchKey(store, key, filter);
  writeSvg(asked, () => drawn(found, key));
  return {
    json: { key: foldKeyText(key), ...found },
    rows: found.rows,
    text: found.runs === 0 ? 'No run in which an agent takes a turn.' : textOf(found, key),
  };
};

function textOf(found: ContextGrowth, key: FoldKey): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const cells = ({ share, interval }: LeftShare): string[] => [formatPercent(share), formatInterval(interval)];
  const table = textTable(
    [right('turn'), right('runs'), right('tokens before it'), right('done folded'), right('left'), { heading: '95% interval' }, right('idle folded'), right('left'), { heading: '95% interval' }],
    found.rows.map(({ turn, runs, whole, done, idle, leftDone, leftIdle }) => [
      formatCount(turn),
      formatCount(runs),
      formatEstimate(whole),
      formatEstimate(done),
      ...cells(leftDone),
      formatEstimate(idle),
      ...cells(leftIdle),
    ]),
  );
  const { read, peak, reopened, strands, runs, turns } = found;
  const how = `Done: every ${named(key)} that is never touched again stands as one line, which only hindsight knows. Idle: one that was not touched for three turns does; ${formatPercent(reopened.share)} of ${plural(strands, 'strand')} (${formatInterval(reopened.interval)}) were needed again after that. Estimated tokens; the largest context of a run is ${formatEstimate(peak.whole)} on average, ${formatEstimate(peak.done)} and ${formatEstimate(peak.idle)} folded. Intervals are between tasks.`;
  return `${finding(found, key)}\n\n${table}\n\n${how} ${plural(runs, 'run')}, ${plural(turns, 'turn')}, ${formatEstimate(read.tokens)} tokens read in all.`;
} // prettier-ignore

function finding({ rows, read, runs }: ContextGrowth, key: FoldKey): string {
  const last = rows.findLast((row) => row.runs >= Math.min(10, Math.max(2, runs / 4))) ?? rows[0]!;
  const grown = last.turn === 1 ? '' : `Before its turn ${formatCount(last.turn)} an agent has ${formatEstimate(last.whole)} tokens (${formatEstimate(rows[0]!.whole)} before its first; ${plural(last.runs, 'run')}). `;
  return `${grown}Folding what is done with (${foldKeyText(key)}) would leave ${formatPercent(read.leftDone.share)} (95% interval ${formatInterval(read.leftDone.interval)}) of the tokens read over all turns, folding what is idle ${formatPercent(read.leftIdle.share)} (${formatInterval(read.leftIdle.interval)}).`;
} // prettier-ignore

function named(key: FoldKey): string {
  return key.by === 'argument' ? key.name : key.by;
}

function drawn(found: ContextGrowth, key: FoldKey): Markup {
  const curve = (side: 'whole' | 'done' | 'idle') => found.rows.map((row) => ({ at: row.turn, value: row[side], label: `turn ${row.turn}: ${formatEstimate(row[side])} tokens (${plural(row.runs, 'run')})` })); // prettier-ignore
  const end = (side: 'whole' | 'done' | 'idle'): string => `${formatEstimate(found.rows.at(-1)?.[side] ?? 0)} tokens`;
  return growthCurves(
    [
      { label: 'as it is', note: end('whole'), tone: 'blue', points: curve('whole') },
      { label: 'idle folded', note: end('idle'), tone: 'orange', points: curve('idle') },
      { label: 'done folded', note: end('done'), tone: 'green', points: curve('done') },
    ],
    {
      title: 'Tokens before a turn, whole and folded',
      description: `${finding(found, key)} Points are means over the runs that get so far.`,
      axis: 'turn of the agent',
      format: formatEstimate,
    },
  );
}
