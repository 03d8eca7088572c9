import { join } from 'node:path';
import { cohenKappa } from '../../src/analysis/agreement/cohen-kappa.ts';
import { crossTable } from '../../src/analysis/agreement/cross-table.ts';
import { retrievalScores } from '../../src/analysis/agreement/retrieval-scores.ts';
import { codeSlug } from '../../src/behavior/code-key.ts';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { fitLogistic, type SparseRow } from '../../src/behavior/learned/fit-logistic.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import { isJsonObject } from '../../src/core/json.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { Label, Trajectory } from '../../src/trajectory/trajectory.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';

const CODEBOOK = 'multi-agent-failures';
// The rounds number and word the modes in their own ways; four modes of the early rounds are in no later taxonomy.
const MODES: readonly (readonly [slug: string, wording: RegExp])[] = [
  ['disobey-task-specification', /task constraint|disobey task/i],
  ['disobey-role-specification', /disobey role/i],
  ['step-repetition', /step repetition/i],
  ['history-loss', /backtracking interruption|loss of conversation history/i],
  ['termination-unaware', /stopping condition|termination conditions/i],
  ['conversation-reset', /conversation reset/i],
  ['no-clarification', /clarification/i],
  ['task-derailment', /derailment/i],
  ['information-withholding', /withholding/i],
  ['ignored-input', /ignor/i],
  ['reasoning-action-mismatch', /reasoning and action|reasoning-action|action-reasoning/i],
  ['premature-termination', /premature/i],
  ['incomplete-verification', /lack of result verification|no or \w+ verification/i],
  ['incorrect-verification', /lack of critical verification|(?:weak|incorrect) verification/i],
];

/** A trace, what its annotators say, and what was found in it. */
interface Trace {
  readonly id: string;
  /** Rounds 1 and 2 were settled by discussion. */
  readonly isSettled: boolean;
  /** Per mode, what each annotator says; those who left it open are left out. */
  readonly says: ReadonlyMap<string, readonly boolean[]>;
  readonly found: ReadonlySet<string>;
  /** What a model may learn from: how much of each code of every codebook was found, and how long the trace is. */
  readonly features: ReadonlyMap<string, number>;
}

/** One mode in one trace. */
interface Cell {
  readonly mode: string;
  readonly truth: boolean;
  readonly found: boolean;
  readonly learned: boolean;
}

/** The failure modes of multi-agent systems, each against the majority of its annotators. */
export async function evaluateMast(data: string): Promise<EvaluationSection> {
  const traces = await readTraces(join(data, 'mast'));
  const blocks = [...Map.groupBy(traces, ({ says }) => JSON.stringify([...says])).values()];
  const learned = learnedWithout(blocks);
  const cells = blocks.map((block) => block.flatMap((trace) => cellsOf(trace, learned.get(trace)!)));
  const seen = new Set(
    loadCodebooks([CODEBOOK])[0]!.codes.flatMap(({ slug, match }) => (Object.keys(match).length > 0 ? [slug] : [])),
  );
  const modes = MODES.map(([slug]) => slug);
  const rows: EvaluationRow[] = modes
    .filter((mode) => seen.has(mode))
    .map((mode) => scoreRow(`\`${mode}\``, only(cells, [mode]), (cell) => cell.found));
  rows.push(
    scoreRow('modes with a detector, together', only(cells, [...seen]), (cell) => cell.found),
    scoreRow('all modes, learned without the trace', only(cells, modes), (cell) => cell.learned),
    humanRow('one person against another', blocks),
    humanRow(
      'one person against another, where it was not discussed (round 3)',
      blocks.filter((block) => block.some(({ isSettled }) => !isSettled)),
    ),
  );
  const all = cells.flat();
  const positive = all.filter(({ truth }) => truth).length;
  return {
    title: 'MAST: failure modes of multi-agent systems',
    data: '`mast`: traces of five frameworks in three rounds of annotation, three annotators each; the majority counts',
    n: traces.length,
    rows,
    notes: [
      `${traces.length} traces share ${blocks.length} sets of judgements: within a round, the traces of several frameworks carry the same ones, word for word. Intervals are by bootstrap over these sets, and so wide that next to nothing follows from a score.`,
      `Of ${all.length} judgements ${positive} are yes, so always no is right in ${((100 * (all.length - positive)) / all.length).toFixed(1)}%.`,
      `Without a detector (a judge's or a person's to say): ${modes.filter((mode) => !seen.has(mode)).join(', ')}.`,
      '"Learned": a logistic regression per mode over how much was found of every code and how long the trace is, each set of judgements told by what was learned from the others.',
      'Rounds 1 and 2 were settled by discussion, so people agree fully there. Rows of people are κ, and so are their intervals.',
    ],
  };
}

async function readTraces(path: string): Promise<Trace[]> {
  const runs = new Map<string, { run: Trajectory; labels: Label[] }>();
  for await (const item of importFiles([path])) {
    if ('trajectory' in item) runs.set(item.trajectory.id, { run: item.trajectory, labels: [] });
    else if ('label' in item) runs.get(item.label.trajectoryId)?.labels.push(item.label);
  }
  const codebooks = loadCodebooks();
  return [...runs.values()]
    .sort((a, b) => (a.run.id < b.run.id ? -1 : 1))
    .map(({ run, labels }) => {
      const { events } = detectRun(run, codebooks);
      const counts = Map.groupBy(events, ({ code }) => code.split('@')[0]!);
      const features = [...counts].map(([code, own]) => [code, Math.log1p(own.length)] as const);
      const own = events.filter(({ code }) => code.startsWith(`${CODEBOOK}/`));
      return {
        id: run.id,
        isSettled: labels.some(({ value }) => isJsonObject(value) && /^Round [12]$/.test(String(value['round']))),
        says: judgements(labels),
        found: new Set(own.map(({ code }) => codeSlug(code))),
        features: new Map([...features, ['steps', Math.log1p(run.steps.length)]]),
      };
    });
}

function judgements(labels: readonly Label[]): Map<string, boolean[]> {
  const says = new Map<string, boolean[]>();
  for (const { value } of labels) {
    if (!isJsonObject(value) || typeof value['mode'] !== 'string' || typeof value['present'] !== 'boolean') continue;
    // The name of the mode is its first line.
    const [name] = value['mode'].split('\n') as [string];
    const slug = MODES.find(([, wording]) => wording.test(name))?.[0];
    if (slug !== undefined) says.set(slug, [...(says.get(slug) ?? []), value['present']]);
  }
  return says;
}

function isMajority(votes: readonly boolean[]): boolean {
  return 2 * votes.filter(Boolean).length > votes.length;
}

function cellsOf({ says, found }: Trace, learned: ReadonlySet<string>): Cell[] {
  return [...says].map(([mode, votes]) => ({
    mode,
    truth: isMajority(votes),
    found: found.has(mode),
    learned: learned.has(mode),
  }));
}

function only(blocks: readonly (readonly Cell[])[], modes: readonly string[]): (readonly Cell[])[] {
  return blocks.map((cells) => cells.filter(({ mode }) => modes.includes(mode)));
}

/** Which modes each trace has, by models that learned from the traces with other judgements. */
function learnedWithout(blocks: readonly (readonly Trace[])[]): Map<Trace, Set<string>> {
  const told = new Map(blocks.flat().map((trace) => [trace, new Set<string>()]));
  const names = [...new Set(blocks.flat().flatMap(({ features }) => [...features.keys()]))].sort();
  const rowOf = ({ features }: Trace): SparseRow => {
    const at = [...names.keys()].filter((k) => features.has(names[k]!));
    return { at, values: at.map((k) => features.get(names[k]!)!) };
  };
  for (const block of blocks) {
    for (const [mode] of MODES) {
      const others = blocks.flatMap((other) => (other === block ? [] : other)).filter(({ says }) => says.has(mode));
      const labels = others.map(({ says }) => isMajority(says.get(mode)!));
      const { bias, weights } = fitLogistic(others.map(rowOf), labels, { width: names.length });
      for (const trace of block) {
        const { at, values } = rowOf(trace);
        const odds = at.reduce((sum, k, i) => sum + weights[k]! * values[i]!, bias);
        if (odds > 0) told.get(trace)!.add(mode);
      }
    }
  }
  return told;
}

function scoreRow(what: string, blocks: readonly (readonly Cell[])[], answer: (cell: Cell) => boolean): EvaluationRow {
  const score = (sample: readonly (readonly Cell[])[]): { f1: number; kappa: number } => {
    const cells = sample.flat();
    const [truth, found] = [cells.map((cell) => cell.truth), cells.map(answer)];
    const both = cells.filter((cell) => cell.truth && answer(cell)).length;
    const f1 = retrievalScores(both, truth.filter(Boolean).length, found.filter(Boolean).length).f1 ?? 0;
    return { f1, kappa: cohenKappa(crossTable(truth, found, [true, false])) ?? 0 };
  };
  const { f1, kappa } = score(blocks);
  const [interval = [0, 1] as const] = bootstrapIntervals(blocks, (sample) => [score(sample).f1]);
  const cells = blocks.flat();
  const positive = cells.filter(({ truth }) => truth).length;
  const right = cells.filter((cell) => cell.truth === answer(cell)).length;
  return {
    what: `${what} (${positive} yes)`,
    n: cells.length,
    score: `κ ${kappa.toFixed(2)}, right ${((100 * right) / cells.length).toFixed(0)}%, F1 ${f1.toFixed(2)}`,
    interval,
    baseline: { name: 'always yes', score: positive === 0 ? 0 : (2 * positive) / (positive + cells.length) },
  };
}

/** How far annotators agree with each other, two by two. */
function humanRow(what: string, blocks: readonly (readonly Trace[])[]): EvaluationRow {
  const kappa = (sample: readonly (readonly Trace[])[]): number | undefined => {
    const pairs = sample
      .flat()
      .flatMap(({ says }) =>
        [...says.values()].flatMap((votes) =>
          votes.flatMap((one, i) =>
            votes.slice(i + 1).flatMap((other) => [[one, other] as const, [other, one] as const]),
          ),
        ),
      );
    return cohenKappa(crossTable(pairs.map(([one]) => one), pairs.map(([, other]) => other), [true, false])); // prettier-ignore
  };
  const [interval = [0, 1] as const] = bootstrapIntervals(blocks, (sample) => [kappa(sample)]);
  const cells = blocks.flat().reduce((sum, { says }) => sum + says.size, 0);
  return {
    what,
    n: cells,
    score: `κ ${(kappa(blocks) ?? 0).toFixed(2)}`,
    interval,
    baseline: { name: 'any constant', score: 0 },
  };
}
