import { answerPlace } from '../digest/answer-place.ts';
import type { Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import { textHash } from '../digest/text-hash.ts';
import type { ActRun } from './act-runs.ts';

/** Sums and sentences: made of words that stood elsewhere, without having come from there. */
export const COMPOSED = /[*=<>^|]| [-+/] |(?:\s\S+){4}/;

// How many acts a value may travel over.
const REACH = 24;
// Shorter values meet by chance: numbers of things, units, states.
const SPECIFIC_LENGTH = 4;
const MAX_CARRIERS = 3;
const MAX_PATHS = 6;
const PATH = /[\w@~+-]*[./][\w./@~+-]*\w/g;
const SAYS_NOTHING = /^(?:true|false|null|.?)$/su;

/** A value that a call is given. */
export interface CallValue {
  /** `''` for a path in a command line. */
  readonly field: string;
  /** Hash of the value. */
  readonly value: number;
  /** Long enough not to be met by chance. */
  readonly specific: boolean;
  readonly fromUser: boolean;
  /** Places of answers; see `digest/value-origins.ts`. */
  readonly heldFirst?: number;
  readonly heldLast?: number;
}

/** What a call's arguments say that could have come from elsewhere; of a command line the paths in it. */
export function callValues(call: Call): CallValue[] {
  const values: CallValue[] = [];
  // What else a shell is given (a description, a folder, a time limit) is the same for whatever is run.
  for (const argument of call.command === undefined ? call.arguments : []) {
    const { field, value, text, fromUser, heldFirst, heldLast } = argument;
    if (text !== undefined && (SAYS_NOTHING.test(text) || COMPOSED.test(text))) continue;
    values.push({
      field,
      value,
      specific: (text?.length ?? SPECIFIC_LENGTH) >= SPECIFIC_LENGTH,
      fromUser,
      ...(heldFirst !== undefined && { heldFirst }),
      ...(heldLast !== undefined && { heldLast }),
    });
  }
  for (const path of new Set(call.command?.match(PATH)?.slice(0, MAX_PATHS))) {
    if (path.length < SPECIFIC_LENGTH) continue;
    values.push({ field: '', value: textHash(path), specific: true, fromUser: false });
  }
  return values;
}

/** A value of a call, and the earlier acts within reach that it may have come from, nearest last. */
export interface ValueSource {
  /** Index of the act whose call is given the value. */
  readonly to: number;
  readonly value: CallValue;
  /** Indexes of acts whose answers held it. */
  readonly answers: readonly number[];
  /** Indexes of acts whose calls were given it too. */
  readonly twins: readonly number[];
}

/** Calls back for each value of each call of a run, in order. */
export function visitValueSources(
  { fragments }: Corpus,
  { run, acts, calls }: ActRun,
  visit: (source: ValueSource) => void,
): void {
  const fragment = fragments[run]!;
  const answeredBy = new Map<number, number>();
  const givenTo = new Map<number, number[]>();
  for (let to = 0; to < acts.length; to++) {
    const call = calls[to]! < 0 ? undefined : fragment.calls[calls[to]!]!;
    if (call === undefined) continue;
    const values = callValues(call);
    for (const value of values) {
      const answers: number[] = [];
      for (const place of [value.heldFirst, value.heldLast]) {
        const i = place === undefined ? undefined : answeredBy.get(place);
        if (i !== undefined && to - i <= REACH && !answers.includes(i)) answers.push(i);
      }
      const twins = (givenTo.get(value.value) ?? []).filter((i) => to - i <= REACH);
      visit({ to, value, answers, twins });
    }
    if (call.result !== undefined) answeredBy.set(answerPlace(call.result), to);
    for (const { value } of values) {
      const known = givenTo.get(value);
      if (known === undefined) givenTo.set(value, [to]);
      else if (known.at(-1) !== to) {
        known.push(to);
        if (known.length > MAX_CARRIERS) known.shift();
      }
    }
  }
}

/** How often each act stands within reach before a place. */
export function actsBefore({ acts }: ActRun, place: number): Map<number, number> {
  const before = new Map<number, number>();
  for (let i = Math.max(0, place - REACH); i < place; i++) before.set(acts[i]!, (before.get(acts[i]!) ?? 0) + 1);
  return before;
}
