import { join } from 'node:path';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import type { EvaluationSection } from './evaluation-section.ts';
import { firstErrorPart, reasoningRuns, type ReasoningRun } from './reasoning-runs.ts';
import { shareRow } from './share-row.ts';

/** Whether a solution is wrong, and where first, against MR-Ben. */
export async function evaluateMrben(data: string): Promise<EvaluationSection> {
  const runs = (await reasoningRuns([join(data, 'mrben')])).filter(({ run }) => run.outcomes.length > 0);
  const told = runs.map((run) => ({
    wrong: run.run.outcomes[0]!.value === false,
    found: firstErrorPart(run) !== null,
  }));
  const [interval = [-1, 1] as const] = bootstrapIntervals(told, (sample) => [matthews(sample)]);
  // A program is one text: there is nothing to find where.
  const located = runs.filter(
    ({ run, ...rest }) => run.steps.at(-1)!.parts.length > 1 && goldPart({ run, ...rest }) !== undefined,
  );
  const flagged = told.filter(({ found }) => found);
  const parts = located.map((run) => goldPart(run)!);
  const common = mostCommon(parts);
  return {
    title: 'MR-Ben: whether a solution is wrong, and where',
    data: '`mrben`: solutions of three models to questions in physics and coding, judged by people',
    n: runs.length,
    rows: [
      {
        what: '`first-error` found, against a wrong solution',
        n: told.length,
        score: `MCC ${matthews(told).toFixed(3)}`,
        interval,
        baseline: { name: 'any constant', score: 0 },
        published: 'per subject, part of MR-Score (Zeng et al. 2024)',
      },
      shareRow(
        'solutions with a `first-error` that are wrong',
        flagged.map(({ wrong }) => wrong),
        {
          name: 'precision',
          baseline: { name: 'all solutions', score: told.filter(({ wrong }) => wrong).length / told.length },
        },
      ),
      shareRow(
        'first wrong step of wrong solutions',
        located.map((run) => firstErrorPart(run) === goldPart(run)),
        {
          name: 'exact',
          baseline: { name: `always part ${common.part}`, score: common.count / located.length },
        },
      ),
    ],
    notes: [
      'Nearly all errors here are of knowledge (the wrong law, a misread program). What shows without any is a calculation that does not hold: rare, and then mostly right.',
    ],
  };
}

function goldPart({ labels }: ReasoningRun): number | undefined {
  return labels.find(({ name }) => name === 'label:mr-ben/first-error-step')?.part;
}

function mostCommon(parts: readonly number[]): { part: number; count: number } {
  const counts = new Map<number, number>();
  for (const part of parts) counts.set(part, (counts.get(part) ?? 0) + 1);
  const [part, count] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return { part, count };
}

/** Matthews' correlation of two yes-or-no judgements; 0 where one is constant. */
function matthews(told: readonly { readonly wrong: boolean; readonly found: boolean }[]): number {
  const count = (wrong: boolean, found: boolean): number =>
    told.filter((one) => one.wrong === wrong && one.found === found).length;
  const [hit, miss, alarm, quiet] = [count(true, true), count(true, false), count(false, true), count(false, false)];
  const scale = Math.sqrt((hit + miss) * (hit + alarm) * (quiet + miss) * (quiet + alarm));
  return scale === 0 ? 0 : (hit * quiet - miss * alarm) / scale;
}
