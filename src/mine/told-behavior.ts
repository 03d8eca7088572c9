import type { BehaviorKind, Exemplar, MinedBehavior } from '../behavior/behavior.ts';
import { partText, type Trajectory } from '../trajectory/trajectory.ts';
import { projectName } from './digest/run-head.ts';
import { holdsValue, ownValues } from './reflect/own-values.ts';
import type { BehaviorWords, Refusal } from './reflect/proposal.ts';
import { taskOf } from './reflect/proposals-of.ts';
import { servedIn, sourceRefusal, wordsRefusal } from './reflect/refusal-of.ts';
import { behaviorHash } from './wording/behavior-hash.ts';
import { statementTokens } from './wording/state-behavior.ts';

const MAX_LISTED = 20;
const MAX_EXEMPLARS = 20;
const MIN_TASKS = 2;

/** What a behavior that was told, not counted, is made of. */
export interface Told {
  readonly id: string;
  readonly kind: BehaviorKind;
  /** The model that read it out of runs, as `provider:name`. */
  readonly foundBy: string;
  readonly words: BehaviorWords;
  readonly pattern?: string;
  /** A person wrote the words: they may say what a model may not. */
  readonly isPersons?: boolean;
  /** How many runs were looked at. */
  readonly of: number;
  /** Up to 20 are kept, runs taking turns. */
  readonly provenance: readonly Exemplar[];
}

/**
 * A candidate of the handbook that was told by a model or a person, or why it is none. Runs in which it was served already are no
 * evidence for it; what it saves is not known.
 *
 * @param runs - those that its evidence is from, by id
 */
export function toldBehavior(told: Told, runs: ReadonlyMap<string, Trajectory>): MinedBehavior | Refusal {
  const { words, pattern, isPersons = false, of, provenance, ...rest } = told;
  const byRun = Map.groupBy(provenance, ({ trajectoryId }) => trajectoryId);
  const sources = [...byRun.keys()].sort().flatMap((id) => runs.get(id) ?? []).filter((run) => !servedIn(run).includes(told.id)); // prettier-ignore
  const byTask = Map.groupBy(sources, taskOf);
  const reason = wordsRefusal(words);
  if (reason === 'unsafe' || (reason !== undefined && !isPersons)) return reason;
  if (byTask.size < MIN_TASKS) return 'support';
  const borrowed = isPersons ? undefined : (firstRefusal(words, sources) ?? valuesRefusal(words, byTask));
  if (borrowed !== undefined) return borrowed;
  const projects = [...new Set(sources.flatMap((run) => projectName(run) ?? []))].sort();
  const behavior = { ...rest, ...words, polarity: 'do' as const, scope: {} };
  return {
    ...behavior,
    ...(pattern !== undefined && { pattern }),
    status: 'candidate',
    version: 1,
    hash: behaviorHash(behavior),
    parents: [],
    tokens: statementTokens(words),
    support: {
      trajectories: sources.length,
      of,
      tasks: byTask.size,
      ...(byTask.size <= MAX_LISTED && { taskIds: [...byTask.keys()].sort() }),
      ...(projects.length <= MAX_LISTED && { projects }),
    },
    tokensPerUse: 0,
    savedTokens: 0,
    provenance: inTurns(sources.map(({ id }) => byRun.get(id)!)).slice(0, MAX_EXEMPLARS),
  };
}

function firstRefusal(words: BehaviorWords, runs: readonly Trajectory[]): Refusal | undefined {
  for (const run of runs) {
    const reason = sourceRefusal(words, run);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Numbers, names and code in the words must stand in runs of two tasks: else they are that task's. */
function valuesRefusal(words: BehaviorWords, byTask: ReadonlyMap<string, readonly Trajectory[]>): Refusal | undefined {
  const values = ownValues([words.instruction, words.when, words.whenNot].filter((text) => text !== undefined).join('. '));
  const isCommon = (value: string): boolean =>
    [...byTask.values()].filter((runs) => runs.some((run) => runHolds(run, value))).length >= MIN_TASKS;
  return values.every(isCommon) ? undefined : 'own-values';
} // prettier-ignore

function runHolds({ steps }: Trajectory, value: string): boolean {
  return steps.some(({ parts }) =>
    parts.some(
      (part) => holdsValue(partText(part), value) || (part.kind === 'tool-call' && holdsValue(part.name, value)),
    ),
  );
}

function inTurns<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap((list) => list.slice(i, i + 1))).flat();
}
