import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseLabels } from '../../src/analysis/agreement/parse-labels.ts';
import type { Codebook, LinearModel } from '../../src/behavior/codebook.ts';
import { detectRun } from '../../src/behavior/detect-run.ts';
import { readSegments } from '../../src/behavior/learned/read-segments.ts';
import type { LabelledFeatures } from '../../src/behavior/learned/train-model.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { withHash } from '../../src/behavior/codebooks/parse-codebook.ts';
import { STRUCTURES } from '../../src/behavior/structure/structures.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import type { Label, Trajectory } from '../../src/trajectory/trajectory.ts';

// Listed reasonings of other models and tasks.
const ELSEWHERE = ['mrben', 'bbmistake', 'llm-reasoners'];
const HABIT_FOLDERS = ['reasoning-gym-eval', 'marco-o1', 'nemo-gym', 'dynamic-cheatsheet', 'mint'];

/** A segment to learn from, and what the detector written by hand says of it. */
export interface LearnedExample extends LabelledFeatures {
  readonly byHand: boolean;
}

/** A code that can be learned from labelled runs. */
export interface LearnedTask {
  readonly codebook: string;
  readonly slug: string;
  /** What a model of it is made of besides its weights. */
  readonly shape: Pick<LinearModel, 'segment' | 'cues'>;
  readonly examples: readonly LearnedExample[];
}

interface Source {
  readonly codebook: string;
  readonly slug: string;
  readonly segment: LinearModel['segment'];
  /** Which segments are labelled, by `place`; others of these runs are left out. */
  readonly runs: readonly { readonly run: Trajectory; readonly labels: ReadonlyMap<string, boolean> }[];
  /** Runs that nobody labelled with this code: taken as absent in learning, so that a model learns the code and not the source. */
  readonly elsewhere: readonly Trajectory[];
}

/**
 * What detectors can be learned from: PRMBench's redundant and circular steps, in solutions of that kind; the four habits, in
 * sentences that the two reference codings agree on.
 *
 * @param data - the folder of real trajectories
 */
export async function learnedTasks(data: string): Promise<LearnedTask[]> {
  const sources = [...(await prmbenchSources(data)), ...(await habitSources(data))];
  return sources.map((source) => {
    const { codebook, slug, segment } = source;
    const [book] = loadCodebooks([codebook]) as [Codebook];
    const code = book.codes.find((one) => one.slug === slug)!;
    const { cues } = code.match;
    const shape = { segment, ...(cues !== undefined && { cues: { own: cues } }) };
    // The code may be seen by what was learned; it is compared with what is written by hand.
    const match = STRUCTURES.has(slug) ? { structure: slug } : code.match;
    const byHand = withHash({ ...book, codes: [{ ...code, match }] });
    const readers = readSegments(shape, code);
    const all = [...source.runs, ...source.elsewhere.map((run) => ({ run, labels: undefined }))];
    const examples = all.flatMap(({ run, labels }): LearnedExample[] => {
      const spans = detectRun(run, [byHand]).events.flatMap((event) => event.spans);
      const found = new Set(spans.map((span) => place(segment, span)));
      return run.steps.flatMap(readers()).flatMap((one) => {
        const at = place(segment, one);
        const present = labels === undefined ? false : labels.get(at);
        if (present === undefined) return [];
        const isPresumed = labels === undefined;
        // Solutions of one question stay together.
        return [{ run: run.task.id ?? run.id, features: one.features, present, byHand: found.has(at), isPresumed }];
      });
    });
    return { codebook, slug, shape, examples };
  });
}

function place(segment: LinearModel['segment'], at: { step: number; part: number; start: number }): string {
  return segment === 'listed-part' ? `${at.step} ${at.part}` : `${at.step} ${at.part} ${at.start}`;
}

/** Redundant and circular steps: in solutions of that kind the labelled ones are, all others are not. */
async function prmbenchSources(data: string): Promise<Source[]> {
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
async function habitSources(data: string): Promise<Source[]> {
  const [first, second] = ['a', 'b'].map((coder) => {
    const file = new URL(`reference/four-habits.${coder}.csv`, import.meta.url);
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
