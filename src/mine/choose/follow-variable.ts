import { answerHolds } from '../digest/answer-place.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import type { Argument } from '../digest/value-origins.ts';
import type { Phrase } from '../phrase.ts';
import { eachBinding } from './each-binding.ts';
import type { Values } from './open-values.ts';
import { USER, type Variable } from './phrase-variables.ts';

// A word has at least two characters, and something after it. Not all that a user says is kept, which makes up for that.
const MIN_WORD = 3;
const MIN_USER_WORD = 2;

/** Where a variable says what a value is: its place, and whether it is right. Places ascend. */
export interface Foretold {
  readonly places: Int32Array;
  readonly runs: Int32Array;
  /** How likely the value is where the variable holds: 1 when it names one, less when it may be any word of an answer, 0 when it is wrong. */
  readonly right: Float64Array;
}

/** Follows a variable through runs. */
export function followVariable({ fragments, from }: Values, phrase: Phrase, variable: Variable): Foretold {
  const places: number[] = [];
  const runs: number[] = [];
  const right: number[] = [];
  for (const [run, fragment] of fragments.entries()) {
    const said = variable.from === USER ? userLength(fragment) : undefined;
    eachBinding(fragment, phrase, (call, to, latest, place) => {
      if (to !== variable.to) return;
      const k = call.arguments.findIndex(({ field }) => field === variable.toField);
      if (k < 0) return;
      const source = latest[variable.from];
      let likely: number | undefined;
      if (said !== undefined) likely = foretellUser(said(fragment.steps[call.at]!), call.arguments[k]!);
      else if (source !== undefined) likely = foretell(source, call.arguments[k]!, variable);
      if (likely === undefined) return;
      places.push(from[run]! + place + k);
      runs.push(run);
      right.push(likely);
    });
  }
  return { places: Int32Array.from(places), runs: Int32Array.from(runs), right: Float64Array.from(right) };
}

/** Undefined when the earlier call has no such field, or no answer. */
function foretell(source: Call, argument: Argument, { fromField }: Variable): number | undefined {
  if (fromField !== undefined) {
    const earlier = source.arguments.find(({ field }) => field === fromField);
    return earlier === undefined ? undefined : earlier.value === argument.value ? 1 : 0;
  }
  if (source.result === undefined) return undefined;
  return answerHolds(source.result, argument) ? anyWords(argument, source.result.length / MIN_WORD) : 0;
}

/** Undefined when the user has said nothing yet. */
function foretellUser(length: number, argument: Argument): number | undefined {
  if (length === 0) return undefined;
  return argument.fromUser ? anyWords(argument, length / MIN_USER_WORD) : 0;
}

/** How likely a value is that consists of any of so many words. */
function anyWords({ text }: Argument, among: number): number {
  const words = text?.match(/[\p{L}\p{N}_@.#+-]{2,80}/gu)?.length ?? 0;
  return words === 0 ? 0 : (among + 1) ** -words;
}

/** How many characters the user has said before a step. */
function userLength({ sentences }: Fragment): (step: number) => number {
  const speaker = SPEAKERS.indexOf('user');
  const ends = new Map<string, { step: number; end: number }>();
  for (const [i, step] of sentences.steps.entries())
    if (sentences.speakers[i] === speaker) ends.set(`${step} ${sentences.parts[i]}`, { step, end: sentences.ends[i]! });
  const said = [...ends.values()];
  return (before) => said.reduce((sum, { step, end }) => sum + (step < before ? end : 0), 0);
}

const TRUST_ROUNDS = 6;

/** How far a variable is to be trusted (0–1), beside what is likely anyway: by expectation maximisation. */
export function learnTrust(
  { chances }: Values,
  { places, runs, right }: Foretold,
  use: (run: number) => boolean,
): number {
  let trust = 0.5;
  for (let round = 0; round < TRUST_ROUNDS; round++) {
    let due = 0;
    let tried = 0;
    for (let i = 0; i < places.length; i++) {
      if (!use(runs[i]!)) continue;
      tried++;
      const told = trust * right[i]!;
      due += told / (told + (1 - trust) * chances[places[i]!]!);
    }
    trust = due / (tried + 2);
  }
  return trust;
}

/** How many times likelier a foretold value is when a variable is trusted so far. */
export function trustFactor({ chances }: Values, { places, right }: Foretold, i: number, trust: number): number {
  return 1 - trust + (trust * right[i]!) / chances[places[i]!]!;
}

/** Parts of the learned tasks, each of which the others foresee. */
export const FOLDS = [0, 1, 2];

/**
 * The factor at each foretold place, the variable being trusted as far as the other folds teach.
 *
 * @param fold - per run, below `FOLDS.length`; undefined: trusted as far as all runs teach
 */
export function eachTrust(
  values: Values,
  foretold: Foretold,
  fold: readonly number[] | undefined,
  visit: (i: number, factor: number) => void,
): void {
  const trusts =
    fold === undefined
      ? [learnTrust(values, foretold, () => true)]
      : FOLDS.map((k) => learnTrust(values, foretold, (run) => fold[run] !== k));
  for (let i = 0; i < foretold.places.length; i++) {
    const trust = trusts[fold?.[foretold.runs[i]!] ?? 0]!;
    visit(i, trustFactor(values, foretold, i, trust));
  }
}
