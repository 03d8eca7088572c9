import { alignPaths } from './align-paths.ts';
import { pathFeatures } from './path-features.ts';
import type { PathItem } from './run-path.ts';

/** A run by what it does. */
export interface PathOfRun {
  readonly id: string;
  readonly path: readonly PathItem[];
}

/** A run, or the part of one, that does what the examples do. */
export interface AlikePart {
  readonly id: string;
  /** First and last step. */
  readonly steps: readonly [number, number];
  /** 0–1: the share of what the examples have in common, and others have not, that it has. */
  readonly score: number;
  readonly why: string;
}

const LOOKED_AT_CLOSELY = 200;
const LONGEST_PATH = 400;
// Long runs have a bit of everything.
const LENGTH_POWER = 0.25;
const MOST_NAMED = 5;

/**
 * Finds the runs that do what a few examples do. First, of all runs, by what the examples have in common and other runs have
 * not, whatever the order; then the best two hundred are aligned with the examples, which says where in the run it is and whether
 * the order is the same.
 *
 * @param examples - what is to be found: runs, or the parts of them that matter
 * @param runs - all runs, examples included; read once
 * @param k - at most so many, best first
 * @see Robertson & Sparck Jones 1976 for weights from a few relevant documents
 */
export async function findAlike(
  examples: readonly PathOfRun[],
  runs: AsyncIterable<PathOfRun>,
  { k = 20 }: { readonly k?: number } = {},
): Promise<AlikePart[]> {
  const features = new Map<string, number>();
  const inExamples: number[] = [];
  for (const { path } of examples) {
    const own = new Set<string>();
    pathFeatures(path, (feature) => own.add(feature));
    for (const feature of own) {
      const at = features.get(feature) ?? features.size;
      features.set(feature, at);
      inExamples[at] = (inExamples[at] ?? 0) + 1;
    }
  }
  const isExample = new Set(examples.map(({ id }) => id));
  const inAll = new Int32Array(features.size);
  const known: { readonly run: PathOfRun; readonly has: Int32Array }[] = [];
  let all = 0;
  for await (const run of runs) {
    const has = new Set<number>();
    pathFeatures(run.path, (feature) => {
      const at = features.get(feature);
      if (at !== undefined) has.add(at);
    });
    all++;
    for (const at of has) inAll[at]!++;
    if (has.size > 0 && !isExample.has(run.id)) known.push({ run, has: Int32Array.from(has) });
  }
  const weights = inExamples.map((count, at) => weightOf({ count, of: examples.length, inAll: inAll[at]!, all }));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  if (whole === 0) return [];
  const usual = known.reduce((sum, { run }) => sum + run.path.length, 0) / Math.max(1, known.length);
  const ranked = known
    .map(({ run, has }) => {
      const score = has.reduce((sum, at) => sum + weights[at]!, 0) / whole;
      return { run, score, ranking: score / Math.max(1, run.path.length / usual) ** LENGTH_POWER };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.ranking - a.ranking || (a.run.id < b.run.id ? -1 : 1));
  const worthOf = (symbol: string): number => {
    const at = features.get(symbol);
    return at === undefined ? 0 : weights[at]! + whole * 1e-4;
  };
  return ranked
    .slice(0, Math.max(LOOKED_AT_CLOSELY, k))
    .map(({ run, score, ranking }) => {
      const { part, inOrder } = partOf(run, { examples, worthOf, score });
      return { part, ranking: (ranking * (1 + inOrder)) / 2 };
    })
    .sort((a, b) => b.ranking - a.ranking)
    .slice(0, k)
    .map(({ part }) => part);
}

/** What a feature says: how much likelier it is in examples than elsewhere, in nats; the more, the more of them have it. */
function weightOf({ count, of, inAll, all }: { count: number; of: number; inAll: number; all: number }): number {
  const n = Math.max(count, inAll);
  const inside = (count + 0.5) / (of - count + 0.5);
  const outside = (n - count + 0.5) / (all - n - (of - count) + 0.5);
  // By chance two examples share much, five hardly anything.
  return Math.max(0, Math.log(inside / Math.max(outside, 1e-9))) * (count / of) ** (of - 1);
}

/** Where in a run it is, and how much of the examples it does in their order, 0–1. */
function partOf(
  { id, path }: PathOfRun,
  {
    examples,
    worthOf,
    score,
  }: {
    readonly examples: readonly PathOfRun[];
    readonly worthOf: (symbol: string) => number;
    readonly score: number;
  },
): { readonly part: AlikePart; readonly inOrder: number } {
  const near = window(path, worthOf);
  let most = 0;
  let best = { score: -1, matched: [] as readonly (readonly [number, number])[] };
  for (const example of examples) {
    const cut = window(example.path, worthOf);
    const worth = cut.map(({ symbol }) => worthOf(symbol));
    most = Math.max(
      most,
      worth.reduce((sum, value) => sum + value, 0),
    );
    const found = alignPaths(cut, near, worth);
    if (found.score > best.score) best = found;
  }
  const at = best.matched.map(([, place]) => near[place]!);
  const steps = [at[0]?.step ?? path[0]!.step, at.at(-1)?.step ?? path.at(-1)!.step] as const;
  const told = [...new Set(at.map(({ symbol }) => symbol))]
    .map((symbol, place) => ({ symbol, place, worth: worthOf(symbol) }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MOST_NAMED)
    .sort((a, b) => a.place - b.place)
    .map(({ symbol }) => symbol.replace(/^(?:user-)?tool:/, ''));
  const why = told.length === 0 ? 'does some of the same' : `does ${told.join(' → ')}`;
  return { part: { id, steps, score, why }, inOrder: most === 0 ? 0 : best.score / most };
}

/** Of a long path the stretch with the most of what the examples do. */
function window(path: readonly PathItem[], worthOf: (symbol: string) => number): readonly PathItem[] {
  if (path.length <= LONGEST_PATH) return path;
  const worth = path.map(({ symbol }) => worthOf(symbol));
  let sum = worth.slice(0, LONGEST_PATH).reduce((total, value) => total + value, 0);
  let [best, most] = [0, sum];
  for (let start = 1; start + LONGEST_PATH <= path.length; start++) {
    sum += worth[start + LONGEST_PATH - 1]! - worth[start - 1]!;
    if (sum > most + 1e-9) [best, most] = [start, sum];
  }
  return path.slice(best, best + LONGEST_PATH);
}
