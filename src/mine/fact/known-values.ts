import { falseDiscovery } from '../../core/false-discovery.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { AnswerValue } from '../digest/answer-values.ts';
import type { Call } from '../digest/fragment.ts';
import type { Asked, LookUp } from './look-ups.ts';
import { fieldKey } from '../repair/call-difference.ts';
import { mayBeAsked, mayBeKnown } from './may-be-known.ts';
import { stableValue, type StableValue } from './stable-value.ts';

/** A value that a look-up always answers. */
export interface KnownValue extends StableValue {
  /** `''` when the whole answer is the value. */
  readonly name: string;
  /** Share of its times after which the value stood in a later call, 0–1. */
  readonly used: number;
}

const MAX_Q = 0.05;
// How likely the same value comes twice by chance, where the tool was never asked anything else: a number, and a name.
const ALONE = { short: 0.1, long: 0.02 } as const;
const LONG = 4;
// A value that is missing from more answers than this is not what is asked for.
const MOST = 0.9;
const MAX_LATER = 60;
const MIN_USED = 4;

/**
 * The values that look-ups answer the same each time (or since they last changed), more often than chance: judged by how
 * often the tool gives that value when it is asked something else. False discovery rate 0.05 over all values tested.
 *
 * @returns one list per look-up, in the answer's order
 */
export function knownValues(corpus: Corpus, all: readonly LookUp[]): KnownValue[][] {
  const byTool = new Map<string, Map<string, number>>();
  const told = all.map((lookUp) => valuesTold(lookUp.places));
  for (const [i, { tool }] of all.entries()) {
    for (const [name, values] of told[i]!) {
      const key = `${tool}\n${name}`;
      const counts = byTool.get(key) ?? new Map<string, number>();
      byTool.set(key, counts);
      for (const { value } of values) add(counts, value);
    }
  }
  const tested = all.flatMap((lookUp, i) =>
    [...told[i]!].flatMap(([name, values]) => {
      if (values.length < MOST * lookUp.places.length || !mayBeAsked(name)) return [];
      if (lookUp.asked.some(([, asked]) => asked === values[0]!.value)) return [];
      const stable = stableValue(
        values.map(({ place, value }) => {
          const { startedAt } = corpus.fragments[place.run]!;
          return {
            run: place.run,
            task: corpus.tasks[place.run]!,
            value,
            ...(startedAt !== undefined && { at: startedAt }),
          };
        }),
      );
      if (stable === undefined || !mayBeKnown(stable.value) || stable.value === lookUp.project) return [];
      const elsewhere = chanceElsewhere(byTool.get(`${lookUp.tool}\n${name}`)!, values, stable.value);
      return [
        {
          i,
          known: { ...stable, name, used: usedShare(corpus, values, name, stable.value) },
          p: elsewhere ** (stable.tasks - 1),
        },
      ];
    }),
  );
  const q = falseDiscovery(tested.map(({ p }) => p));
  const known: KnownValue[][] = all.map(() => []);
  for (const [k, { i, known: value }] of tested.entries()) if (q[k]! <= MAX_Q) known[i]!.push(value);
  return known;
}

interface ToldValue {
  readonly place: Asked;
  readonly value: string;
}

/** Values by name; those without a name (quantities of a sentence) are one. */
function valuesTold(places: readonly Asked[]): Map<string, ToldValue[]> {
  const told = new Map<string, ToldValue[]>();
  // Names that differ in what is only put beside them are one, the first.
  const names = new Map<string, string>();
  for (const place of places) {
    const named = new Map<string, string>();
    for (const [written, value] of place.call.result?.values ?? ([] as readonly AnswerValue[])) {
      const name = names.get(fieldKey(written)) ?? written;
      names.set(fieldKey(written), name);
      const before = named.get(name);
      if (before === undefined) named.set(name, value);
      else named.set(name, `${before}, ${value}`);
    }
    for (const [name, value] of named) {
      const values = told.get(name) ?? [];
      told.set(name, values);
      values.push({ place, value });
    }
  }
  return told;
}

function chanceElsewhere(counts: ReadonlyMap<string, number>, own: readonly ToldValue[], value: string): number {
  let all = 0;
  for (const n of counts.values()) all += n;
  const same = own.filter((one) => one.value === value).length;
  const others = all - own.length;
  return others === 0
    ? ALONE[value.length < LONG ? 'short' : 'long']
    : Math.max(0, (counts.get(value) ?? 0) - same + 0.5) / (others + 1);
}

function add(counts: Map<string, number>, value: string): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** How often a later call of the run had the value as an argument, or its command line held it or its name. */
function usedShare({ fragments }: Corpus, told: readonly ToldValue[], name: string, value: string): number {
  // `test:unit` of `scripts` is used by `npm run test:unit`.
  const key = name.slice(name.lastIndexOf('.') + 1);
  const used = told.filter(({ place: { run, call } }) =>
    laterCalls(fragments[run]!.calls, call).some(
      (later) =>
        later.arguments.some(({ text }) => text === value) ||
        holdsWord(later.command, value) ||
        holdsWord(later.command, key),
    ),
  );
  return used.length / told.length;
}

function holdsWord(command: string | undefined, word: string): boolean {
  return command !== undefined && word.length >= MIN_USED && ` ${command} `.includes(` ${word} `);
}

function laterCalls(calls: readonly Call[], { at }: Call): readonly Call[] {
  let low = 0;
  let high = calls.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (calls[middle]!.at <= at) low = middle + 1;
    else high = middle;
  }
  return calls.slice(low, low + MAX_LATER);
}
