import { seededRandom } from '../../core/random.ts';
import type { BehaviorSequence } from '../sequence/behavior-sequence.ts';
import { pairTable } from './pair-table.ts';

/** What comes next, told by more than the last few behaviors. */
export interface ContextModel {
  /** Learns from these runs, in so many passes; can go on with others. */
  learn(runs: readonly CodedRun[], passes: number): void;
  /** The probabilities of all behaviors where these features hold; into `into`. */
  distribution(features: Features, into: Float64Array): void;
  /** The features of the place `at` in a run. */
  featuresAt(run: CodedRun, at: number): Features;
}

/** What is known at a place of a run. */
export interface Features {
  /** Numbers of features that have a weight for every behavior. */
  readonly columns: readonly number[];
  /** Behaviors that the run itself makes likely, two numbers each: why (0 … 4) and which. The weight is of the why, so that it holds for behaviors never seen before. */
  readonly copies: readonly number[];
}

/** A run as a predictor takes it: its behaviors by number in the predictor's own alphabet. */
export interface CodedRun {
  readonly sequence: BehaviorSequence;
  readonly codes: Int32Array;
  /** Number of its task. */
  readonly task: number;
}

// Products of features and behaviors that one pass may cost: 2·10⁸ is a few tenths of a second.
const MOST_WORK = 2e8;
const RATE = 0.15;
const MOST_SEEN = 12;
const AGAIN = 0;
const AGAIN_TWICE = 1;
const BEFORE = 2;
const SEEN = 3;
const FOLLOWED = 4;

/**
 * Multinomial logistic regression of the next behavior on the last two, who did the last, how far the run is, the last distance in steps,
 * what was seen in the run so far, and the run's model and tags; and on whether a behavior is the last again, the one before it, one seen
 * in the run, or what last came after the last, whichever behavior that is. Learned by AdaGrad in seeded order. Runs beyond what a pass
 * may cost are left out at random.
 *
 * @see Duchi, Hazan & Singer 2011
 */
export function contextModel(size: number, seed: number): ContextModel {
  const random = seededRandom(seed);
  const facts = new Map<string, number>();
  const columns = pairTable();
  let count = 0;
  // Grown by the block: one row of weights per feature.
  const weights: Float64Array[] = [];
  const squares: Float64Array[] = [];
  const copying = new Float64Array(FOLLOWED + 1);
  const copyingSquares = new Float64Array(FOLLOWED + 1).fill(1e-2);
  const column = (kind: number, value: number): number => {
    const known = columns.get(kind, value);
    if (known !== -1) return known;
    columns.add(kind, value, count);
    weights.push(new Float64Array(size));
    squares.push(new Float64Array(size).fill(1e-2));
    return count++;
  };
  const fact = (name: string): number => {
    const known = facts.get(name);
    if (known !== undefined) return known;
    facts.set(name, facts.size);
    return facts.size - 1;
  };
  const featuresAt = ({ sequence, codes }: CodedRun, at: number): Features => {
    const last = at > 0 ? codes[at - 1]! : size;
    const before = at > 1 ? codes[at - 2]! : size;
    const features = [column(0, 0), column(1, last), column(2, before), column(3, last * (size + 1) + before)];
    features.push(column(4, Math.ceil(Math.log2(at + 1))));
    if (at > 0) features.push(column(5, sequence.actors[at - 1]!));
    if (at > 1) features.push(column(6, Math.min(6, sequence.first[at - 1]! - sequence.first[at - 2]!)));
    const seen = new Set<number>();
    for (let i = at - 1; i >= 0 && i >= at - 4 * MOST_SEEN && seen.size < MOST_SEEN; i--) seen.add(codes[i]!);
    for (const code of seen) features.push(column(7, code));
    const copies: number[] = [];
    if (at > 0) copies.push(last === before ? AGAIN_TWICE : AGAIN, last);
    if (at > 1 && before !== last) copies.push(BEFORE, before);
    for (const code of seen) if (code !== last) copies.push(SEEN, code);
    for (let i = at - 2; i >= Math.max(0, at - 4 * MOST_SEEN); i--) {
      if (codes[i] !== last) continue;
      copies.push(FOLLOWED, codes[i + 1]!);
      break;
    }
    if (sequence.model !== undefined) features.push(column(8, fact(`model ${sequence.model}`)));
    for (const tag of sequence.tags.slice(0, 3)) features.push(column(8, fact(`tag ${tag}`)));
    return { columns: features, copies };
  };
  const distribution = ({ columns: features, copies }: Features, into: Float64Array): void => {
    into.fill(0);
    for (let i = 0; i < copies.length; i += 2) into[copies[i + 1]!]! += copying[copies[i]!]!;
    for (const feature of features) {
      const row = weights[feature]!;
      for (let code = 0; code < size; code++) into[code]! += row[code]!;
    }
    let top = -Infinity;
    for (let code = 0; code < size; code++) if (into[code]! > top) top = into[code]!;
    let sum = 0;
    for (let code = 0; code < size; code++) sum += into[code] = Math.exp(into[code]! - top);
    for (let code = 0; code < size; code++) into[code]! /= sum;
  };
  const learn = (runs: readonly CodedRun[], passes: number): void => {
    const p = new Float64Array(size);
    const slopes = new Float64Array(copying.length);
    const most = MOST_WORK / (size * (8 + MOST_SEEN / 2));
    for (let pass = 0; pass < passes; pass++) {
      let left = most;
      for (const run of random.shuffle(runs)) {
        if (left <= 0) break;
        left -= run.codes.length;
        for (let at = 0; at < run.codes.length; at++) {
          const features = featuresAt(run, at);
          distribution(features, p);
          p[run.codes[at]!]! -= 1;
          for (const feature of features.columns) step(weights[feature]!, squares[feature]!, p);
          slopes.fill(0);
          for (let i = 0; i < features.copies.length; i += 2)
            slopes[features.copies[i]!]! += p[features.copies[i + 1]!]!;
          step(copying, copyingSquares, slopes);
        }
      }
    }
  };
  return { learn, distribution, featuresAt };
}

function step(weights: Float64Array, squares: Float64Array, gradient: Float64Array): void {
  for (let code = 0; code < gradient.length; code++) {
    const slope = gradient[code]!;
    squares[code]! += slope * slope;
    weights[code]! -= (RATE * slope) / Math.sqrt(squares[code]!);
  }
}
