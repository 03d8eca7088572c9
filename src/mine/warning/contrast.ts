import { callAt } from '../digest/corpus.ts';
import type { Fragment } from '../digest/fragment.ts';
import type { RunActs } from './run-acts.ts';

/**
 * What may set failed runs apart. `late`: the act stands before what it needs; `presence`: the act at all; `before`: the
 * act without what it needs before it; `argument`: the act with a constant of the agent's own; `near`: the act soon after
 * another; `after`: the last act without what it needs after it; `unrepaired`: the act failed and did not succeed any more;
 * `giving-up`: the run ended with words instead of another call. In order of preference where two say the same.
 */
export const CONTRAST_FAMILIES = [
  'late',
  'presence',
  'before',
  'argument',
  'near',
  'after',
  'unrepaired',
  'giving-up',
] as const;
/** One of {@link CONTRAST_FAMILIES}. */
export type ContrastFamily = (typeof CONTRAST_FAMILIES)[number];

/** A pattern that a run shows or does not show, among the runs in which it could be shown. */
export interface Contrast {
  readonly family: ContrastFamily;
  /** Unit (see {@link RunActs}) of what is done. */
  readonly act: number;
  /** Unit of what it needs; of `near`, of what it follows. */
  readonly needs?: number;
  /** Of arguments. */
  readonly field?: string;
  readonly value?: string;
  /** Of two acts, how they have been seen to have to do with each other: `not` is an unlikely guess. */
  readonly related?: 'near' | 'ordered' | 'not';
  /** How many symbols stand between act and need where both are there, on average; for preferring near to far. */
  readonly distance: number;
}

/**
 * Where a run shows a contrast, as indexes of its symbols.
 *
 * @returns empty when it does not, undefined when it could not
 */
export function contrastPlaces(
  { family, act, needs, field, value }: Contrast,
  acts: RunActs,
  fragment: Fragment,
): readonly number[] | undefined {
  if (family === 'presence') return acts.places(act);
  if (family === 'near') return acts.follows(needs!, act) ?? [];
  if (family === 'giving-up') {
    const at = acts.gaveUp(act);
    return acts.ended ? (at === undefined ? [] : [at]) : undefined;
  }
  const first = acts.first(act);
  if (family === 'unrepaired') {
    const failed = acts.lastFailed(act);
    if (failed === undefined) return undefined;
    return (acts.lastDone(act) ?? -1) > failed ? [] : [failed];
  }
  if (first === undefined) return undefined;
  if (family === 'argument') {
    return acts.places(act).filter((at) => {
      const found = callAt(fragment, at)?.arguments.find((argument) => argument.field === field);
      return isOwn(found) && found?.text === value;
    });
  }
  if (family === 'after') {
    if (!acts.ended) return undefined;
    const last = acts.last(act)!;
    return (acts.lastDone(needs!) ?? -1) > last ? [] : [last];
  }
  const need = acts.firstDone(needs!);
  if (family === 'late') {
    if (need === undefined || need === first) return undefined;
    return need > first ? [first, need] : [];
  }
  return need !== undefined && need < first ? [] : [first];
}

/** Whether an argument is the agent's own word: neither a user's nor a tool's. */
export function isOwn(argument: { readonly fromUser: boolean; readonly fromResult: boolean } | undefined): boolean {
  return argument !== undefined && !argument.fromUser && !argument.fromResult;
}
