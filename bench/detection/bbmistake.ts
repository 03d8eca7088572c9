import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationSection } from './evaluation-section.ts';
import { firstErrorPart, reasoningRuns, type ReasoningRun } from './reasoning-runs.ts';
import { shareRow } from './share-row.ts';

// Those of the five tasks that are there.
const TASKS = [
  'multistep_arithmetic',
  'word_sorting',
  'tracking_shuffled_objects',
  'logical_deduction',
  'dyck_languages',
];
const PUBLISHED = 'GPT-4 0.529, all five tasks (Tyen et al. 2024)';

/** Where the first error of a chain of thought is, null included, against BIG-Bench Mistake. */
export async function evaluateBbmistake(data: string): Promise<EvaluationSection> {
  const rows = [];
  const all: { readonly right: boolean; readonly gold: number | null }[] = [];
  let unmarked = 0;
  for (const task of TASKS) {
    const file = join(data, 'bbmistake', `${task}.jsonl`);
    if (!existsSync(file)) continue;
    const runs = await reasoningRuns([file]);
    const told = runs.map((run) => ({ right: firstErrorPart(run) === goldPart(run), gold: goldPart(run) }));
    if (task === 'multistep_arithmetic') {
      unmarked = runs.filter((run) => goldPart(run) === null && firstErrorPart(run) !== null).length;
    }
    all.push(...told);
    const right = told.map((one) => one.right);
    rows.push(
      shareRow(`\`first-error\`, ${task.replaceAll('_', ' ')}`, right, { name: 'exact', baseline: constant(told) }),
    );
  }
  const right = all.map((one) => one.right);
  rows.push(
    shareRow('`first-error`, these tasks together', right, {
      name: 'exact',
      baseline: constant(all),
      published: PUBLISHED,
    }),
  );
  return {
    title: 'BIG-Bench Mistake: where a chain of thought goes wrong first',
    data: '`bbmistake`: chains of PaLM 2, step by step, each with the first wrong step or none',
    n: all.length,
    rows,
    notes: [
      'By evaluating what is written (calculations, values carried over, comparisons) and by what any listing or ordering of things must keep to; nothing knows the tasks, their questions or the alphabet.',
      `Of the arithmetic chains ${unmarked} are labelled as without a mistake although a calculation in them does not hold.`,
      'The baseline is the best single answer (one step number, or none) of each row. In a row of tasks together it is weaker than the best of each task.',
    ],
  };
}

function goldPart({ labels }: ReasoningRun): number | null {
  return (labels.find(({ name }) => name === 'label:bbmistake/mistake-index')?.value ?? null) as number | null;
}

function constant(told: readonly { readonly gold: number | null }[]): { name: string; score: number } {
  const counts = new Map<number | null, number>();
  for (const { gold } of told) counts.set(gold, (counts.get(gold) ?? 0) + 1);
  const [best, count] = [...counts].sort((a, b) => b[1] - a[1])[0]!;
  return { name: best === null ? 'always none' : `always step ${best}`, score: count / told.length };
}
