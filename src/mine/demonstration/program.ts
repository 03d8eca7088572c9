import type { Exemplar } from '../../behavior/behavior.ts';
import { contentKey } from '../../core/content-key.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import type { BehaviorWords, Refusal } from '../reflect/proposal.ts';
import { saidBy, type Told } from '../told-behaviors.ts';
import { mayBeShown, overrulingPlaces, secretPlaces } from '../wording/may-be-said.ts';

/** A passage of a run, without its words: programs are files, and what they quoted could not be forgotten. */
export type Place = Exemplar['at'] & { readonly trajectoryId: string };

/** One step of a program. */
export interface ProgramStep {
  /** One imperative sentence. */
  readonly do: string;
  /** What it depends on, and what depends on it. */
  readonly because: string;
  /** What is different afterwards, in the world or in what is known. */
  readonly changes?: string;
  /** Where demonstrations show it. */
  readonly seen: readonly Place[];
}

/** What demonstrations of one kind of task have in common, as people can read and correct it. */
export interface Program {
  /** The kind of task, as `runHead` tells it. */
  readonly group: string;
  /** Who wrote it, as `provider:name`. */
  readonly model: string;
  /** How many runs of the kind there were. */
  readonly runs: number;
  readonly words: BehaviorWords;
  /** Sub-goals in the order in which they are reached. */
  readonly goals: readonly { readonly goal: string; readonly steps: readonly ProgramStep[] }[];
  /** Which pieces of information matter, and why. */
  readonly values: readonly { readonly value: string; readonly why: string }[];
  /** What demonstrations did that is not worth doing. */
  readonly leftOut: readonly string[];
}

/**
 * The workflow that a program describes. Its id is that of the kind of task, so that it stays what it is when it is written anew.
 *
 * @param runs - those that the program names; passages of others do not count
 */
export function programTold({ group, model, words, goals, ...program }: Program, runs: readonly Trajectory[]): Told | Refusal {
  const steps = goals.flatMap((goal) => goal.steps);
  const pattern = steps.map((step) => step.do.replace(/\.$/, '')).join(' → ');
  if (!mayBeShown(pattern)) return 'unsafe';
  const places = steps.flatMap(({ seen }) => seen);
  const said = runs.flatMap((run) => {
    const evidence = places.flatMap((place) => exemplarAt(place, run) ?? []);
    return evidence.length === 0 ? [] : [saidBy(run, evidence)];
  });
  const id = `b_${contentKey({ kind: 'workflow', program: group }, 10)}`;
  return { id, kind: 'workflow', foundBy: model, words, pattern, of: program.runs, said };
} // prettier-ignore

function exemplarAt({ trajectoryId, ...at }: Place, run: Trajectory): Exemplar | undefined {
  const part = run.steps[at.step]?.parts[at.part];
  if (trajectoryId !== run.id || part === undefined || (part.kind === 'text' && part.injected !== undefined))
    return undefined;
  const quote = partText(part).slice(at.start, at.end);
  if (quote.length !== at.end - at.start || quote === '') return undefined;
  if (secretPlaces(quote).length > 0 || overrulingPlaces(quote).length > 0) return undefined;
  return { trajectoryId, steps: [at.step], quote, at };
}
