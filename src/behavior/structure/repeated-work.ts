import type { CallRecord, ResultRecord } from '../call/call-record.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

/** A call with its answer, as far as repeats go. */
export interface AnsweredCall {
  /** Equal for calls that ask the same. */
  readonly key: string | number;
  /** Equal for equal answers; undefined when there is none, or it is empty. */
  readonly answer: string | number | undefined;
  readonly failed: boolean;
  /** Whether it is known to change something; asked only when that matters. */
  readonly changes: () => boolean;
  /** Whether its arguments are known: logs that leave them out make different changes look the same. */
  readonly told: boolean;
}

/**
 * Sorts of repeated work. `loop`: several calls in turn, again and again, with the same answers; `repeat`: a call with the
 * same arguments and the same answer as before; `retry`: a failed call once more as it was, failing the same way.
 */
export const REPEAT_SORTS = ['loop', 'repeat', 'retry'] as const;
/** One of {@link REPEAT_SORTS}. */
export type RepeatSort = (typeof REPEAT_SORTS)[number];

/** A call that brought nothing new. */
export interface Repeat {
  readonly sort: RepeatSort;
  readonly index: number;
  /** Index of the call it repeats, the latest. */
  readonly of: number;
  /** How many times that call had been made. */
  readonly times: number;
}

const MAX_PERIOD = 4;

/**
 * The calls of a run that repeat an earlier one and got the same answer. It does not count when a call in between is known
 * to have changed something, nor when the answer is another one (polling). A call is of one sort only.
 */
export function repeatedWork(calls: readonly AnsweredCall[]): Repeat[] {
  const looping = loopingCalls(calls);
  const earlier = new Map<AnsweredCall['key'], { readonly index: number; readonly times: number }>();
  const found: Repeat[] = [];
  for (const [index, call] of calls.entries()) {
    const before = earlier.get(call.key);
    const again = before !== undefined && sameAnswer(calls[before.index]!, call);
    if (again && (call.told || !call.changes())) {
      const sort = looping.has(index) ? 'loop' : call.failed ? 'retry' : 'repeat';
      found.push({ sort, index, of: before.index, times: before.times });
    } else if (!again && !call.failed && call.changes()) earlier.clear();
    earlier.set(call.key, { index, times: again ? before.times + 1 : 1 });
  }
  return found;
}

function sameAnswer(a: AnsweredCall, b: AnsweredCall): boolean {
  return a.failed === b.failed && a.answer !== undefined && a.answer === b.answer;
}

/** Indexes of calls in the second and later rounds of a cycle of two to four calls that are not all the same. */
function loopingCalls(calls: readonly AnsweredCall[]): Set<number> {
  const looping = new Set<number>();
  for (let period = 2; period <= MAX_PERIOD; period++) {
    let same = 0;
    for (let i = period; i < calls.length; i++) {
      same = calls[i]!.key === calls[i - period]!.key ? same + 1 : 0;
      if (same < period || calls.slice(i - period + 1, i).every(({ key }) => key === calls[i]!.key)) continue;
      for (let k = i - (same === period ? period - 1 : 0); k <= i; k++) looping.add(k);
    }
  }
  return looping;
}

/** {@link repeatedWork} of one sort, in a run that is read step by step; found when it ends. Unit: calls that were answered. */
export function repeatDetector(wanted: RepeatSort): StructureDetector {
  return {
    reads: ['calls', 'results'],
    start() {
      const calls: CallRecord[] = [];
      const results = new Map<CallRecord, ResultRecord>();
      return {
        step(record) {
          calls.push(...record.calls);
          for (const result of record.results) if (result.call !== undefined) results.set(result.call, result);
          return [];
        },
        end() {
          const answered = calls.map((call): AnsweredCall => {
            const result = results.get(call);
            return {
              key: call.key,
              answer: result === undefined || result.text === '' ? undefined : result.text,
              failed: result?.failed === true,
              changes: () => call.effect === 'write' || call.effect === 'edit',
              told: !call.key.endsWith(' {}'),
            };
          });
          return repeatedWork(answered)
            .filter(({ sort }) => sort === wanted)
            .map(({ index, of }): Finding => {
              const call = calls[index]!;
              return {
                steps: [call.step, call.step],
                spans: [leadingSpan(call, call.argumentsText)],
                confidence: 0.9,
                modifiers: { tool: call.name, firstStep: calls[of]!.step },
                key: call.symbol,
              };
            });
        },
        units: () => ({ observed: results.size, notObservable: 0 }),
      };
    },
  };
}
