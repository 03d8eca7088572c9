import type { CodedRun } from './context-model.ts';

/** A behavior that came where the predictor did not expect it, with the place where it was least expected. */
export interface Surprise {
  readonly behavior: string;
  /** What came right before it; null at the start of a run. */
  readonly after: string | null;
  /** How often the two came so. */
  readonly n: number;
  /** Mean of −log₂ of the probability it was given. */
  readonly meanBits: number;
  readonly trajectory: string;
  readonly step: number;
  /** What was expected most there, and its probability. */
  readonly expected: string;
  readonly expectedProbability: number;
  /** Probability given there to what came, and −log₂ of it. */
  readonly probability: number;
  readonly bits: number;
}

/** What is kept of a behavior after another. */
interface Kept {
  readonly behavior: number;
  readonly after: number;
  n: number;
  bits: number;
  probability: number;
  trajectory: string;
  step: number;
  expected: number;
  expectedProbability: number;
}

const LISTED = 50;

/** Keeps, of any number of events, each pair of behaviors with its most surprising place. */
export function surprises(states: readonly string[]): {
  see(run: CodedRun, at: number, distribution: Float64Array): void;
  /** Most surprising first, fifty at most. */
  list(): Surprise[];
} {
  const size = states.length;
  const kept = new Map<number, Kept>();
  return {
    see: ({ sequence, codes }, at, distribution) => {
      const behavior = codes[at]!;
      const after = at === 0 ? size : codes[at - 1]!;
      const probability = distribution[behavior]!;
      const key = behavior * (size + 1) + after;
      let pair = kept.get(key);
      if (pair === undefined) {
        pair = { behavior, after, n: 0, bits: 0, probability: Infinity, trajectory: '', step: 0, expected: 0, expectedProbability: 0 }; // prettier-ignore
        kept.set(key, pair);
      }
      pair.n++;
      pair.bits += bitsOf(probability);
      if (probability >= pair.probability) return;
      pair.probability = probability;
      pair.trajectory = sequence.id;
      pair.step = sequence.first[at]!;
      pair.expected = distribution.reduce((best, p, code) => (p > distribution[best]! ? code : best), 0);
      pair.expectedProbability = distribution[pair.expected]!;
    },
    list: () =>
      [...kept.values()]
        .toSorted((a, b) => a.probability - b.probability || a.behavior - b.behavior || a.after - b.after)
        .slice(0, LISTED)
        .map(({ behavior, after, n, bits, probability, trajectory, step, expected, expectedProbability }) => ({
          behavior: states[behavior]!,
          after: states[after] ?? null,
          n,
          meanBits: bits / n,
          trajectory,
          step,
          expected: states[expected]!,
          expectedProbability,
          probability,
          bits: bitsOf(probability),
        })),
  };
}

function bitsOf(probability: number): number {
  return -Math.log2(Math.max(probability, Number.MIN_VALUE));
}
