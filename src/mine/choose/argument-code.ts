import type { Corpus } from '../digest/corpus.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../workflow/find-occurrences.ts';
import { SPEAKERS } from '../digest/run-sentences.ts';
import type { Argument } from '../digest/value-origins.ts';
import type { Order1, Written } from './order1.ts';

/**
 * A variable of a phrase: a field of an element's call has the value that a field of an earlier element's call had, or one
 * that stood in that call's answer, or in the user's words.
 */
export interface Variable {
  /** Index of the earlier element; −1 for the user. */
  readonly from: number;
  /** Absent when the value is from the answer or the user. */
  readonly fromField?: string;
  readonly to: number;
  readonly toField: string;
}

/** The values of runs' arguments, to be written down after their calls. */
export interface Values {
  readonly fragments: readonly Fragment[];
  readonly written: readonly Written[];
  /** Index of each run's first value; one more for the number of all. */
  readonly from: Int32Array;
  /** How likely each value is so far. */
  readonly chances: Float64Array;
}

// Truth values and small numbers are equal by chance.
const FLAG = /^(?:true|false|null|-?\d{1,2})$/;
// A variable holds in most places, as in the patterns that people read.
const MIN_SHARE = 0.5;
const MIN_HELD = 3;

/** The values of each run's arguments in order, each in the context of its tool and field. */
export function writeValues({ fragments }: Pick<Corpus, 'fragments'>): { written: Written[]; size: number } {
  const ids = new Map<string, number>();
  const idOf = (key: string): number => {
    let id = ids.get(key);
    if (id === undefined) ids.set(key, (id = ids.size));
    return id;
  };
  const written = fragments.map(({ calls }) => {
    const contexts: number[] = [];
    const symbols: number[] = [];
    for (const { name, arguments: fields } of calls) {
      for (const { field, value } of fields) {
        contexts.push(idOf(`${name}\n${field}`));
        symbols.push(idOf(`=${value}`));
      }
    }
    return { contexts: Int32Array.from(contexts), symbols: Int32Array.from(symbols) };
  });
  return { written, size: ids.size };
}

/** Opens the values of runs; `tasks` as for `openPages`. */
export function openValues(
  fragments: readonly Fragment[],
  written: readonly Written[],
  order1: Order1,
  tasks?: ArrayLike<number>,
): Values {
  const from = new Int32Array(written.length + 1);
  for (const [run, { symbols }] of written.entries()) from[run + 1] = from[run]! + symbols.length;
  const chances = new Float64Array(from.at(-1)!);
  for (const [run, { contexts, symbols }] of written.entries()) {
    for (let i = 0; i < symbols.length; i++)
      chances[from[run]! + i] = order1.chance(contexts[i]!, symbols[i]!, tasks?.[run]);
  }
  return { fragments, written, from, chances };
}

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
            note({ from, to, toField }, telling && holds(earlier, argument), tasks[run]!);
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

/** Whether a call's answer was the first or the last that held a value. */
function holds({ result }: Call, { heldFirst, heldLast }: Argument): boolean {
  const place = result!.step * 4096 + result!.part;
  return place === heldFirst || place === heldLast;
}

const USER = -1;
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
  return holds(source, argument) ? anyWords(argument, source.result.length / MIN_WORD) : 0;
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

/** The calls of a run that an element of a phrase matches, with the latest call of each element before, and the index of its first value. */
function eachBinding(
  fragment: Fragment,
  { elements }: Phrase,
  visit: (call: Call, element: number, latest: readonly (Call | undefined)[], place: number) => void,
): void {
  const latest: (Call | undefined)[] = elements.map(() => undefined);
  let place = 0;
  let next = 0;
  for (let at = 0; at < fragment.symbols.length; at++) {
    const symbol = fragment.symbols[at]!;
    const call = fragment.calls[next]?.at === at ? fragment.calls[next++] : undefined;
    const to = elements.findLastIndex((element) => element.includes(symbol));
    if (to >= 0) {
      if (call !== undefined) visit(call, to, latest, place);
      // What failed is the call before its error.
      const meant = call ?? lastFailed(fragment, next);
      if (meant !== undefined) latest[to] = meant;
    }
    place += call?.arguments.length ?? 0;
  }
}

function lastFailed({ calls }: Fragment, before: number): Call | undefined {
  for (let i = before - 1; i >= 0 && i >= before - 8; i--) if (calls[i]!.failed) return calls[i];
  return undefined;
}
