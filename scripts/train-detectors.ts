import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLabels } from '../src/analysis/agreement/parse-labels.ts';
import type { Code, Cue, LinearModel } from '../src/behavior/codebook.ts';
import { detectRun } from '../src/behavior/detect-run.ts';
import { crossValidate, f1Of } from '../src/behavior/learned/cross-validate.ts';
import { judgeSegment } from '../src/behavior/learned/judge-segment.ts';
import { readSegments } from '../src/behavior/learned/read-segments.ts';
import { trainModel, type LabelledFeatures } from '../src/behavior/learned/train-model.ts';
import { loadCodebooks } from '../src/behavior/load-codebooks.ts';
import { bootstrapIntervals } from '../src/core/bootstrap-intervals.ts';
import { importFiles } from '../src/trajectory/import-files.ts';
import type { Label, Trajectory } from '../src/trajectory/trajectory.ts';

// Learns detectors from labelled runs and says how they do on runs they were not learned from, beside the detectors written
// by hand. A model is written beside the codebooks only when it is better by more than the 95% interval of the difference.
//
//     node scripts/train-detectors.ts [DATA] [--write]

const DATA = '../shared/data';
const CODEBOOKS = new URL('../src/behavior/codebooks/', import.meta.url);
const REFERENCE = new URL('../bench/detection/reference/', import.meta.url);
// Listed reasonings of other models and tasks.
const ELSEWHERE = ['mrben', 'bbmistake', 'llm-reasoners'];
const HABIT_FOLDERS = ['reasoning-gym-eval', 'marco-o1', 'nemo-gym', 'dynamic-cheatsheet', 'mint'];

/** What can be learned: a code, and which places of which runs are labelled. */
interface Task {
  readonly codebook: string;
  readonly slug: string;
  readonly segment: LinearModel['segment'];
  /** Which segments are labelled, by `place`; those of a run that are not named are left out. */
  readonly runs: readonly { readonly run: Trajectory; readonly labels: ReadonlyMap<string, boolean> }[];
  /** Runs of other sources that nobody labelled: taken as absent in learning, so that a model learns the code and not the source. */
  readonly elsewhere: readonly Trajectory[];
}

interface Example extends LabelledFeatures {
  /** What the detector written by hand says. */
  readonly byHand: boolean;
}

async function main(): Promise<void> {
  const args = process.argv.slice(2);
  const data = args.find((arg) => !arg.startsWith('--')) ?? DATA;
  for (const task of [...(await prmbenchTasks(data)), ...(await habitTasks(data))]) {
    const name = `${task.codebook}/${task.slug}`;
    const [book] = loadCodebooks([task.codebook]) as [ReturnType<typeof loadCodebooks>[number]];
    const code = book.codes.find(({ slug }) => slug === task.slug)!;
    const cues = code.match.cues;
    const shape: Pick<LinearModel, 'segment' | 'cues'> = { segment: task.segment, ...(cues !== undefined && { cues: { own: cues as Cue[] } }) }; // prettier-ignore
    const examples = examplesOf(task, code, shape);
    const learn = (training: readonly Example[]): LinearModel => ({
      ...trainModel(training, { segment: task.segment }),
      ...shape,
    });
    const told = crossValidate(examples, (training) => {
      const model = learn(training);
      return ({ features }) => judgeSegment(model, features).probability >= model.threshold;
    });
    const byHand = examples.map((example) => example.byHand);
    const labelled = [...examples.keys()].filter((i) => !examples[i]!.isPresumed);
    const runs = [...Map.groupBy(labelled, (i) => examples[i]!.run).values()];
    const score = (sample: readonly (readonly number[])[], answers: readonly boolean[]): number => {
      const all = sample.flat();
      return f1Of(
        all.map((i) => examples[i]!),
        all.map((i) => answers[i]!),
      );
    };
    const [own, hand, gain] = bootstrapIntervals(
      runs,
      (sample) => {
        const scores = [score(sample, told), score(sample, byHand)] as const;
        return [...scores, scores[0] - scores[1]];
      },
      { resamples: 500 },
    );
    const present = examples.filter((example) => example.present).length;
    console.log(`${name}: ${labelled.length} segments of ${runs.length} runs, ${present} present`);
    console.log(`  learned, on other runs  F1 ${text(score(runs, told), own)}`);
    console.log(`  written by hand         F1 ${text(score(runs, byHand), hand)}`);
    console.log(`  difference              ${text(score(runs, told) - score(runs, byHand), gain)}`);
    const others = [...examples.keys()].filter((i) => examples[i]!.isPresumed);
    const alarms = (answers: readonly boolean[]): string =>
      `${others.filter((i) => answers[i]).length} of ${others.length}`;
    console.log(`  found elsewhere         learned ${alarms(told)}, by hand ${alarms(byHand)}`);
    const isBetter = gain !== undefined && gain[0] > 0;
    const model = { ...learn(examples), trained: `${examples.length} segments of ${runs.length} runs; F1 ${score(runs, told).toFixed(3)} on other runs, ${score(runs, byHand).toFixed(3)} by hand` }; // prettier-ignore
    console.log(`  ${isBetter ? 'better' : 'not better'}; ${heaviest(model)}`);
    if (isBetter && args.includes('--write')) {
      const file = new URL(`${task.slug}.model.json`, CODEBOOKS);
      writeFileSync(file, `${JSON.stringify(model, undefined, 2)}\n`);
      console.log(`  wrote ${file.pathname}`);
    }
  }
}

function examplesOf(task: Task, code: Code, shape: Pick<LinearModel, 'segment' | 'cues'>): Example[] {
  const [book] = loadCodebooks([task.codebook]);
  const readers = readSegments(shape, code);
  const all = [...task.runs, ...task.elsewhere.map((run) => ({ run, labels: undefined }))];
  return all.flatMap(({ run, labels }) => {
    const found = new Set(
      detectRun(run, [book!])
        .events.filter(({ code: id }) => id.startsWith(`${task.codebook}/${task.slug}@`))
        .flatMap(({ spans }) => spans.map(({ step, part, start }) => place(task.segment, { step, part, start }))),
    );
    const read = readers();
    return run.steps.flatMap((step) =>
      read(step).flatMap((segment): Example[] => {
        const at = place(task.segment, segment);
        const isLabelled = labels !== undefined;
        const present = isLabelled ? labels.get(at) : false;
        if (present === undefined) return [];
        return [{ run: run.id, features: segment.features, present, byHand: found.has(at), isPresumed: !isLabelled }];
      }),
    );
  });
}

function place(segment: LinearModel['segment'], at: { step: number; part: number; start: number }): string {
  return segment === 'listed-part' ? `${at.step} ${at.part}` : `${at.step} ${at.part} ${at.start}`;
}

/** Redundant and circular steps: in solutions of that kind the labelled ones are, all others are not. */
async function prmbenchTasks(data: string): Promise<Task[]> {
  const runs = new Map<string, { run: Trajectory; labels: Label[] }>();
  for await (const item of importFiles([join(data, 'prmbench')])) {
    if ('trajectory' in item) runs.set(item.trajectory.id, { run: item.trajectory, labels: [] });
    else if ('label' in item) runs.get(item.label.trajectoryId)?.labels.push(item.label);
  }
  const elsewhere = await readRuns(data, ELSEWHERE);
  const sorted = [...runs.values()].sort((a, b) => (a.run.id < b.run.id ? -1 : 1));
  return [
    { slug: 'redundant-step', kind: /^redund/ },
    { slug: 'circular-step', kind: /^circular/ },
  ].map(({ slug, kind }) => {
    const isKind = ({ run }: (typeof sorted)[number]): boolean => kind.test(run.task.trial ?? '');
    return {
      codebook: 'reasoning',
      slug,
      segment: 'listed-part' as const,
      elsewhere: [...sorted.filter((one) => !isKind(one)).map(({ run }) => run), ...elsewhere],
      runs: sorted.filter(isKind).map(({ run, labels }) => {
        const last = run.steps.at(-1)!;
        const flawed = new Set(
          labels.flatMap(({ name, part }) => (name === 'label:prmbench/error-steps' ? [part] : [])),
        );
        return { run, labels: new Map(last.parts.map((_, part) => [`${last.index} ${part}`, flawed.has(part)])) };
      }),
    };
  });
}

async function readRuns(data: string, folders: readonly string[]): Promise<Trajectory[]> {
  const runs: Trajectory[] = [];
  for await (const item of importFiles(folders.map((folder) => join(data, folder)))) {
    if ('trajectory' in item) runs.push(item.trajectory);
  }
  return runs.sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The four habits: sentences that two codings agree on. */
async function habitTasks(data: string): Promise<Task[]> {
  const [first, second] = ['a', 'b'].map((coder) => {
    const file = new URL(`four-habits.${coder}.csv`, REFERENCE);
    const rows = parseLabels(readFileSync(file, 'utf8'), { file: file.pathname, coder });
    return new Map(
      rows.map((row) => [`${row.trajectory} ${row.behavior} ${row.steps?.[0]} ${row.part} ${row.start}`, row]),
    );
  });
  const wanted = new Set([...first!.values()].map(({ trajectory }) => trajectory));
  const runs = (await readRuns(data, HABIT_FOLDERS)).filter(({ id }) => wanted.has(id));
  return ['verification', 'backtracking', 'subgoal-setting'].map((slug) => ({
    codebook: 'four-habits',
    slug,
    segment: 'sentence' as const,
    elsewhere: [],
    runs: runs.map((run) => {
      const labels = new Map<string, boolean>();
      for (const [key, { trajectory, behavior, steps, part, start, verdict }] of first!) {
        if (trajectory !== run.id || behavior !== slug || second!.get(key)?.verdict !== verdict) continue;
        labels.set(`${steps![0]} ${part} ${start}`, verdict === 'present');
      }
      return { run, labels };
    }),
  }));
}

function text(score: number, interval: readonly [number, number] | undefined): string {
  return `${score.toFixed(3)}${interval === undefined ? '' : ` (${interval[0].toFixed(3)} to ${interval[1].toFixed(3)})`}`;
}

function heaviest({ weights }: LinearModel): string {
  const sorted = Object.entries(weights).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return sorted.slice(0, 12).map(([name, weight]) => `${name} ${weight}`).join(', '); // prettier-ignore
}

await main();
