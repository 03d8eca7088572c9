import { callAt, type Corpus } from '../digest/corpus.ts';
import { symbolTool } from '../wording/tool-words.ts';

/** A field of a call in a sequence, and where its value usually comes from. */
interface FlowingField {
  readonly field: string;
  /** `user`: the user said it; `result`: an earlier answer held it; `same`: an earlier call of the sequence had it too. */
  readonly from: 'user' | 'result' | 'same' | 'constant';
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
const MIN_CONSTANT = 3;
const PLAIN_VALUE = /^(?!.*\d{5})[\w .,:/@+-]{1,40}$/;
const FLAG = /^(?:true|false|null|\d{1,2})$/;

/**
 * Where the arguments of a sequence's calls come from: the user's words, an earlier answer, an earlier call of the same
 * sequence, or nowhere because they are always the same.
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
        tally.n++;
        tally.tasks.add(tasks[run]!);
        tally.values.set(argument.value, argument.text ?? '');
        if (argument.fromUser) tally.user++;
        if (argument.fromResult) tally.result++;
        if (argument.text === undefined || FLAG.test(argument.text)) continue;
        for (let j = 0; j < k; j++) {
          const twin = calls[j]?.arguments.find(({ value }) => value === argument.value);
          if (twin === undefined) continue;
          const key = `${j} ${twin.field}`;
          tally.same.set(key, (tally.same.get(key) ?? 0) + 1);
          break;
        }
      }
    }
  }
  return name(tallies, Math.min(occurrences.length, MAX_OCCURRENCES));
}

interface FieldTally {
  n: number;
  user: number;
  result: number;
  readonly same: Map<string, number>;
  readonly values: Map<number, string>;
  readonly tasks: Set<number>;
}

function tallyOf(tallies: Map<string, FieldTally>, field: string): FieldTally {
  let tally = tallies.get(field);
  if (tally === undefined) {
    tally = { n: 0, user: 0, result: 0, same: new Map(), values: new Map(), tasks: new Set() };
    tallies.set(field, tally);
  }
  return tally;
}

function name(tallies: readonly Map<string, FieldTally>[], n: number): ElementFlow[] {
  const letters = new Map<string, string>();
  return tallies.map((fields, k) => ({
    fields: [...fields]
      .filter(([, tally]) => tally.n >= SOME * n)
      .flatMap(([field, tally]): FlowingField[] => {
        const [twin] = [...tally.same].sort(([, a], [, b]) => b - a);
        const [value] = tally.values.values();
        if (tally.values.size === 1 && tally.n >= MIN_CONSTANT && tally.tasks.size >= 2) {
          // What a tool's answer or a user said first may be planted, or private: only the agent's own constants are kept.
          const own = tally.user === 0 && tally.result === 0 && value !== undefined && PLAIN_VALUE.test(value);
          return own ? [{ field, from: 'constant', value }] : [];
        }
        let from: 'user' | 'result' | 'same';
        if (twin !== undefined && twin[1] >= MOST * tally.n) from = 'same';
        else if (tally.user >= MOST * tally.n) from = 'user';
        else if (tally.result >= MOST * tally.n) from = 'result';
        else return [];
        const letter = (from === 'same' ? letters.get(twin![0]) : undefined) ?? letterOf(letters.size);
        letters.set(`${k} ${field}`, letter);
        return [{ field, from, letter }];
      }),
  }));
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
      const fields = (flow[k]?.fields ?? [])
        .slice(0, MAX_SHOWN_FIELDS)
        .map(({ field, letter, value }) => `${field}=${letter === undefined ? JSON.stringify(value) : `⟨${letter}⟩`}`);
      const tools = symbols.map((symbol) => symbolTool(symbol).command ?? symbolTool(symbol).tool).join(' | ');
      return fields.length === 0 ? tools : `${tools}(${fields.join(', ')})`;
    })
    .join(' → ');
}
