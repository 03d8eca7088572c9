import { influence as findInfluence, type Influence } from '../../analysis/influence/influence.ts';
import { readAgentTurns } from '../../analysis/influence/read-agent-turns.ts';
import { forest } from '../../chart/forest.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 20;
const MOST_DRAWN = 12;

/** `ethogram analyse influence`. */
export const influence: Analysis = async (store, context) => {
  const set = await sequencesAsked(store, context);
  if (set.alphabet.length === 0) return { json: { rows: [] }, rows: [], text: NOTHING_CODED };
  const found = findInfluence(await readAgentTurns(store, set), set.alphabet);
  if (found.rows.length > 0) {
    writeSvg(context, () =>
      forest(
        found.rows.slice(0, MOST_DRAWN).map((row) => ({
          label: `${shortName(row.seen)} → ${shortName(row.done)}`,
          difference: row.influence,
          interval: row.interval,
          found: row.q <= 0.05,
          note: `n = ${formatCount(row.turns)}`,
        })),
        {
          title: 'What agents do more of after seeing another do something',
          description: finding(found),
          sides: ['less after seeing it', 'more after seeing it'],
          format: (value) => `${formatPoints(value)} points`,
        },
      ),
    );
  }
  return { json: found, rows: found.rows, text: textOf(found) };
};

function finding({ rows, runs, turns }: Influence): string {
  const n = `${plural(turns, 'turn')} in ${plural(runs, 'run')} of several agents`;
  if (runs === 0) return 'No run has two agents that are told apart by name: influence is between agents.';
  if (rows.length === 0) return `Nothing could be compared: too few turns with and without. ${n}.`;
  const [row] = rows;
  const pair = `after another agent’s ${shortName(row!.seen)}, ${shortName(row!.done)} in the next turn`;
  const size = `${formatPoints(row!.influence)} points beside what was seen only afterwards (95% interval ${formatPoints(row!.interval[0])} to ${formatPoints(row!.interval[1])}, q ${qText(row!.q)})`;
  return row!.q <= 0.05
    ? `Seeing it makes a difference: ${pair} is ${size}. ${n}.`
    : `No influence is found; the strongest is ${pair}, ${size}. ${n}.`;
}

function textOf(found: Influence): string {
  if (found.rows.length === 0) return finding(found);
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const table = textTable(
    [
      { heading: 'another did' },
      { heading: 'then done' },
      right('turns'),
      right('having seen it'),
      right('of these'),
      right('of others'),
      right('seen before'),
      right('only after'),
      right('influence'),
      { heading: '95% interval' },
      right('q'),
    ],
    found.rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.seen),
        shortName(row.done),
        formatCount(row.turns),
        formatCount(row.exposed),
        formatPercent(row.after),
        formatPercent(row.without),
        formatPoints(row.before),
        formatPoints(row.placebo),
        formatPoints(row.influence),
        `${formatPoints(row.interval[0])} to ${formatPoints(row.interval[1])}`,
        qText(row.q),
      ]),
  );
  const most = Math.max(...found.rows.map(({ q }) => q));
  const more = found.rows.length > MOST_ROWS ? ` ${formatNumber(found.rows.length - MOST_ROWS)} more pairs (q up to ${qText(most)}): --json.` : ''; // prettier-ignore
  return `${finding(found)}\n\n${table}\n\nPoints, in like situations: the same agent, third of the run, and its own last turn.${more}`;
}
