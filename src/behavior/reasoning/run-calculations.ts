import type { Step } from '../../trajectory/trajectory.ts';
import { calculationsIn, type Calculation } from './calculations-in.ts';
import { givenTexts } from './given-texts.ts';
import type { ReadablePart } from './readable-parts.ts';

/** The calculations of one run, checked once for all detectors that look at them. */
export interface RunCalculations {
  /** Takes in what a step of somebody else says. */
  add(step: Step): void;
  /** Those of a part, in order; worked out when first asked for. Parts are to be asked for in order. */
  in(part: ReadablePart): readonly Calculation[];
  /** Whether the words stand in what was given so far, white space aside. */
  isGiven(words: string): boolean;
}

/** Starts with nothing given and nothing calculated. */
export function runCalculations(): RunCalculations {
  const given = givenTexts();
  const rounded = new Set<string>();
  // Of the step that is being read.
  let step = -1;
  let known: { readonly part: ReadablePart; readonly calculations: readonly Calculation[] }[] = [];
  return {
    add: given.add,
    in(part) {
      if (part.step !== step) known = [];
      step = part.step;
      const before = known.find((one) => one.part === part);
      if (before !== undefined) return before.calculations;
      const calculations = calculationsIn(part, { given, rounded });
      known.push({ part, calculations });
      return calculations;
    },
    isGiven: given.has,
  };
}
