import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runExampleAgents } from '../../examples/agents/run-example-agents.ts';
import type { MinedBehavior } from '../../src/behavior/behavior.ts';
import { behaviorsAsCodebook } from '../../src/behavior/codebooks/behaviors-as-codebook.ts';
import { codeSlug } from '../../src/behavior/code-key.ts';
import { withDerivedOutcomes } from '../../src/behavior/derive-outcomes.ts';
import { runDetector } from '../../src/behavior/run-detector.ts';
import type { LearnedRequest } from '../../src/handbook/retrieval/request-table.ts';
import { runSoFar, type RunSoFar } from '../../src/handbook/retrieval/run-so-far.ts';
import { textHash } from '../../src/mine/digest/text-hash.ts';
import { mineBehaviors } from '../../src/mine/mine-behaviors.ts';
import { importFiles } from '../../src/trajectory/import-files.ts';
import { requestOf, type Trajectory } from '../../src/trajectory/trajectory.ts';
import { generatePlanted } from '../planted/generate-planted.ts';
import { importPlanted } from '../planted/mine-planted.ts';

/** A request of a run that nothing was learned from. */
export interface RetrievalCase {
  readonly set: string;
  readonly text: string;
  /** Ids of the behaviors that the run showed, as their matchers detect them; none of foreign requests. */
  readonly relevant: ReadonlySet<string>;
  /** Failures in the run that a behavior then mended, and what had been called until then. */
  readonly mended: readonly { readonly behavior: string; readonly run: RunSoFar }[];
}

/** A handbook of several worlds in one, and what is asked of it. */
export interface RetrievalCases {
  /** All active. */
  readonly handbook: readonly MinedBehavior[];
  readonly requests: ReadonlyMap<string, readonly LearnedRequest[]>;
  /** Requests of tasks that were not learned from, of the worlds of the handbook. */
  readonly known: readonly RetrievalCase[];
  /** Requests of other worlds: whatever is served is wrong. */
  readonly foreign: readonly RetrievalCase[];
}

const DATA = '../shared/data';
const LEARNED_FROM: Readonly<Record<string, () => Promise<readonly Trajectory[]>>> = {
  'planted, first world': async () => importPlanted(generatePlanted({ seed: 1 })),
  'planted, second world': async () => importPlanted(generatePlanted({ seed: 11, world: 'second' })),
  'example agents': exampleRuns,
  'τ-bench': async () => runsOf(join(DATA, 'tau-bench')),
  InterCode: async () => runsOf(join(DATA, 'intercode')),
};
const FOREIGN = [
  'agentdojo',
  'webvoyager',
  'gsm8k',
  'reasoning-gym-eval',
  'mint',
  'sharegpt-llamafactory',
  'swe-agent',
];
const OF_EACH = 60;
const RUNS_PER_BEHAVIOR = 20;
/** Three tasks of ten are held out. */
const HELD_OUT = 0.3;

/** Mines each world's runs of seven tasks of ten, and asks what runs of the other three asked. Data that is absent is left out. */
export async function retrievalCases(): Promise<RetrievalCases> {
  const handbook: MinedBehavior[] = [];
  const requests = new Map<string, readonly LearnedRequest[]>();
  const known: RetrievalCase[] = [];
  for (const [set, read] of Object.entries(LEARNED_FROM)) {
    const runs = await read();
    const learned = runs.filter((run) => !isHeldOut(set, run));
    const byId = new Map(learned.map((run) => [run.id, run]));
    const { behaviors } = await mineBehaviors(
      async function* () {
        yield* learned;
      },
      { exemplars: Infinity },
    );
    const codebook = behaviorsAsCodebook(behaviors);
    const idOf = new Map(codebook.codes.map(({ slug, source = '' }) => [slug, source.split('@')[0]!]));
    const detector = runDetector([codebook]);
    for (const behavior of behaviors) {
      const seenIn = [...new Set(behavior.provenance.map(({ trajectoryId }) => trajectoryId))];
      requests.set(
        behavior.id,
        seenIn
          .slice(0, RUNS_PER_BEHAVIOR)
          .map((id) => ({ task: taskOf(byId.get(id)!), text: requestOf(byId.get(id)!) })),
      );
      handbook.push({ ...behavior, status: 'active', provenance: [] });
    }
    for (const run of runs.filter((other) => isHeldOut(set, other))) {
      const text = requestOf(run);
      const shown = detector.detect(run).events.map(({ code, steps }) => ({ id: idOf.get(codeSlug(code))!, steps }));
      const mended = shown.flatMap(({ id, steps: [failure] }) => {
        const isRepair = behaviors.some((behavior) => behavior.id === id && behavior.kind === 'repair');
        return isRepair ? [{ behavior: id, run: runSoFar(run.steps, failure + 1) }] : [];
      });
      if (text !== '') known.push({ set, text, relevant: new Set(shown.map(({ id }) => id)), mended });
    }
  }
  const foreign: RetrievalCase[] = [];
  for (const set of FOREIGN) {
    const texts = new Set((await runsOf(join(DATA, set))).map(requestOf).filter((text) => text.trim() !== ''));
    for (const text of [...texts].slice(0, OF_EACH)) foreign.push({ set, text, relevant: new Set(), mended: [] });
  }
  return { handbook, requests, known, foreign };
}

async function exampleRuns(): Promise<readonly Trajectory[]> {
  const directory = mkdtempSync(join(tmpdir(), 'ethogram-bench-'));
  await runExampleAgents({ directory });
  const runs = await runsOf(directory);
  rmSync(directory, { recursive: true });
  return runs;
}

/** The runs of a folder; none when it is absent. */
export async function runsOf(folder: string): Promise<Trajectory[]> {
  const runs = new Map<string, Trajectory>();
  if (!existsSync(folder)) return [];
  for await (const item of importFiles([folder])) {
    if (!('trajectory' in item) || item.trajectory.copyOf !== undefined) continue;
    const { trajectory } = item;
    runs.set(trajectory.id, { ...trajectory, outcomes: withDerivedOutcomes(trajectory.outcomes, trajectory.steps) });
  }
  return [...runs.values()];
}

function taskOf(run: Trajectory): string {
  return run.task.id ?? requestOf(run);
}

function isHeldOut(set: string, run: Trajectory): boolean {
  return textHash(`${set} ${taskOf(run)}`) / 2 ** 32 < HELD_OUT;
}
