import type { Exemplar } from '../../behavior/behavior.ts';
import { sha256 } from '../../core/content-key.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { requestOf } from '../../trajectory/trajectory.ts';
import { projectName, runHead } from '../digest/run-head.ts';
import { findInRun } from './find-in-run.ts';
import type { Proposal, Refusal } from './proposal.ts';
import type { ReflectionAnswer } from './reflection.ts';
import { tidyWords, type SaidWords } from './tidy-words.ts';
import { servedIn, sourceGate } from './source-gate.ts';
import { wordsRefusal } from './words-refusal.ts';

/** What became of the behaviors that a model read out of a run. */
export interface ReadProposals {
  readonly proposals: readonly Proposal[];
  /** Those whose quote is not in the run, by name. */
  readonly unsupported: readonly string[];
  readonly refused: readonly RefusedWords[];
}

/** Words of a model that are not kept, and why. */
export interface RefusedWords {
  readonly name: string;
  readonly instruction: string;
  readonly reason: Refusal;
}

/** A mistake that a model found in a run, and where. */
export interface FoundMistake {
  readonly sort: ReflectionAnswer['correctness']['mistakes'][number]['sort'];
  readonly explanation: string;
  readonly evidence: Exemplar;
}

/** The mistakes of a reflection whose quote is found again in the run. */
export function mistakesOf(run: Trajectory, { correctness: { mistakes } }: ReflectionAnswer): FoundMistake[] {
  return mistakes.slice(0, MAX_LISTED).flatMap(({ sort, explanation, ...passage }) => {
    const evidence = findInRun(run, passage);
    return evidence === undefined ? [] : [{ sort, explanation, evidence }];
  });
}

/** Behaviors as an answer lists them, and how they were found. */
export interface ListedBehavior extends SaidWords {
  readonly kind: Proposal['kind'];
  readonly quotes: readonly { readonly trajectoryId: string; readonly step: number; readonly quote: string }[];
  readonly how: Proposal['how'];
  readonly why: string;
  readonly effect?: 'saves' | 'shortens';
}

/**
 * Reads the behaviors off a reflection: those whose quote is found again in the run and whose words may be kept. A behavior
 * that is listed twice under one name counts once.
 */
export function proposalsOf(run: Trajectory, { missing, shown }: Pick<ReflectionAnswer, 'missing' | 'shown'>): ReadProposals {
  const listed = (how: Proposal['how']) => (one: ReflectionAnswer['shown'][number]): ListedBehavior => {
    return { ...one, how, quotes: [{ trajectoryId: run.id, step: one.step, quote: one.quote }] };
  };
  return readProposals([run], [...missing.map(listed('missing')), ...shown.map(listed('shown'))]);
} // prettier-ignore

// A model that lists more has lost its thread.
const MAX_LISTED = 20;

/** As {@link proposalsOf}, of behaviors that speak for several runs of one task; all of their quotes must be found. */
export function readProposals(runs: readonly Trajectory[], listed: readonly ListedBehavior[]): ReadProposals {
  const proposals = new Map<string, Proposal>();
  const unsupported: string[] = [];
  const refused: RefusedWords[] = [];
  const served = [...new Set(runs.flatMap(servedIn))].sort();
  const projects = [...new Set(runs.flatMap((run) => projectName(run) ?? []))].sort();
  const gates = runs.map(sourceGate);
  for (const one of listed.slice(0, MAX_LISTED)) {
    const words = tidyWords(one);
    const evidence = one.quotes.flatMap(({ trajectoryId, ...passage }): Exemplar[] => {
      const run = runs.find(({ id }) => id === trajectoryId);
      const found = run && findInRun(run, passage);
      return found === undefined ? [] : [found];
    });
    if (evidence.length < one.quotes.length) {
      unsupported.push(words.name);
      continue;
    }
    const reason = wordsRefusal(words) ?? firstOf(gates, (gate) => gate(words));
    if (reason !== undefined) refused.push({ name: words.name, instruction: words.instruction, reason });
    else if (!proposals.has(words.name)) {
      const { kind, how, why, effect } = one;
      const ids = runs.map(({ id }) => id);
      proposals.set(words.name, {
        ...words, kind, how, why, ...(effect !== undefined && { effect }), runs: ids, task: taskOf(runs[0]!), projects, served, evidence,
      }); // prettier-ignore
    }
  }
  return { proposals: [...proposals.values()], unsupported, refused };
}

/** The key of a run's task, as mining has it. */
export function taskOf(run: Trajectory): string {
  const asked = requestOf(run).trim();
  return runHead(run, asked === '' ? '' : sha256(asked, 16)).task;
}

function firstOf<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
