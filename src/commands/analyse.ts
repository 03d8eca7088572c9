import { codedRuns } from '../analysis/coded-runs.ts';
import { startTimeBudget, type TimeBudgetRow } from '../analysis/time-budget.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { textTable } from '../core/text-table.ts';
import type { Command } from './command.ts';
import { withStore } from './with-store.ts';

const ANALYSES = ['time-budget'] as const;

/** `ethogram analyse`: what the coded behaviors amount to. */
export const analyse: Command = {
  name: 'analyse',
  summary: 'what the behaviors amount to',
  description:
    'time-budget: how often each coded behavior occurs, and its share of the steps, tokens and seconds examined.',
  arguments: [{ name: 'WHAT', description: ANALYSES.join(' | ') }],
  example: 'ethogram analyse time-budget',
  async run(context) {
    const [what] = context.args;
    if (!(ANALYSES as readonly (string | undefined)[]).includes(what)) {
      throw new EthogramError('bad-argument', `analyse: found "${what}", expected ${ANALYSES.join(' or ')}`);
    }
    const rows = await withStore(context, async (store) => {
      const budget = startTimeBudget();
      for await (const run of codedRuns(store)) budget.add(run);
      return budget.rows();
    });
    return {
      json: { rows },
      rows,
      text: rows.length === 0 ? 'Nothing is coded yet. ethogram detect codes the runs.' : budgetTable(rows),
    };
  },
};

function budgetTable(rows: readonly TimeBudgetRow[]): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  return textTable(
    [
      { heading: 'behavior' },
      right('events'),
      right('runs'),
      right('of'),
      right('% of steps'),
      { heading: '95% interval' },
      right('% of tokens'),
      right('mean gap'),
      right('first after'),
    ],
    rows.map(({ behavior, codebook, events, runs, n, share, interval, meanGapSteps, latencySteps }) => [
      `${codebook}/${behavior}`,
      String(events),
      String(runs),
      String(n),
      (share.steps * 100).toFixed(1),
      `${(interval[0] * 100).toFixed(1)}–${(interval[1] * 100).toFixed(1)}`,
      (share.tokens * 100).toFixed(1),
      meanGapSteps === null ? '–' : `${meanGapSteps.toFixed(1)} steps`,
      latencySteps === null ? '–' : `${latencySteps.toFixed(1)} steps`,
    ]),
  );
}
