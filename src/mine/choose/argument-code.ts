import type { Corpus } from '../digest/corpus.ts';
import type { Call, Fragment } from '../digest/fragment.ts';
import type { Phrase } from '../workflow/find-occurrences.ts';
import type { Order1, Written } from './order1.ts';

/** A variable of a phrase: a field of an element's call has the value that a field of an earlier element's call had. */
export interface Variable {
  readonly from: number;
  readonly fromField: string;
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
 * Which arguments of a phrase's calls nearly always repeat an argument of an earlier element's call, wherever in the run
 * that was last made.
 *
 * @param fragments - the learned runs
 * @returns at most one per field, the nearest earlier element's first
 */
export function phraseVariables(fragments: readonly Fragment[], phrase: Phrase, tasks: ArrayLike<number>): Variable[] {
  const tallies = new Map<string, { variable: Variable; held: number; tried: number; tasks: Set<number> }>();
  for (const [run, fragment] of fragments.entries()) {
    eachBinding(fragment, phrase, (call, to, latest) => {
      for (const { field: toField, value, text } of call.arguments) {
        for (let from = to - 1; from >= 0; from--) {
          for (const { field: fromField, value: earlier } of latest[from]?.call.arguments ?? []) {
            const key = JSON.stringify([to, toField, from, fromField]);
            let tally = tallies.get(key);
            if (tally === undefined)
              tallies.set(key, (tally = { variable: { from, fromField, to, toField }, held: 0, tried: 0, tasks: new Set() }));
            tally.tried++;
            if (value !== earlier || text === undefined || FLAG.test(text)) continue;
            tally.held++;
            tally.tasks.add(tasks[run]!);
          }
        }
      }
    });
  }
  const best = new Map<string, { variable: Variable; held: number }>();
  for (const { variable, held, tried, tasks: seen } of tallies.values()) {
    if (held < MIN_HELD || held < MIN_SHARE * tried || seen.size < 2) continue;
    const key = `${variable.to}\n${variable.toField}`;
    if (held > (best.get(key)?.held ?? 0)) best.set(key, { variable, held });
  }
  return [...best.values()].map(({ variable }) => variable);
}

/** Where a variable says what a value is: its place, and whether it is right. Places ascend. */
export interface Foretold {
  readonly places: Int32Array;
  readonly runs: Int32Array;
  readonly right: Uint8Array;
}

/** Follows a variable through runs. */
export function followVariable({ fragments, from }: Values, phrase: Phrase, variable: Variable): Foretold {
  const places: number[] = [];
  const runs: number[] = [];
  const right: number[] = [];
  for (const [run, fragment] of fragments.entries()) {
    eachBinding(fragment, phrase, (call, to, latest, place) => {
      if (to !== variable.to) return;
      const source = latest[variable.from]?.call.arguments.find(({ field }) => field === variable.fromField);
      const k = call.arguments.findIndex(({ field }) => field === variable.toField);
      if (source === undefined || k < 0) return;
      places.push(from[run]! + place + k);
      runs.push(run);
      right.push(call.arguments[k]!.value === source.value ? 1 : 0);
    });
  }
  return { places: Int32Array.from(places), runs: Int32Array.from(runs), right: Uint8Array.from(right) };
}

const TRUST_ROUNDS = 6;

/** How far a variable is to be trusted (0–1), beside what is likely anyway: by expectation maximisation. */
export function learnTrust({ chances }: Values, { places, runs, right }: Foretold, use: (run: number) => boolean): number {
  let trust = 0.5;
  for (let round = 0; round < TRUST_ROUNDS; round++) {
    let due = 0;
    let tried = 0;
    for (let i = 0; i < places.length; i++) {
      if (!use(runs[i]!)) continue;
      tried++;
      if (right[i] === 1) due += trust / (trust + (1 - trust) * chances[places[i]!]!);
    }
    trust = due / (tried + 2);
  }
  return trust;
}

/** How many times likelier a foretold value is when a variable is trusted so far. */
export function trustFactor({ chances }: Values, { places, right }: Foretold, i: number, trust: number): number {
  return 1 - trust + (right[i] === 1 ? trust / chances[places[i]!]! : 0);
}

/** The calls of a run that an element of a phrase matches, with the latest call of each element before, and the index of its first value. */
function eachBinding(
  fragment: Fragment,
  { elements }: Phrase,
  visit: (call: Call, element: number, latest: readonly ({ call: Call } | undefined)[], place: number) => void,
): void {
  const latest: ({ call: Call } | undefined)[] = elements.map(() => undefined);
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
      if (meant !== undefined) latest[to] = { call: meant };
    }
    place += call?.arguments.length ?? 0;
  }
}

function lastFailed({ calls }: Fragment, before: number): Call | undefined {
  for (let i = before - 1; i >= 0 && i >= before - 8; i--) if (calls[i]!.failed) return calls[i];
  return undefined;
}
