import { turnPairs } from '../../analysis/transition/turn-pairs.ts';
import { turnResponses, type ResponseRow, type TurnPair } from '../../analysis/transition/turn-responses.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, formatPercent, formatPoints, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { ACTORS, type Actor } from '../../trajectory/trajectory.ts';
import { textOption, type CommandOptions } from '../command.ts';
import { NOTHING_CODED, sequencesAsked, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 20;
const BATCH = 64;

/** `ethogram analyse transitions --from ACTOR --to ACTOR`: what one does in its turn after what the other did. */
export const followingTurns: Analysis = async (store, context) => {
  const from = actorOption(context.options, 'from');
  const to = actorOption(context.options, 'to');
  if (from === to) {
    throw new EthogramError('bad-argument', `--to: found "${to}" twice, expected another actor than --from`);
  }
  for (const [option, flag] of Object.entries({ bins: '--bins', lags: '--lags', svg: '--svg' })) {
    if (context.options[option] === undefined) continue;
    throw new EthogramError(
      'bad-argument',
      `${flag}: found with --from and --to, which are a table of turns without it`,
    );
  }
  const { alphabet, sequences } = await sequencesAsked(store, context);
  const runs: { readonly task: string; readonly pairs: readonly TurnPair[] }[] = [];
  for (let start = 0; start < sequences.length; start += BATCH) {
    const batch = new Map(sequences.slice(start, start + BATCH).map((sequence) => [sequence.id, sequence]));
    for await (const { id, steps } of store.read({ ids: [...batch.keys()] })) {
      const sequence = batch.get(id);
      if (sequence === undefined) continue;
      runs.push({ task: sequence.task, pairs: turnPairs(steps, sequence, alphabet, { from, to }) });
    }
  }
  const rows = turnResponses(runs);
  const turns = runs.reduce((sum, { pairs }) => sum + pairs.length, 0);
  return {
    json: { from, to, runs: runs.length, turns, rows },
    rows,
    text: alphabet.length === 0 ? NOTHING_CODED : responseText(rows, { from, to, turns, runs: runs.length }),
  };
};

function responseText(
  rows: readonly ResponseRow[],
  {
    from,
    to,
    turns,
    runs,
  }: { readonly from: Actor; readonly to: Actor; readonly turns: number; readonly runs: number },
): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const rateOf = ({ count, n, rate }: ResponseRow['with']): string =>
    `${formatPercent(rate)} (${formatCount(count)} of ${formatCount(n)})`;
  const table = textTable(
    [
      { heading: `when the ${from} does` },
      { heading: `the ${to} does next` },
      right('with it'),
      right('without it'),
      right('points'),
      { heading: '95% interval' },
      right('q'),
    ],
    rows
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.from),
        shortName(row.to),
        rateOf(row.with),
        rateOf(row.without),
        formatPoints(row.difference),
        row.interval === null ? '–' : `${formatPoints(row.interval[0])} to ${formatPoints(row.interval[1])}`,
        qText(row.q),
      ]),
  );
  const examined = `${plural(turns, 'turn')} of the ${from} that the ${to} answers, in ${plural(runs, 'run')}; the test is within runs.`;
  return [finding(rows, from, to), table, examined].join('\n\n');
}

function finding(rows: readonly ResponseRow[], from: Actor, to: Actor): string {
  const found = rows.filter(({ q, interval }) => q <= 0.05 && interval !== null && interval[0] * interval[1] > 0);
  const [row] = found.toSorted((a, b) => told(b) - told(a));
  if (row === undefined) return `What the ${to} does is not seen to depend on what the ${from} did before.`;
  const interval = `${formatPoints(row.interval![0])} to ${formatPoints(row.interval![1])} points`;
  return `After a turn with ${shortName(row.from)} of the ${from}, the ${to}’s next turn has ${shortName(row.to)} in ${formatPercent(row.with.rate)} of ${formatCount(row.with.n)}; after other turns in ${formatPercent(row.without.rate)} of ${formatCount(row.without.n)} (${interval}).`;
}

/** How much of what comes next the behavior tells. */
function told({ difference, with: given, without: rest }: ResponseRow): number {
  return ((given.n * rest.n) / (given.n + rest.n)) * difference * difference;
}

function actorOption(options: CommandOptions, name: 'from' | 'to'): Actor {
  const actor = textOption(options, name);
  if (actor === undefined || !(ACTORS as readonly string[]).includes(actor)) {
    const found = actor === undefined ? 'nothing' : `"${actor}"`;
    const hint = 'ethogram analyse transitions --from agent --to user';
    throw new EthogramError('bad-argument', `--${name}: found ${found}, expected one of ${ACTORS.join(', ')}`, {
      hint,
    });
  }
  return actor as Actor;
}
