import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import type { ComparedMeasure, RunMark } from './compared-measure.ts';

/** A part that is counted, and of which whole. */
export interface ComparedPart extends Pick<ComparedMeasure, 'measure' | 'kind' | 'unit'> {
  readonly whole: number;
}

/** What runs have of every whole and part. Slots: wholes first, then parts. */
export interface Columns {
  readonly runs: readonly { readonly run: BehaviorSequence; readonly side: 0 | 1 }[];
  readonly wholes: number;
  /** The first of the wholes that count what follows a behavior. */
  readonly departures: number;
  readonly parts: readonly ComparedPart[];
  /** Per part, how many runs have any of it, or of transitions how often they come. */
  readonly events: Float64Array;
  /** Puts what one run has, each slot once. */
  readonly add: (run: number, put: (slot: number, value: number) => void) => void;
}

const SUCCESS = 0;
const ALL = 1;

/** Lays out the measures of two cohorts over the union of their alphabets. */
export function tallyRuns(a: SequenceSet, b: SequenceSet, { most, rules }: { readonly most: number; readonly rules: readonly RunMark[] }): Columns {
  const alphabet = [...new Set([...a.alphabet, ...b.alphabet])].sort();
  const placeOf = new Map(alphabet.map((name, place) => [name, place]));
  const places = [a, b].map((set) => Int32Array.from(set.alphabet, (name) => placeOf.get(name)!));
  const runs = ([a, b] as const).flatMap((set, side) => set.sequences.map((run) => ({ run, side: side as 0 | 1 })));
  const k = alphabet.length;
  const frequent = mostFrequent(runs, places, k, most);
  const pairAt = new Int32Array(k).fill(-1);
  for (const [index, place] of frequent.entries()) pairAt[place] = index;
  const m = frequent.length;
  // Wholes: known outcomes, all runs, per behavior the runs that could show it and their tokens, per frequent behavior what follows it.
  const share = (place: number): number => 2 + place;
  const tokens = (place: number): number => 2 + k + place;
  const departures = (index: number): number => 2 + 2 * k + index;
  const wholes = 2 + 2 * k + m;
  const parts: ComparedPart[] = [
    { measure: 'success', kind: 'outcome', unit: 'share', whole: SUCCESS },
    { measure: 'tokens', kind: 'outcome', unit: 'per run', whole: ALL },
    { measure: 'steps', kind: 'outcome', unit: 'per run', whole: ALL },
    ...alphabet.map((measure, place): ComparedPart => ({ measure, kind: 'behavior', unit: 'share', whole: share(place) })),
    ...alphabet.map((name, place): ComparedPart => ({ measure: `${name} per 1000 tokens`, kind: 'behavior', unit: 'per 1000 tokens', whole: tokens(place) })),
    ...frequent.flatMap((from, index) => frequent.map((to): ComparedPart => ({ measure: `${alphabet[from]} -> ${alphabet[to]}`, kind: 'transition', unit: 'share', whole: departures(index) }))),
    ...rules.map(({ name }): ComparedPart => ({ measure: `rule:${name}`, kind: 'rule', unit: 'share', whole: ALL })),
  ];
  const [shown, rate, pairs, broken] = [wholes + 3, wholes + 3 + k, wholes + 3 + 2 * k, wholes + 3 + 2 * k + m * m];
  const counts = new Int32Array(k);
  const followed = new Int32Array(m);
  const follows = new Int32Array(m * m);
  const add: Columns['add'] = (index, put) => {
    const { run, side } = runs[index]!;
    const own = places[side]!;
    put(ALL, 1);
    put(wholes + 1, run.tokens);
    put(wholes + 2, run.steps);
    if (run.success !== undefined) {
      put(SUCCESS, 1);
      put(wholes, run.success ? 1 : 0);
    }
    for (let i = 0; i < own.length; i++) {
      if (run.observed !== undefined && run.observed[i] === 0) continue;
      put(share(own[i]!), 1);
      put(tokens(own[i]!), run.tokens / 1000);
    }
    const touched: number[] = [];
    const touchedPairs: number[] = [];
    const { codes } = run;
    for (let i = 0; i < codes.length; i++) {
      if (run.observed?.[codes[i]!] === 0) continue;
      const code = own[codes[i]!]!;
      if (counts[code]!++ === 0) touched.push(code);
      const from = pairAt[code]!;
      const to = i + 1 < codes.length ? pairAt[own[codes[i + 1]!]!]! : -1;
      if (from < 0 || i + 1 >= codes.length) continue;
      followed[from]!++;
      if (to >= 0 && follows[from * m + to]!++ === 0) touchedPairs.push(from * m + to);
    }
    for (const code of touched) {
      put(shown + code, 1);
      put(rate + code, counts[code]!);
      counts[code] = 0;
      const from = pairAt[code]!;
      if (from < 0) continue;
      put(departures(from), followed[from]!);
      followed[from] = 0;
    }
    for (const pair of touchedPairs) {
      put(pairs + pair, follows[pair]!);
      follows[pair] = 0;
    }
    for (const [i, rule] of rules.entries()) if (rule.broken.has(run.id)) put(broken + i, 1);
  };
  const events = new Float64Array(parts.length);
  for (const index of runs.keys()) {
    add(index, (slot, value) => {
      if (slot >= wholes) events[slot - wholes]! += slot >= pairs && slot < broken ? value : Math.sign(value);
    });
  }
  return { runs, wholes, departures: departures(0), parts, events, add };
} // prettier-ignore

function mostFrequent(
  runs: Columns['runs'],
  places: readonly Int32Array[],
  size: number,
  most: number,
): readonly number[] {
  const counts = new Float64Array(size);
  for (const { run, side } of runs) for (const code of run.codes) counts[places[side]![code]!]!++;
  return [...counts.keys()]
    .filter((place) => counts[place]! > 0)
    .sort((x, y) => counts[y]! - counts[x]! || x - y)
    .slice(0, most)
    .sort((x, y) => x - y);
}
