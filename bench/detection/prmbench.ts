import { join } from 'node:path';
import { retrievalScores } from '../../src/analysis/agreement/retrieval-scores.ts';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';
import { f1Row, type RunCounts } from './f1-row.ts';
import { partsWith, reasoningRuns, type ReasoningRun } from './reasoning-runs.ts';

const FLAWS = ['redundant-step', 'circular-step', 'calculation-error', 'first-error'] as const;

/** Which steps of a solution are flawed, against PRMBench. */
export async function evaluatePrmbench(data: string): Promise<EvaluationSection> {
  const runs = await reasoningRuns([join(data, 'prmbench')]);
  const kinds = [...new Set(runs.map(kindOf))].sort();
  const rows: EvaluationRow[] = [];
  for (const kind of kinds) {
    const own = runs.filter((run) => kindOf(run) === kind);
    // The source writes `redundency`.
    const code = kind.startsWith('redund') ? 'redundant-step' : kind === 'circular' ? 'circular-step' : undefined;
    if (code !== undefined)
      rows.push(
        f1Row(
          `\`${code}\`, solutions of kind ${kind}`,
          own.map((run) => countsOf(run, code)),
        ),
      );
    rows.push(
      f1Row(
        `any of the four codes, kind ${kind}`,
        own.map((run) => countsOf(run, ...FLAWS)),
      ),
    );
    rows.push(prmRow(`any of the four codes, kind ${kind}`, own));
  }
  rows.push(
    f1Row(
      'any of the four codes, all',
      runs.map((run) => countsOf(run, ...FLAWS)),
    ),
  );
  rows.push(prmRow('any of the four codes, all', runs));
  const [flawed, steps] = [sum(runs.map((run) => goldParts(run).size)), sum(runs.map(partCount))];
  return {
    title: 'PRMBench: redundant, circular and wrong steps of a solution',
    data: `\`prmbench\`: solutions into which a model put flaws of one kind (${kinds.join(', ')})`,
    n: runs.length,
    rows,
    notes: [
      `${flawed.toLocaleString('en')} of ${steps.toLocaleString('en')} steps are labelled as flawed (${((100 * flawed) / steps).toFixed(1)}%). PRMScore is the mean of the F1 of flawed steps and the F1 of sound steps, as the benchmark’s.`,
      'Words that say "assume", "confirm", "again" carry much of it, and the flaws were written in by one model, in its words: expect less of redundancy and circularity that nobody announces.',
      'The detector of circular steps has a part that was learned from these solutions; “Detectors that were learned” scores it on others.',
      'Deceptive steps are wrong in what they claim, not in how they are written; little of that shows without knowing the matter.',
    ],
  };
}

function kindOf({ run }: ReasoningRun): string {
  return run.task.trial ?? '';
}

function goldParts({ labels }: ReasoningRun): Set<number> {
  const own = labels.filter(({ name }) => name === 'label:prmbench/error-steps');
  return new Set(own.flatMap(({ part }) => (part === undefined ? [] : [part])));
}

function partCount({ run }: ReasoningRun): number {
  return run.steps.at(-1)!.parts.length;
}

function countsOf(run: ReasoningRun, ...slugs: readonly string[]): RunCounts {
  const [gold, found] = [goldParts(run), partsWith(run, ...slugs)];
  const matched = [...found].filter((part) => gold.has(part)).length;
  return { matched, reference: gold.size, found: found.size, units: partCount(run) };
}

function prmRow(what: string, runs: readonly ReasoningRun[]): EvaluationRow {
  const counts = runs.map((run) => countsOf(run, ...FLAWS));
  const score = (rows: readonly RunCounts[]): number => {
    const [matched, reference, found, units] = (['matched', 'reference', 'found', 'units'] as const).map((field) =>
      sum(rows.map((row) => row[field])),
    ) as [number, number, number, number];
    const flawed = retrievalScores(matched, reference, found).f1 ?? 0;
    const sound = retrievalScores(units - reference - found + matched, units - reference, units - found).f1 ?? 0;
    return (flawed + sound) / 2;
  };
  const [interval = [0, 1] as const] = bootstrapIntervals(counts, (sample) => [score(sample)]);
  const [none, every] = [counts.map((row) => ({ ...row, matched: 0, found: 0 })), counts.map((row) => ({ ...row, matched: row.reference, found: row.units }))]; // prettier-ignore
  const baseline = score(none) > score(every) ? { name: 'always sound', score: score(none) } : { name: 'always flawed', score: score(every) }; // prettier-ignore
  return {
    what,
    n: sum(counts.map(({ units }) => units)),
    score: `PRMScore ${score(counts).toFixed(3)}`,
    interval,
    baseline,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
