import type { CodedRun } from './context-model.ts';

/** An event that came where the predictor did not expect it. */
export interface Surprise {
  readonly trajectory: string;
  readonly step: number;
  readonly behavior: string;
  /** What came right before it; undefined at the start. */
  readonly after?: string;
  /** What was expected most, and its probability. */
  readonly expected: string;
  readonly expectedProbability: number;
  /** Probability given to what came. */
  readonly probability: number;
  /** −log₂ of it. */
  readonly bits: number;
}

const KEPT = 50;

/** Keeps the fifty most surprising of any number of events. */
export function surprises(states: readonly string[]): {
  see(run: CodedRun, at: number, distribution: Float64Array): void;
  /** Most surprising first. */
  list(): Surprise[];
} {
  let kept: Surprise[] = [];
  let largest = 1;
  const cut = (): void => {
    kept = kept.toSorted((a, b) => a.probability - b.probability || (a.trajectory < b.trajectory ? -1 : a.trajectory > b.trajectory ? 1 : a.step - b.step)).slice(0, KEPT); // prettier-ignore
    if (kept.length === KEPT) largest = kept.at(-1)!.probability;
  };
  return {
    see: ({ sequence, codes }, at, distribution) => {
      const probability = distribution[codes[at]!]!;
      if (probability >= largest) return;
      let best = 0;
      for (let code = 1; code < distribution.length; code++) if (distribution[code]! > distribution[best]!) best = code;
      kept.push({
        trajectory: sequence.id,
        step: sequence.first[at]!,
        behavior: states[codes[at]!]!,
        ...(at > 0 && { after: states[codes[at - 1]!]! }),
        expected: states[best]!,
        expectedProbability: distribution[best]!,
        probability,
        bits: -Math.log2(Math.max(probability, Number.MIN_VALUE)),
      });
      if (kept.length >= 4 * KEPT) cut();
    },
    list: () => {
      cut();
      return kept;
    },
  };
}
