import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { seededRandom } from '../../src/core/random.ts';
import { findAlike, type PathOfRun } from '../../src/handbook/example/find-alike.ts';
import { runPath } from '../../src/handbook/example/run-path.ts';
import { cleanQuery } from '../../src/handbook/clean-query.ts';
import { largest } from '../../src/handbook/retrieval/largest.ts';
import { plainTerms } from '../../src/handbook/retrieval/plain-terms.ts';
import { termIndex } from '../../src/handbook/retrieval/term-index.ts';
import { fragmentOf } from '../../src/mine/digest/fragment.ts';
import { createLexicon } from '../../src/mine/digest/lexicon.ts';
import { packFragment } from '../../src/mine/digest/packed-fragment.ts';
import { requestOf, type Trajectory } from '../../src/trajectory/trajectory.ts';
import { generatePlanted } from '../planted/generate-planted.ts';
import { importPlanted } from '../planted/mine-planted.ts';
import type { PlantedSetting } from '../planted/planted-setting.ts';
import { runsOf } from './retrieval-cases.ts';

const K = 20;
const DRAWS = 20;
const FEWEST = 25;
const TAU = '../shared/data/tau-bench';
const SETTINGS: readonly Partial<PlantedSetting>[] = [1, 2, 3].flatMap((seed) => [
  { seed },
  { seed: 10 + seed, world: 'second' as const },
]);
// What is done, in calls; strategies and preferences are said.
const DONE = new Set(['workflow', 'repair', 'fact', 'warning']);
const CHANGES = new Set('book_reservation cancel_reservation send_certificate transfer_to_human_agents update_reservation_baggages update_reservation_flights update_reservation_passengers'.split(' ')); // prettier-ignore

/** P@20 of search by example: with five planted demonstrations, and on τ-bench with three, beside text alone and chance. */
export async function byExample(): Promise<string[]> {
  return [...(await planted()), ...(await tauBench())];
}

async function planted(): Promise<string[]> {
  const whole: number[] = [];
  const parts: number[] = [];
  const overlaps: boolean[] = [];
  const chances: number[] = [];
  for (const setting of SETTINGS) {
    const corpus = generatePlanted(setting);
    const paths = (await importPlanted(corpus)).map(pathOf);
    const place = new Map(paths.map(({ id }, at) => [id, at]));
    const random = seededRandom(setting.seed! + 99);
    for (const { kind, entailed, occurrences } of corpus.behaviors) {
      const relevant = [...new Set(occurrences.map(({ run }) => run))];
      if (entailed || !DONE.has(kind) || relevant.length < FEWEST) continue;
      const chosen = random.shuffle([...relevant]).slice(0, 5);
      const examples = chosen.map((at) => paths[at]!);
      const cut = chosen.map((at) => partOf(paths[at]!, occurrences.find(({ run }) => run === at)!.steps));
      whole.push(await precision(examples, paths, ({ id }) => relevant.includes(place.get(id)!)));
      parts.push(await precision(cut, paths, ({ id }) => relevant.includes(place.get(id)!)));
      chances.push((relevant.length - 5) / (paths.length - 5));
      for (const { id, steps } of await findAlike(examples, each(paths), { k: K })) {
        const own = occurrences.filter(({ run }) => run === place.get(id));
        if (own.length > 0) overlaps.push(own.some((one) => Math.min(...one.steps) <= steps[1] && Math.max(...one.steps) >= steps[0])); // prettier-ignore
      }
    }
  }
  const where = overlaps.filter(Boolean).length / overlaps.length;
  return [
    `by example, planted, five demonstrations: P@20 ${mean(whole)} given whole runs, ${mean(parts)} given the steps that matter, chance ${mean(chances)} (n = ${whole.length} behaviors of ${SETTINGS.length} corpora of 500 runs); the steps named overlap what was planted in ${(100 * where).toFixed(0)}%`,
  ];
}

/**
 * Two truths: runs that made the same set of changes (booked, cancelled, handed over…, or none), and runs whose task's solution, as
 * the benchmark has it, makes the same set, whatever the run did. Runs of the examples' own tasks are left out; sets of fewer than
 * 20 runs, too.
 */
async function tauBench(): Promise<string[]> {
  const runs = await runsOf(TAU);
  if (runs.length === 0) return [`by example: ${TAU} is not there`];
  const logged = JSON.parse(
    readFileSync(join(TAU, 'historical_trajectories/gpt-4o-airline.json'), 'utf8'),
  ) as readonly {
    readonly task_id: number;
    readonly info: { readonly task: { readonly actions: readonly { readonly name: string }[] } };
  }[];
  const solution = new Map(
    logged.map(({ task_id, info }) => [`${task_id}`, info.task.actions.map(({ name }) => name)]),
  );
  const shown = runs.map((run): ShownRun => ({
    ...pathOf(run),
    task: run.task.id!,
    request: requestOf(run),
    said: saidByUser(run),
  })); // prettier-ignore
  const truths = {
    'the run makes the same changes': ({ path }: ShownRun) =>
      changesOf(path.map(({ symbol }) => symbol.slice('tool:'.length))),
    "the task's solution makes the same changes": ({ task }: ShownRun) => changesOf(solution.get(task)!),
  };
  return Promise.all(Object.entries(truths).map(async ([truth, labelOf]) => tauLine(shown, truth, labelOf)));
}

interface ShownRun extends PathOfRun {
  readonly task: string;
  readonly request: string;
  readonly said: string;
}

function changesOf(names: readonly string[]): string {
  return [...new Set(names.filter((name) => CHANGES.has(name)))].sort().join(' ');
}

async function tauLine(runs: readonly ShownRun[], truth: string, labelOf: (run: ShownRun) => string): Promise<string> {
  const random = seededRandom(5);
  const found: number[] = [];
  const byRequest: number[] = [];
  const bySaid: number[] = [];
  const chances: number[] = [];
  for (const [label, alike] of Map.groupBy(runs, labelOf)) {
    if (alike.length < K) continue;
    for (let draw = 0; draw < DRAWS; draw++) {
      const examples = random.shuffle([...alike]).slice(0, 3);
      const own = new Set(examples.map(({ task }) => task));
      const others = runs.filter(({ task }) => !own.has(task));
      const relevant = new Set(others.filter((run) => labelOf(run) === label).map(({ id }) => id));
      if (relevant.size === 0) continue;
      const isRelevant = ({ id }: { readonly id: string }): boolean => relevant.has(id);
      found.push(await precision(examples, [...examples, ...others], isRelevant));
      byRequest.push(
        share(
          nearestTexts(examples, others, ({ request }) => request),
          others,
          isRelevant,
        ),
      );
      bySaid.push(
        share(
          nearestTexts(examples, others, ({ said }) => said),
          others,
          isRelevant,
        ),
      );
      chances.push(relevant.size / others.length);
    }
  }
  return `by example, τ-bench, three demonstrations of other tasks, ${truth}: P@20 ${mean(found)}, text of the request alone ${mean(byRequest)}, what the user said ${mean(bySaid)}, chance ${mean(chances)} (n = ${found.length} draws of ${runs.length} runs)`;
}

/** The share of the first twenty that are relevant, or of as many as there are. */
async function precision(
  examples: readonly PathOfRun[],
  paths: readonly PathOfRun[],
  isRelevant: (run: { readonly id: string }) => boolean,
): Promise<number> {
  const given = new Set(examples.map(({ id }) => id));
  const others = paths.filter(({ id }) => !given.has(id));
  return share(await findAlike(examples, each(paths), { k: K }), others, isRelevant);
}

function share(
  found: readonly { readonly id: string }[],
  others: readonly { readonly id: string }[],
  isRelevant: (run: { readonly id: string }) => boolean,
): number {
  return found.filter(isRelevant).length / Math.min(K, others.filter(isRelevant).length);
}

/** BM25 with the words of all examples as the query. */
function nearestTexts(
  examples: readonly ShownRun[],
  others: readonly ShownRun[],
  textOf: (run: ShownRun) => string,
): ShownRun[] {
  const words = (run: ShownRun): ReturnType<typeof plainTerms> => plainTerms(cleanQuery(textOf(run)));
  const index = termIndex(others.map((run) => [{ terms: words(run).map(({ term }) => term), weight: 1 }]));
  const sums = new Float32Array(others.length);
  for (const example of examples) {
    for (const [at, score] of index.scores(index.query(words(example))).entries()) sums[at]! += score;
  }
  return largest(sums, K, () => true).map((at) => others[at]!);
}

function saidByUser({ steps }: Trajectory): string {
  const parts = steps.filter(({ actor }) => actor === 'user').flatMap((step) => step.parts);
  return parts.map((part) => (part.kind === 'text' ? part.text : '')).join('\n');
}

function pathOf(run: Trajectory): PathOfRun {
  const lexicons = { symbols: createLexicon(), wordings: createLexicon() };
  const fragment = fragmentOf(run, lexicons.symbols, lexicons.wordings);
  return { id: run.id, path: runPath(packFragment(fragment, lexicons)) };
}

function partOf({ id, path }: PathOfRun, steps: readonly number[]): PathOfRun {
  const [first, last] = [Math.min(...steps), Math.max(...steps)];
  return { id, path: path.filter(({ step }) => step >= first && step <= last) };
}

async function* each(paths: readonly PathOfRun[]): AsyncGenerator<PathOfRun> {
  yield* paths;
}

function mean(values: readonly number[]): string {
  return (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(2);
}
