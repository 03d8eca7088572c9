import type { Phrase } from '../phrase.ts';
import { eachTrust, followVariable } from './follow-variable.ts';
import { likelyGained } from './likely-gained.ts';
import type { Values } from './open-values.ts';
import { phraseVariables, type Variable } from './phrase-variables.ts';

/** A variable that is worth stating. */
export interface PayingVariable {
  readonly variable: Variable;
  /** Bits it saves in the runs of each task. */
  readonly gained: Float64Array;
  /** Bits to state it. */
  readonly cost: number;
}

// Whether there is another variable.
const VARIABLE_BITS = 1;

/**
 * The variables of a phrase that pay for being stated, of each field the one that saves most: two would be paid for what
 * either says.
 *
 * @param options.taskOf - the task of each run, 0 … count − 1
 * @param options.fold - the fold of each run, see {@link eachTrust}
 * @param options.toProfit - the runs of how many tasks are to profit
 */
export function payingVariables(
  values: Values,
  phrase: Phrase,
  {
    taskOf,
    count,
    fold,
    toProfit,
  }: {
    readonly taskOf: readonly number[];
    readonly count: number;
    readonly fold: readonly number[] | undefined;
    readonly toProfit: number;
  },
): PayingVariable[] {
  const found = phraseVariables(values.fragments, phrase, taskOf);
  const fields = found.length === 0 ? [] : fieldCounts(values, phrase);
  const best = new Map<string, PayingVariable & { readonly gain: number }>();
  for (const variable of found) {
    const foretold = followVariable(values, phrase, variable);
    const gained = new Float64Array(count);
    eachTrust(values, foretold, fold, (i, factor) => {
      gained[taskOf[foretold.runs[i]!]!]! += Math.log2(factor);
    });
    const cost = variableBits(fields, variable);
    const gain = likelyGained(gained, toProfit) - cost;
    const key = `${variable.to}\n${variable.toField}`;
    if (gain > (best.get(key)?.gain ?? 0)) best.set(key, { variable, gained, cost, gain });
  }
  return [...best.values()];
}

/** For each element of a phrase, how many fields its calls have. */
function fieldCounts({ fragments }: Values, { elements }: Phrase): number[] {
  const fields = elements.map(() => new Set<string>());
  for (const { calls, symbols } of fragments) {
    for (const call of calls) {
      const k = elements.findLastIndex((element) => element.includes(symbols[call.at]!));
      if (k >= 0) for (const { field } of call.arguments) fields[k]!.add(field);
    }
  }
  return fields.map(({ size }) => size);
}

/** Bits to say which variable it is: which field, and which earlier field, or answer, or the user, is its source. */
function variableBits(fields: readonly number[], { to }: Variable): number {
  const sources = 1 + to + fields.slice(0, to).reduce((sum, n) => sum + n, 0);
  return VARIABLE_BITS + Math.log2(Math.max(1, fields[to]!) * sources);
}
