import { mostCommon } from '../../core/most-common.ts';
import type { LinkedRun } from './linked-run.ts';
import { ORDER_REACH } from './linked-run.ts';

// Two acts take the same place when their surroundings are this much alike (cosine, 0–1), on neither side less than hardly.
const ALIKE = 0.6;
const HARDLY_ALIKE = 0.4;
// Only what stands around an act this often is part of its place.
const MIN_WEIGHT = 0.2;
// An act that follows what the user answers this often is what the question was for.
const ANSWERING = 0.4;
// Comparing every two of more acts would take too long; the most frequent are compared.
const MAX_COMPARED = 400;

/** What stands around an act: weight 0–1 per neighbour that is tied to it, by value or order. */
interface Surroundings {
  readonly before: Map<number, number>;
  readonly after: Map<number, number>;
}

/**
 * Acts that take each other's place, judged by what comes before and after them (tied by value or by order), whatever
 * they are called. What is done once the user has given the same answer is one place. Other acts at the end of what they
 * belong to are not: another end is another goal.
 *
 * @param follows - whether the second act follows the first more often than chance
 * @param isAnswer - whether an act is a user's answer
 * @param alone - whether an act stands for itself, as moves do
 * @returns classes of at least two acts, each in order, no act in two of them
 */
export function mergeAlternatives(
  runs: readonly LinkedRun[],
  {
    follows,
    isAnswer,
    alone,
  }: {
    follows: (first: number, second: number) => boolean;
    isAnswer: (act: number) => boolean;
    alone: (act: number) => boolean;
  },
): number[][] {
  const counts = new Map<number, number>();
  for (const { acts } of runs) for (const act of acts) counts.set(act, (counts.get(act) ?? 0) + 1);
  const compared = [...counts]
    .filter(([act]) => !alone(act))
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, MAX_COMPARED)
    .map(([act]) => act)
    .sort((a, b) => a - b);
  const around = surroundingsOf(runs, follows, counts);
  const pairs: { a: number; b: number; alike: number }[] = [];
  for (const [k, a] of compared.entries()) {
    for (const b of compared.slice(k + 1)) {
      const alike = likeness(around.get(a), around.get(b), { isAnswer, apart: !follows(a, b) && !follows(b, a) });
      if (alike >= ALIKE) pairs.push({ a, b, alike });
    }
  }
  return classesOf(pairs);
}

function surroundingsOf(
  runs: readonly LinkedRun[],
  follows: (first: number, second: number) => boolean,
  counts: ReadonlyMap<number, number>,
): Map<number, Surroundings> {
  const around = new Map<number, Surroundings>();
  const add = (act: number, side: keyof Surroundings, neighbours: ReadonlySet<number>): void => {
    let known = around.get(act);
    if (known === undefined) around.set(act, (known = { before: new Map(), after: new Map() }));
    for (const other of neighbours) known[side].set(other, (known[side].get(other) ?? 0) + 1 / counts.get(act)!);
  };
  for (const { acts, flows } of runs) {
    const before = Array.from(acts, () => new Set<number>());
    for (const [i, act] of acts.entries()) {
      const after = new Set<number>();
      const link = (j: number): void => {
        if (acts[j] === act) return;
        after.add(acts[j]!);
        before[j]!.add(act);
      };
      for (let k = flows.starts[i]!; k < flows.starts[i + 1]!; k++) link(flows.next[k]!);
      for (let j = i + 1; j <= Math.min(acts.length - 1, i + ORDER_REACH); j++) if (follows(act, acts[j]!)) link(j);
      add(act, 'after', after);
    }
    for (const [i, act] of acts.entries()) add(act, 'before', before[i]!);
  }
  return around;
}

function likeness(
  a: Surroundings | undefined,
  b: Surroundings | undefined,
  { isAnswer, apart }: { isAnswer: (act: number) => boolean; apart: boolean },
): number {
  if (a === undefined || b === undefined) return 0;
  const [x, y] = [strongest(a.before, isAnswer), strongest(b.before, isAnswer)];
  if (x !== undefined && y !== undefined && Math.min(x.weight, y.weight) >= ANSWERING) return x.act === y.act ? 1 : 0;
  if (!apart) return 0;
  const after = cosine(a.after, b.after);
  if (after === undefined) return 0;
  const before = cosine(a.before, b.before) ?? after;
  return Math.min(before, after) < HARDLY_ALIKE ? 0 : (before + after) / 2;
}

/** Cosine of the angle between two sets of weights; undefined when there is nothing on either side. */
function cosine(a: ReadonlyMap<number, number>, b: ReadonlyMap<number, number>): number | undefined {
  const length = (weights: ReadonlyMap<number, number>): number =>
    Math.sqrt([...weights.values()].reduce((sum, weight) => sum + (weight < MIN_WEIGHT ? 0 : weight ** 2), 0));
  const lengths = length(a) * length(b);
  if (lengths === 0) return length(a) + length(b) === 0 ? undefined : 0;
  let sum = 0;
  for (const [key, weight] of a) {
    const other = b.get(key) ?? 0;
    if (Math.min(weight, other) >= MIN_WEIGHT) sum += weight * other;
  }
  return sum / lengths;
}

function strongest(
  weights: ReadonlyMap<number, number>,
  among: (act: number) => boolean,
): { act: number; weight: number } | undefined {
  const first = mostCommon([...weights].filter(([act]) => among(act)));
  return first === undefined ? undefined : { act: first[0], weight: first[1] };
}

/** Joins the most alike first, and two classes only when every two of their members are alike. */
function classesOf(pairs: readonly { readonly a: number; readonly b: number; readonly alike: number }[]): number[][] {
  const alike = new Set(pairs.map(({ a, b }) => `${a} ${b}`));
  const classes = new Map<number, number[]>();
  for (const { a, b } of pairs.toSorted((x, y) => y.alike - x.alike || x.a - y.a || x.b - y.b)) {
    const left = classes.get(a) ?? [a];
    const right = classes.get(b) ?? [b];
    if (left === right) continue;
    const all = left.every((x) => right.every((y) => alike.has(`${Math.min(x, y)} ${Math.max(x, y)}`)));
    if (!all) continue;
    const joined = [...left, ...right].sort((x, y) => x - y);
    for (const act of joined) classes.set(act, joined);
  }
  return [...new Set(classes.values())];
}
