import type { BehaviorSequence } from '../sequence/behavior-sequence.ts';

/**
 * A run as moments: what begins in one step happens together, in no order, so order is between moments. `codes` are the behaviors
 * of all moments one after the other; those of moment `m` are `codes[starts[m]]` up to `codes[starts[m + 1] - 1]`, each once.
 */
export interface SequenceMoments {
  readonly codes: Int32Array;
  /** One longer than there are moments. */
  readonly starts: Int32Array;
  /** First step of each moment. */
  readonly steps: Int32Array;
}

/**
 * The moments of a run.
 *
 * @param states - for each place of the alphabet, the state it is counted as; −1 leaves it out
 * @param options.collapse - a behavior that is in the moment before, too, goes on and does not begin: only where it begins it counts
 */
export function sequenceMoments(
  { codes, first }: Pick<BehaviorSequence, 'codes' | 'first'>,
  states: Int32Array,
  { collapse = false }: { readonly collapse?: boolean } = {},
): SequenceMoments {
  const kept = new Int32Array(codes.length);
  const starts = new Int32Array(codes.length + 1);
  const steps = new Int32Array(codes.length);
  let size = 0;
  let moments = 0;
  let before: number[] = [];
  let now: number[] = [];
  for (let event = 0; event < codes.length; event++) {
    const state = states[codes[event]!]!;
    if (state >= 0 && !now.includes(state)) {
      now.push(state);
      if (!collapse || !before.includes(state)) kept[size++] = state;
    }
    const isLast = event + 1 === codes.length || first[event + 1] !== first[event];
    if (!isLast || now.length === 0) continue;
    if (size > starts[moments]!) {
      steps[moments] = first[event]!;
      starts[++moments] = size;
    }
    [before, now] = [now, before];
    now.length = 0;
  }
  return { codes: kept.subarray(0, size), starts: starts.subarray(0, moments + 1), steps: steps.subarray(0, moments) };
}

/** Whether every moment is one behavior, as in most logs. */
export function isSingle({ codes, starts }: SequenceMoments): boolean {
  return codes.length === starts.length - 1;
}
