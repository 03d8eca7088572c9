import { seededRandom } from '../../core/random.ts';

/** Something labelled, and the run it is from. */
export interface Labelled {
  readonly run: string;
  readonly present: boolean;
}

/** Learns from labelled things to tell of others whether they show the code. */
export type Learn<T> = (training: readonly T[]) => (segment: T) => boolean;

/** How well is told what was not learned from, after so many labels. */
export interface CurvePoint {
  /** Labels learned from. */
  readonly labels: number;
  /** 0–1, the mean over repeats. */
  readonly f1: number;
}

const FOLDS = 5;
const REPEATS = 5;
const FIRST_SIZE = 8;

/**
 * What is told of each labelled thing by something that learned from other runs only: the runs are dealt into folds, and
 * each fold is told after learning from the others.
 *
 * @param limit - learn from so many labels at most, drawn at random
 * @returns one answer per thing, in its order
 */
export function crossValidate<T extends Labelled>(
  segments: readonly T[],
  learn: Learn<T>,
  {
    folds = FOLDS,
    seed = 1,
    limit = Infinity,
  }: { readonly folds?: number; readonly seed?: number; readonly limit?: number } = {},
): boolean[] {
  const random = seededRandom(seed);
  const runs = random.shuffle([...new Set(segments.map(({ run }) => run))].sort());
  const foldOf = new Map(runs.map((run, i) => [run, i % folds]));
  const order = random.shuffle(segments.map((_, i) => i));
  const told = segments.map(() => false);
  for (let fold = 0; fold < Math.min(folds, runs.length); fold++) {
    const others = order.filter((i) => foldOf.get(segments[i]!.run) !== fold);
    const tell = learn(others.slice(0, limit).map((i) => segments[i]!));
    for (const [i, segment] of segments.entries()) if (foldOf.get(segment.run) === fold) told[i] = tell(segment);
  }
  return told;
}

/**
 * F1 on unseen runs against the number of labels learned from: 8, 16, 32 … and all that a fold leaves. Each point is the
 * mean of five deals; with labels from fewer than two runs, or none that is present, there is no curve.
 */
export function learningCurve<T extends Labelled>(
  segments: readonly T[],
  learn: Learn<T>,
  { seed = 1 }: { readonly seed?: number } = {},
): CurvePoint[] {
  const runs = new Set(segments.map(({ run }) => run)).size;
  if (runs < 2 || !segments.some(({ present }) => present)) return [];
  const most = Math.round(segments.length * (1 - 1 / Math.min(FOLDS, runs)));
  const sizes: number[] = [];
  for (let size = FIRST_SIZE; size < most; size *= 2) sizes.push(size);
  return [...sizes, most].map((labels) => {
    let sum = 0;
    for (let repeat = 0; repeat < REPEATS; repeat++) {
      const told = crossValidate(segments, learn, { seed: seed + repeat, ...(labels < most && { limit: labels }) });
      sum += f1Of(segments, told);
    }
    return { labels, f1: sum / REPEATS };
  });
}

/** F1 of answers; 0 when nothing was found. */
export function f1Of(segments: readonly Labelled[], told: readonly boolean[]): number {
  let [matched, sum] = [0, 0];
  for (const [i, { present }] of segments.entries()) {
    sum += Number(present) + Number(told[i]);
    if (present && told[i] === true) matched++;
  }
  return sum === 0 ? 0 : (2 * matched) / sum;
}
