import { readCalibrations } from '../../analysis/agreement/calibration.ts';
import { codedRuns } from '../../analysis/coded-runs.ts';
import { judgedCodes, type JudgedBy } from '../../analysis/judged-codes.ts';
import { startTimeBudget, type TimeBudgetRow } from '../../analysis/time-budget.ts';
import { textTable } from '../../core/text-table.ts';
import { trajectoryFilter } from '../show.ts';
import type { Analysis } from './analysis.ts';
import { NOT_CALIBRATED } from '../not-calibrated.ts';

/** A code with who judged it, where a model did. */
interface BudgetRow extends TimeBudgetRow {
  readonly judged?: JudgedBy;
}

/** `ethogram analyse time-budget`. */
export const timeBudget: Analysis = async (store, context) => {
  const budget = startTimeBudget();
  const judges = judgedCodes();
  for await (const run of codedRuns(store, trajectoryFilter(context.options, context.now()))) {
    budget.add(run);
    judges.add(run.codings);
  }
  const calibrationOf = await readCalibrations(store);
  const rows = budget.rows().map((row): BudgetRow => {
    const judged = judges.of(`${row.codebook}/${row.behavior}`, calibrationOf);
    return judged === undefined ? row : { ...row, judged };
  });
  return {
    json: { rows },
    rows,
    text: rows.length === 0 ? 'Nothing is coded yet. ethogram detect codes the runs.' : budgetTable(rows),
  };
};

function budgetTable(rows: readonly BudgetRow[]): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const isOpinion = ({ judged }: BudgetRow): boolean => judged?.calibrated === false;
  const table = textTable(
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
    rows.map((row) => {
      const { behavior, codebook, events, runs, n, share, interval, meanGapSteps, latencySteps } = row;
      const shares = isOpinion(row)
        ? ['–', 'not calibrated', '–']
        : [
            (share.steps * 100).toFixed(1),
            `${(interval[0] * 100).toFixed(1)}–${(interval[1] * 100).toFixed(1)}`,
            (share.tokens * 100).toFixed(1),
          ];
      return [
        `${codebook}/${behavior}`,
        String(events),
        String(runs),
        String(n),
        ...shares,
        meanGapSteps === null ? '–' : `${meanGapSteps.toFixed(1)} steps`,
        latencySteps === null ? '–' : `${latencySteps.toFixed(1)} steps`,
      ];
    }),
  );
  return rows.some(isOpinion) ? `${table}\n\n${NOT_CALIBRATED}` : table;
}
