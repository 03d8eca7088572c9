import type { LinearModel } from '../codebook.ts';
import { fitLogistic } from './fit-logistic.ts';
import { judgeSegment } from './judge-segment.ts';
import { logOddsZ } from './log-odds-z.ts';
import type { Features } from './feature-readers.ts';

/** A labelled segment. */
export interface LabelledFeatures {
  /** The run it is from: segments of one run are alike. */
  readonly run: string;
  readonly features: Features;
  readonly present: boolean;
  /** Nobody labelled it: it is taken as absent, but words are not chosen by it, since those would tell sources apart. */
  readonly isPresumed?: boolean;
}

/** How {@link trainModel} learns. */
export interface TrainOptions {
  readonly segment: LinearModel['segment'];
  /** Words (here or in the segment before) that may have a weight, at most; those that tell most are taken. */
  readonly maxWords?: number;
  /** Runs that a word must be in: one of fewer is those runs' own. */
  readonly minRuns?: number;
  readonly ridge?: number;
}

// 200, 10 and 5 did best of 100 to 400, 3 to 10 and 1 to 5 in cross-validation over the runs of `scripts/train-detectors.ts`;
// the scores differ by less than their intervals.
const DECIMALS = 1e3;

/**
 * Learns a model from labelled segments: words that part the labelled best (log odds with an informative prior) and all
 * other features, weighed by regularised logistic regression; the threshold is the one with the best F1 on the same
 * segments. Score it on other runs (`crossValidate`).
 */
export function trainModel(
  segments: readonly LabelledFeatures[],
  { segment, maxWords = 200, minRuns = 10, ridge = 5 }: TrainOptions,
): LinearModel {
  const names = chooseFeatures(
    segments.filter(({ isPresumed }) => isPresumed !== true),
    maxWords,
    minRuns,
  );
  const index = new Map(names.map((name, k) => [name, k]));
  const rows = segments.map(({ features }) => {
    const at: number[] = [];
    const values: number[] = [];
    for (const [name, value] of features) {
      const k = index.get(name);
      if (k === undefined) continue;
      at.push(k);
      values.push(value);
    }
    return { at, values };
  });
  const labels = segments.map(({ present }) => present);
  const { bias, weights } = fitLogistic(rows, labels, { width: names.length, ridge });
  const model: LinearModel = {
    segment,
    threshold: 0.5,
    bias: rounded(bias),
    weights: Object.fromEntries(
      names.map((name, k) => [name, rounded(weights[k]!)] as const).filter(([, weight]) => weight !== 0),
    ),
  };
  return { ...model, threshold: bestThreshold(segments, model) };
}

function chooseFeatures(segments: readonly LabelledFeatures[], maxWords: number, minRuns: number): string[] {
  const positives = segments.filter(({ present }) => present).length;
  const counts = new Map<string, { yes: number; no: number; runs: Set<string> }>();
  for (const { run, features, present } of segments) {
    for (const name of features.keys()) {
      const count = counts.get(name) ?? { yes: 0, no: 0, runs: new Set() };
      counts.set(name, count);
      if (present) count.yes++;
      else count.no++;
      if (count.runs.size < minRuns) count.runs.add(run);
    }
  }
  const words: { readonly name: string; readonly z: number }[] = [];
  const others: string[] = [];
  for (const [name, { yes, no, runs }] of counts) {
    if (!/^(?:word|before):/.test(name)) others.push(name);
    else if (runs.size >= minRuns) {
      const first = { n: yes, of: positives };
      const second = { n: no, of: segments.length - positives };
      words.push({ name, z: Math.abs(logOddsZ(first, second, { n: yes + no, of: segments.length })) });
    }
  }
  words.sort((a, b) => b.z - a.z || (a.name < b.name ? -1 : 1));
  return [...others.sort(), ...words.slice(0, maxWords).map(({ name }) => name)];
}

function bestThreshold(segments: readonly LabelledFeatures[], model: LinearModel): number {
  const scored = segments
    .map(({ features, present }) => ({ p: judgeSegment(model, features).probability, present }))
    .sort((a, b) => b.p - a.p);
  const all = scored.filter(({ present }) => present).length;
  let [matched, best, threshold] = [0, 0, 0.5];
  for (const [i, { p, present }] of scored.entries()) {
    if (present) matched++;
    const next = scored[i + 1]?.p ?? 0;
    const f1 = (2 * matched) / (all + i + 1);
    if (next < p && f1 > best) [best, threshold] = [f1, (p + next) / 2];
  }
  return rounded(threshold);
}

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS;
}
