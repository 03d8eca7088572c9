import { answerHolds } from '../digest/answer-place.ts';
import type { Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../phrase.ts';
import { eachBinding } from './each-binding.ts';

/**
 * A variable of a phrase: a field of an element's call has the value that a field of an earlier element's call had, or one
 * that stood in that call's answer, or in the user's words.
 */
export interface Variable {
  /** Index of the earlier element; {@link USER} for the user. */
  readonly from: number;
  /** Absent when the value is from the answer or the user. */
  readonly fromField?: string;
  readonly to: number;
  readonly toField: string;
}

/** Stands for the user as the source of a variable. */
export const USER = -1;

// Truth values and small numbers are equal by chance.
const FLAG = /^(?:true|false|null|-?\d{1,2})$/;
// A variable holds in most places, as in the patterns that people read.
const MIN_SHARE = 0.5;
const MIN_HELD = 3;

/**
 * Which arguments of a phrase's calls mostly repeat an argument of an earlier element's call, wherever in the run that was
 * last made, or something that its answer, or the user, said.
 *
 * @param fragments - the learned runs
 * @returns at most three per field: the user, the argument, and the answer, that held it most often
 */
export function phraseVariables(fragments: readonly Fragment[], phrase: Phrase, tasks: ArrayLike<number>): Variable[] {
  const tallies = new Map<string, { variable: Variable; held: number; tried: number; tasks: Set<number> }>();
  const note = (variable: Variable, held: boolean, task: number): void => {
    const key = JSON.stringify([variable.to, variable.toField, variable.from, variable.fromField]);
    const tally = tallies.get(key) ?? { variable, held: 0, tried: 0, tasks: new Set<number>() };
    tallies.set(key, tally);
    tally.tried++;
    if (!held) return;
    tally.held++;
    tally.tasks.add(task);
  };
  for (const [run, fragment] of fragments.entries()) {
    eachBinding(fragment, phrase, (call, to, latest) => {
      for (const argument of call.arguments) {
        const { field: toField, value, text } = argument;
        const telling = text !== undefined && !FLAG.test(text);
        note({ from: USER, to, toField }, telling && argument.fromUser, tasks[run]!);
        for (let from = to - 1; from >= 0; from--) {
          const earlier = latest[from];
          if (earlier === undefined) continue;
          if (earlier.result !== undefined)
            note({ from, to, toField }, telling && answerHolds(earlier.result, argument), tasks[run]!);
          for (const { field: fromField, value: same } of earlier.arguments)
            note({ from, fromField, to, toField }, telling && value === same, tasks[run]!);
        }
      }
    });
  }
  const best = new Map<string, { variable: Variable; held: number }>();
  for (const { variable, held, tried, tasks: seen } of tallies.values()) {
    if (held < MIN_HELD || held < MIN_SHARE * tried || seen.size < 2) continue;
    const key = JSON.stringify([
      variable.to,
      variable.toField,
      variable.fromField === undefined,
      variable.from === USER,
    ]);
    if (held > (best.get(key)?.held ?? 0)) best.set(key, { variable, held });
  }
  return [...best.values()].map(({ variable }) => variable);
}
