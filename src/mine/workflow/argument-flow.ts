import { mostCommon } from '../../core/most-common.ts';
import { answerHolds } from '../digest/answer-place.ts';
import { callAt, type Corpus } from '../digest/corpus.ts';
import type { Call } from '../digest/fragment.ts';
import type { Argument } from '../digest/value-origins.ts';
import { symbolTool } from '../wording/tool-words.ts';
import { COMPOSED } from './call-values.ts';

/** A field of a call in a sequence, and where its value usually comes from. */
export interface FlowingField {
  readonly field: string;
  /**
   * `answer`: the answer to an earlier call of the sequence held it; `same`: an earlier call of the sequence had it too;
   * `user`: the user said it; `result`: another answer held it; `constant`: it is always the same.
   */
  readonly from: 'answer' | 'same' | 'user' | 'result' | 'constant';
  /** The element that had or answered it, of `answer` and `same`. */
  readonly of?: number;
  /** Variables with the same letter have the same value; absent for constants. */
  readonly letter?: string;
  /** The value, for constants. */
  readonly value?: string;
}

/** One element of a sequence with its flowing fields; empty for moves. */
export interface ElementFlow {
  readonly fields: readonly FlowingField[];
}

// A field flows the way it does in most occurrences.
const MOST = 0.6;
// A field that only one of several alternatives has is shown when it is in this share of the occurrences.
const SOME = 0.25;
const MAX_OCCURRENCES = 400;
// Less often, or with a date or an id in it, a value that is always the same may be an accident.
const MIN_CONSTANT = 4;
const MIN_CONSTANT_TASKS = 3;
const PLAIN_VALUE = /^(?!.*\d{4})[\w .,:/@+-]{1,40}$/;
const FLAG = /^(?:true|false|null|\d{1,2}|.?)$/su;

/**
 * Where the arguments of a sequence's calls come from: an earlier call of the same sequence or its answer, the user's
 * words, another answer, or nowhere because they are always the same.
 *
 * @param occurrences - run and symbol indexes, as many per occurrence as the sequence has elements
 * @returns one entry per element
 */
export function argumentFlow(
  { fragments, tasks }: Corpus,
  occurrences: readonly { readonly run: number; readonly at: readonly number[] }[],
): ElementFlow[] {
  const length = occurrences[0]?.at.length ?? 0;
  const tallies = Array.from({ length }, () => new Map<string, FieldTally>());
  for (const { run, at } of occurrences.slice(0, MAX_OCCURRENCES)) {
    const calls = at.map((index) => callAt(fragments[run]!, index));
    for (const [k, call] of calls.entries()) {
      const seen = new Set<string>();
      for (const argument of call?.arguments ?? []) {
        if (seen.has(argument.field)) continue;
        seen.add(argument.field);
        const tally = tallyOf(tallies[k]!, argument.field);
        tally.tasks.add(tasks[run]!);
        count(tally, argument, calls.slice(0, k));
      }
    }
  }
  return nameValues(tallies, Math.min(occurrences.length, MAX_OCCURRENCES));
}

interface FieldTally {
  n: number;
  user: number;
  result: number;
  /** By element and field. */
  readonly same: Map<string, number>;
  /** By element. */
  readonly answer: Map<number, number>;
  readonly values: Map<number, string>;
  readonly tasks: Set<number>;
}

function tallyOf(tallies: Map<string, FieldTally>, field: string): FieldTally {
  let tally = tallies.get(field);
  if (tally === undefined) {
    tally = { n: 0, user: 0, result: 0, same: new Map(), answer: new Map(), values: new Map(), tasks: new Set() };
    tallies.set(field, tally);
  }
  return tally;
}

function count(tally: FieldTally, argument: Argument, before: readonly (Call | undefined)[]): void {
  tally.n++;
  tally.values.set(argument.value, argument.text ?? '');
  if (argument.fromUser) tally.user++;
  if (argument.fromResult) tally.result++;
  if (argument.text === undefined || FLAG.test(argument.text) || COMPOSED.test(argument.text)) return;
  const { value } = argument;
  const answered = before.findIndex((call) => answerHolds(call?.result, argument));
  if (answered >= 0) tally.answer.set(answered, (tally.answer.get(answered) ?? 0) + 1);
  for (const [j, call] of before.entries()) {
    const twin = call?.arguments.find((other) => other.value === value);
    if (twin === undefined) continue;
    const key = `${j} ${twin.field}`;
    tally.same.set(key, (tally.same.get(key) ?? 0) + 1);
    break;
  }
}

function nameValues(tallies: readonly Map<string, FieldTally>[], n: number): ElementFlow[] {
  const letters = new Map<string, string>();
  return tallies.map((fields, k) => ({
    fields: [...fields]
      .filter(([, tally]) => tally.n >= SOME * n)
      .flatMap(([field, tally]): FlowingField[] => {
        const [value] = tally.values.values();
        if (tally.values.size === 1 && tally.n >= MIN_CONSTANT && tally.tasks.size >= MIN_CONSTANT_TASKS) {
          // What a tool's answer or a user said first may be planted, or private: only the agent's own constants are kept.
          const own = tally.user === 0 && tally.result === 0 && value !== undefined && PLAIN_VALUE.test(value);
          return own ? [{ field, from: 'constant', value }] : [];
        }
        const origin = originOf(tally);
        if (origin === undefined) return [];
        const { from, of, twin } = origin;
        const letter = (twin === undefined ? undefined : letters.get(twin)) ?? letterOf(letters.size);
        letters.set(`${k} ${field}`, letter);
        return [{ field, from, letter, ...(of !== undefined && { of }) }];
      }),
  }));
}

function originOf({
  n,
  user,
  result,
  same,
  answer,
}: FieldTally): { from: FlowingField['from']; of?: number; twin?: string } | undefined {
  const twin = mostCommon(same);
  if (twin !== undefined && twin[1] >= MOST * n)
    return { from: 'same', of: Number.parseInt(twin[0], 10), twin: twin[0] };
  const source = mostCommon(answer);
  if (source !== undefined && source[1] >= MOST * n && user < MOST * n) return { from: 'answer', of: source[0] };
  if (user >= MOST * n) return { from: 'user' };
  return result >= MOST * n ? { from: 'result' } : undefined;
}

function letterOf(n: number): string {
  return String.fromCodePoint(97 + (n % 26)) + (n < 26 ? '' : String(Math.floor(n / 26)));
}

const MAX_SHOWN_FIELDS = 3;

/** A sequence as people read it: `get_user(id=⟨a⟩) → user confirm → cancel(id=⟨b⟩)`. */
export function flowPattern(elements: readonly (readonly string[])[], flow: readonly ElementFlow[]): string {
  return elements
    .map((symbols, k) => {
      if (!symbols[0]!.includes('tool:')) return symbols[0]!.replace(':', ' ');
      const shell = symbols.every((symbol) => symbolTool(symbol).command !== undefined);
      const fields = (shell ? [] : (flow[k]?.fields ?? []))
        .slice(0, MAX_SHOWN_FIELDS)
        .map(({ field, letter, value }) => `${field}=${letter === undefined ? JSON.stringify(value) : `⟨${letter}⟩`}`);
      const tools = symbols.map((symbol) => symbolTool(symbol).command ?? symbolTool(symbol).tool).join(' | ');
      return fields.length === 0 ? tools : `${tools}(${fields.join(', ')})`;
    })
    .join(' → ');
}
