import { addCount } from '../../core/add-count.ts';
import { falseDiscovery } from '../../core/false-discovery.ts';
import { mostCommon } from '../../core/most-common.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { AnswerValue } from '../digest/answer-values.ts';
import type { Call } from '../digest/fragment.ts';
import { lastField, type Asked, type LookUp } from './look-ups.ts';
import { fieldKey } from '../repair/call-difference.ts';
import { holdsWords, mayBeAsked, mayBeKnown } from './may-be-known.ts';
import { withoutProject } from './plain-command.ts';
import { stableValue, type StableValue, type Told } from './stable-value.ts';

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
const MAX_VALUES = 1000;
const MIN_USED = 4;

/**
 * The values that look-ups answer the same each time (or since they last changed), more often than chance: judged by how
 * often the tool gives that value when it is asked something else. False discovery rate 0.05 over all values tested.
 *
 * @returns one list per look-up, in the answer's order
 */
export function knownValues(corpus: Corpus, all: readonly LookUp[]): KnownValue[][] {
  const byTool = allValues(corpus, all);
  const told = all.map((lookUp) => valuesTold(lookUp.places));
  const tested = all.flatMap((lookUp, i) =>
    [...told[i]!].flatMap(([field, { name, values }]): TestedValue[] => {
      if (values.length < MOST * lookUp.places.length) return [];
      const stable = stableValue(values.map(({ place, value }) => toldAt(corpus, place.run, value)));
      // What varies was looked at, too: it counts among what is tested.
      if (stable === undefined) return [{ i, value: undefined, p: 1 }];
      const chance = chanceElsewhere(
        byTool.get(`${lookUp.tool}\n${field}`) ?? new Map<string, number>(),
        byTool.get(`${lookUp.tool}\n${field}\n${askedValues(lookUp.places[0]!.call)}`) ?? new Map<string, number>(),
        stable.value,
      );
      const value = { ...stable, name, used: usedShare(corpus, values, name, stable.value) };
      return [{ i, value, p: chance ** (stable.tasks - 1) }];
    }),
  );
  const q = falseDiscovery(tested.map(({ p }) => p));
  const known: KnownValue[][] = all.map(() => []);
  for (const [k, { i, value }] of tested.entries())
    if (value !== undefined && q[k]! <= MAX_Q && mayBeStated(all[i]!, value)) known[i]!.push(value);
  return known;
}

/** How often these tools gave each value, by tool and field, whatever they were asked; and by what they were asked, too. */
function allValues({ fragments }: Corpus, all: readonly LookUp[]): Map<string, Map<string, number>> {
  const tools = new Set(all.map(({ tool }) => tool));
  const questions = new Set(all.map(({ tool, places }) => `${tool}\n${askedValues(places[0]!.call)}`));
  const byTool = new Map<string, Map<string, number>>();
  for (const [run, { calls }] of fragments.entries()) {
    for (const call of calls) {
      if (!tools.has(call.name) || call.result?.values === undefined) continue;
      for (const [field, { values }] of valuesTold([{ run, call }])) {
        const key = `${call.name}\n${field}`;
        const asked = askedValues(call);
        for (const counted of questions.has(`${call.name}\n${asked}`) ? [key, `${key}\n${asked}`] : [key]) {
          const counts = byTool.get(counted) ?? new Map<string, number>();
          byTool.set(counted, counts);
          for (const { value } of values) addCount(counts, counts.size < MAX_VALUES || counts.has(value) ? value : '');
        }
      }
    }
  }
  return byTool;
}

/** What a call asks, whatever its fields are called: the same question under another field's name is no other question. */
function askedValues({ arguments: asked }: Call): string {
  return asked
    .map(({ value }) => value)
    .sort((a, b) => a - b)
    .join(' ');
}

/** What a run was told, paths within the project, and when. */
export function toldAt({ fragments, tasks }: Corpus, run: number, value: string): Told {
  const { startedAt, project } = fragments[run]!;
  return {
    run,
    task: tasks[run]!,
    value: withoutProject(value, project),
    ...(startedAt !== undefined && { at: startedAt }),
  };
}

/** Nothing secret, personal or passing, and not what was asked. */
function mayBeStated({ asked, project }: LookUp, { name, value }: KnownValue): boolean {
  if (holdsWords(name) && value.includes(' ') && !/^\d/.test(value)) return false;
  return mayBeAsked(name) && mayBeKnown(value) && value !== project && asked.every(([, given]) => given !== value);
}

interface TestedValue {
  /** Index of the look-up. */
  readonly i: number;
  /** Undefined when it varies. */
  readonly value: KnownValue | undefined;
  readonly p: number;
}

interface ToldValue {
  readonly place: Asked;
  readonly value: string;
}

interface ToldField {
  /** As it is mostly written. */
  readonly name: string;
  readonly values: readonly ToldValue[];
}

/** Values by name; names that differ only in what is put beside them are one. */
function valuesTold(places: readonly Asked[]): Map<string, ToldField> {
  const told = new Map<string, { values: ToldValue[]; names: Map<string, number> }>();
  for (const place of places) {
    const named = new Map<string, { name: string; value: string }>();
    for (const [name, value] of place.call.result?.values ?? ([] as readonly AnswerValue[])) {
      const key = fieldKey(name);
      if (!named.has(key)) named.set(key, { name, value });
    }
    for (const [key, { name, value }] of named) {
      const field = told.get(key) ?? { values: [], names: new Map<string, number>() };
      told.set(key, field);
      field.values.push({ place, value });
      addCount(field.names, name);
    }
  }
  return new Map(
    [...told].map(([key, { values, names }]) => {
      const [name] = mostCommon(names)!;
      return [key, { name, values }];
    }),
  );
}

function chanceElsewhere(counts: ReadonlyMap<string, number>, own: ReadonlyMap<string, number>, value: string): number {
  const sum = (all: ReadonlyMap<string, number>): number => [...all.values()].reduce((total, n) => total + n, 0);
  const others = sum(counts) - sum(own);
  return others === 0
    ? ALONE[value.length < LONG ? 'short' : 'long']
    : Math.max(0, (counts.get(value) ?? 0) - (own.get(value) ?? 0) + 0.5) / (others + 1);
}

/** How often a later call of the run had the value as an argument, or its command line held it or its name. */
function usedShare({ fragments }: Corpus, told: readonly ToldValue[], name: string, value: string): number {
  // `test:unit` of `scripts` is used by `npm run test:unit`.
  const key = ` ${lastField(name)} `;
  // `pnpm@9.1.0` by `pnpm install`.
  const [plain] = value.split('@') as [string];
  const used = told.filter(({ place: { run, call } }) =>
    laterCalls(fragments[run]!.calls, call).some(
      (later) =>
        later.arguments.some(({ text }) => text === value) ||
        holdsWord(later.command, plain) ||
        (key.length >= MIN_USED + 2 && ` ${later.command} `.includes(key)),
    ),
  );
  return used.length / told.length;
}

function holdsWord(command: string | undefined, word: string): boolean {
  const at = command === undefined || word.length < MIN_USED ? -1 : command.indexOf(word);
  return at >= 0 && !/\w/.test(`${command![at - 1] ?? ''}${command![at + word.length] ?? ''}`);
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
