import type { Corpus } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';

/** What can be done: symbols, and classes of symbols that take each other's place. Units are numbers from 0. */
export interface ActUnits {
  /** Ids of each unit's symbols. */
  readonly members: readonly (readonly number[])[];
  /** Units of each symbol id; undefined for symbols that no unit has. */
  readonly unitsOf: ReadonlyMap<number, readonly number[]>;
  /** Units of ways to give up, by symbol id; they are no acts that need or are needed. */
  readonly waysOut: ReadonlyMap<number, number>;
}

/** When a run did what, by unit; all are indexes of its symbols, undefined when never. */
export interface RunActs {
  /** The first attempt, failed or not. */
  first(unit: number): number | undefined;
  last(unit: number): number | undefined;
  /** Without failing. */
  firstDone(unit: number): number | undefined;
  lastDone(unit: number): number | undefined;
  lastFailed(unit: number): number | undefined;
  /** Every time, failed or not. */
  places(unit: number): readonly number[];
  /** The first place where `later` comes at most four calls after `earlier`: both. */
  follows(earlier: number, later: number): readonly [number, number] | undefined;
  /** Where a way to give up was taken last, when no call succeeded any more. */
  gaveUp(unit: number): number | undefined;
  /** Units that the run has. */
  readonly units: readonly number[];
  /** How many calls there are. */
  readonly calls: number;
  /** Whether the run came to an end of its own: an agent had the last word. */
  readonly ended: boolean;
}

// Moves that acts may need; other moves come from what a run is about.
const NEEDED_MOVES = new Set(['user:confirm', 'agent:ask-confirmation']);
/** What agents say instead of going on. To refuse is none: whether it was right cannot be told from how the run ended. */
export const WAYS_OUT: Readonly<Record<string, string>> = {
  'agent:ask-information': 'asking for what you could find out or decide',
  'agent:ask-confirmation': 'asking whether to go on',
};
// What agents do is told by few tools; tests grow with the square of this.
const MAX_UNITS = 100;
/** How many calls after another one still follows it. */
export const NEAR = 4;

/**
 * The acts of agents in a corpus: the calls that most runs make, an asked and a given yes, and the given classes of them.
 *
 * @param classes - ids of symbols that take each other's place
 */
export function actUnits({ fragments, lexicon }: Corpus, classes: readonly (readonly number[])[]): ActUnits {
  const runs = new Map<number, number>();
  for (const { symbols } of fragments) for (const id of new Set(symbols)) runs.set(id, (runs.get(id) ?? 0) + 1);
  const usable = (id: number): boolean => {
    const word = lexicon.word(id);
    return word.startsWith('tool:') || NEEDED_MOVES.has(word);
  };
  const single = [...runs.keys()]
    .filter((id) => runs.get(id)! > 1 && usable(id))
    .sort((a, b) => runs.get(b)! - runs.get(a)! || a - b)
    .slice(0, MAX_UNITS);
  const known = new Set<string>();
  const members = [...single.map((id) => [id]), ...classes.map((ids) => [...ids].sort((a, b) => a - b))].filter(
    (ids) => {
      const key = ids.join(' ');
      return ids.length > 0 && !known.has(key) && known.add(key) && ids.every(usable);
    },
  );
  const unitsOf = new Map<number, number[]>();
  for (const [unit, ids] of members.entries())
    for (const id of ids) unitsOf.set(id, [...(unitsOf.get(id) ?? []), unit]);
  const ways = [...runs.keys()].filter((id) => Object.hasOwn(WAYS_OUT, lexicon.word(id))).sort((a, b) => a - b);
  const waysOut = new Map(ways.map((id, i) => [id, members.length + i]));
  return { members: [...members, ...ways.map((id) => [id])], unitsOf, waysOut };
}

/** Reads off a run when it did what. */
export function runActs(
  { calls, symbols }: Fragment,
  { unitsOf, waysOut, members }: ActUnits,
  corpus: Corpus,
): RunActs {
  const failed = new Set<number>();
  for (const call of calls) if (call.failed) failed.add(call.at);
  const done = new Map<number, number[]>();
  const tried = new Map<number, number[]>();
  const pairs = new Map<number, readonly [number, number]>();
  const recent: number[] = [];
  for (const [at, symbol] of symbols.entries()) {
    const units = unitsOf.get(symbol);
    if (units === undefined) {
      if (corpus.lexicon.word(symbol).startsWith('tool:')) recent.push(at);
      continue;
    }
    for (const unit of units) {
      push(tried, unit, at);
      if (!failed.has(at)) push(done, unit, at);
      for (const before of recent.slice(-NEAR)) {
        for (const earlier of unitsOf.get(symbols[before]!) ?? []) {
          const key = earlier * members.length + unit;
          if (!pairs.has(key)) pairs.set(key, [before, at]);
        }
      }
    }
    recent.push(at);
  }
  const lastCall = calls.findLast((call) => !call.failed)?.at ?? -1;
  const gaveUp = new Map<number, number>();
  for (let at = lastCall + 1; at < symbols.length; at++) {
    const way = waysOut.get(symbols[at]!);
    if (way !== undefined) gaveUp.set(way, at);
  }
  const lastWord = symbols.length === 0 ? '' : corpus.lexicon.word(symbols.at(-1)!);
  return {
    first: (unit) => tried.get(unit)?.[0],
    last: (unit) => tried.get(unit)?.at(-1),
    firstDone: (unit) => done.get(unit)?.[0],
    lastDone: (unit) => done.get(unit)?.at(-1),
    lastFailed: (unit) => tried.get(unit)?.findLast((at) => failed.has(at)),
    places: (unit) => tried.get(unit) ?? [],
    follows: (earlier, later) => pairs.get(earlier * members.length + later),
    gaveUp: (unit) => gaveUp.get(unit),
    units: [...tried.keys()],
    calls: calls.length,
    ended: !lastWord.startsWith('tool:') && !lastWord.startsWith('error:'),
  };
}

function push(lists: Map<number, number[]>, key: number, item: number): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
