import { sha256 } from '../core/content-key.ts';
import { groupNearDuplicates } from '../mine/strategy/group-near-duplicates.ts';

/** A task of a training set. */
export interface SplitTask {
  /** The same for all runs of the task. */
  readonly key: string;
  /** Distinct texts by which it was put; may be empty. */
  readonly texts: readonly string[];
}

/** Which side of the split a task is on. */
export type Side = 'train' | 'test';

/** A split of tasks. */
export interface TaskSplit {
  /** By key. */
  readonly sides: ReadonlyMap<string, Side>;
  /** How many groups of near duplicates the tasks make, and how many tasks the largest has. */
  readonly groups: number;
  readonly largestGroup: number;
}

/** How alike texts must be to count as one task: the Jaccard similarity of their pairs of neighbouring words. */
export const NEAR_DUPLICATE = 0.8;

/**
 * Parts tasks into those to train on and those to test on. Tasks whose texts are near duplicates stay together, and with
 * a task that is held out. A group's side hangs on the seed and its own keys alone, so that tasks which are added later leave
 * the others where they were unless they join them, or unless a side was empty.
 *
 * @param heldOut - keys that must be on the test side
 * @param testShare - chance of a group to be tested on, 0–1
 */
export function splitTasks(
  tasks: readonly SplitTask[],
  { testShare, seed, heldOut = new Set() }: { readonly testShare: number; readonly seed: number; readonly heldOut?: ReadonlySet<string> },
): TaskSplit {
  const groups = new Map<string, string[]>();
  for (const [i, root] of groupsOf(tasks).entries()) {
    const key = tasks[root]!.key;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [tasks[i]!.key]);
    else members.push(tasks[i]!.key);
  }
  const drawn = [...groups.values()].map((members) => ({
    members,
    isHeldOut: members.some((key) => heldOut.has(key)),
    at: Number.parseInt(sha256(`${seed}\n${members.toSorted()[0]!}`, 8), 16) / 2 ** 32,
  }));
  const free = drawn.filter(({ isHeldOut }) => !isHeldOut).sort((a, b) => a.at - b.at);
  // Of few tasks chance may leave a side empty: then it gets the one that was next to it.
  const tested = free.filter(({ at }) => at < testShare).length;
  const wanted = testShare > 0 && testShare < 1 && free.length > 1 ? Math.min(Math.max(tested, 1), free.length - 1) : tested;
  const sides = new Map<string, Side>();
  for (const { members } of drawn) for (const key of members) sides.set(key, 'test');
  for (const { members } of free.slice(wanted)) for (const key of members) sides.set(key, 'train');
  const largestGroup = Math.max(0, ...[...groups.values()].map(({ length }) => length));
  return { sides, groups: groups.size, largestGroup };
} // prettier-ignore

/** For each task the index of the first task of its group: they share a text, or have near duplicates. */
function groupsOf(tasks: readonly SplitTask[]): number[] {
  const texts = [...new Set(tasks.flatMap((task) => task.texts.map(plain)))];
  const near = groupNearDuplicates(texts, { similarity: NEAR_DUPLICATE });
  const groupOf = new Map(texts.map((text, i) => [text, near[i]!]));
  const root = tasks.map((_, i) => i);
  const rootOf = (i: number): number => {
    let at = i;
    while (root[at] !== at) at = root[at]!;
    return (root[i] = at);
  };
  const firstWith = new Map<number, number>();
  for (const [i, task] of tasks.entries()) {
    for (const text of task.texts) {
      const group = groupOf.get(plain(text))!;
      const first = firstWith.get(group);
      if (first === undefined) firstWith.set(group, i);
      else {
        const [a, b] = [rootOf(first), rootOf(i)];
        root[Math.max(a, b)] = Math.min(a, b);
      }
    }
  }
  return tasks.map((_, i) => rootOf(i));
}

function plain(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
