import { addCount } from '../core/add-count.ts';
import { formatEstimate, plural } from '../core/format-number.ts';
import type { Store } from '../store/store.ts';
import type { SftEntry } from '../teach/sft-set.ts';
import { NEAR_DUPLICATE, type TaskSplit } from '../teach/split-tasks.ts';
import type { ReasoningPlace } from '../teach/student-example.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import type { CommandContext } from './command.ts';
import type { ExampleFile } from './open-example-files.ts';
import { packageVersion } from './package-version.ts';
import { reasonWords } from './reason-words.ts';

/** Which runs a set is made of, and how. */
export interface SftAsked {
  readonly outcome: 'right' | 'wrong' | 'all';
  readonly given: 'given' | 'none' | 'any';
  readonly having: readonly string[];
  readonly without: readonly string[];
  readonly reasoning: ReasoningPlace;
  readonly uncited: boolean;
  readonly testShare: number;
  readonly seed: number;
  readonly longest?: number;
  readonly heldOut?: string;
}

/** One example as the manifest lists it: where it stands, and what it was made of. */
export interface ManifestEntry extends SftEntry {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

/** Where a training set is from and what holds of it; without its entries. */
export interface SftManifest {
  readonly format: 'ethogram-sft';
  readonly version: 1;
  readonly ethogram: string;
  /** ISO 8601. */
  readonly at: string;
  readonly asked: SftAsked;
  readonly filter: TrajectoryFilter;
  readonly files: readonly ExampleFile[];
  readonly examples: { readonly train: number; readonly test: number; readonly right: number; readonly wrong: number };
  /** Of all examples, estimated. */
  readonly tokens: number;
  readonly tasks: { readonly train: number; readonly test: number };
  /** How near duplicates were joined, and what that gave: a group of most tasks means that they are put in one wording. */
  readonly split: {
    readonly seed: number;
    readonly testShare: number;
    readonly nearDuplicate: number;
    readonly groups: number;
    readonly largestGroup: number;
  };
  /** Examples by the model that made them. */
  readonly models: Readonly<Record<string, number>>;
  /** Behaviors that were taken out of prompts; `name` and `hash` where the handbook still has them. */
  readonly given: readonly {
    readonly id: string;
    readonly examples: number;
    readonly name?: string;
    readonly hash?: string;
  }[];
  /** Examples whose answers name a behavior that was taken out. */
  readonly citing: number;
  /** Runs that were looked at and are not in it, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly checks: readonly { readonly check: string; readonly holds: boolean; readonly leftOut: number }[];
}

/** The manifest of a set as it was written. */
export async function sftManifest(
  context: Pick<CommandContext, 'now'>,
  store: Store,
  { asked, filter, leftOut, split, entries, written }: {
    readonly asked: SftAsked;
    readonly filter: TrajectoryFilter;
    readonly leftOut: ReadonlyMap<string, number>;
    readonly split: TaskSplit;
    readonly entries: readonly ManifestEntry[];
    readonly written: readonly ExampleFile[];
  },
): Promise<SftManifest> {
  const sides = { train: new Set<string>(), test: new Set<string>() };
  for (const { file, task } of entries) sides[file === 'test.jsonl' ? 'test' : 'train'].add(task);
  const lines = (name: string): number => written.find(({ file }) => file === name)?.lines ?? 0;
  const given = countsOf(entries.flatMap((entry) => entry.given));
  const count = (reason: string): number => leftOut.get(reason) ?? 0;
  return {
    format: 'ethogram-sft',
    version: 1,
    ethogram: packageVersion(),
    at: context.now().toISOString(),
    asked,
    filter,
    files: written,
    examples: {
      train: lines('train.jsonl'),
      test: lines('test.jsonl'),
      right: entries.filter(({ success }) => success === true).length,
      wrong: entries.filter(({ success }) => success === false).length,
    },
    tokens: entries.reduce((sum, { tokens }) => sum + tokens, 0),
    tasks: { train: sides.train.size, test: sides.test.size },
    split: { seed: asked.seed, testShare: asked.testShare, nearDuplicate: NEAR_DUPLICATE, groups: split.groups, largestGroup: split.largestGroup },
    models: Object.fromEntries(countsOf(entries.map(({ model = 'unknown' }) => model))),
    given: await Promise.all(
      given.map(async ([id, examples]) => {
        const behavior = await store.behavior(id.replace(/@\d+$/, ''));
        return { id, examples, ...(behavior !== undefined && { name: behavior.name, hash: behavior.hash }) };
      }),
    ),
    citing: entries.filter(({ cites }) => cites).length,
    leftOut: Object.fromEntries([...leftOut].sort(([a], [b]) => (a < b ? -1 : 1))),
    checks: [
      { check: 'nothing of the given behaviors is in a prompt', holds: true, leftOut: count('behaviors-remain') },
      { check: 'no task is on both sides', holds: sides.train.isDisjointFrom(sides.test), leftOut: 0 },
      { check: 'no example to train on holds the text of a test task (of six words or more)', holds: true, leftOut: count('holds-test-task') },
      { check: 'no two examples are equal', holds: true, leftOut: count('duplicate') },
    ],
  };
} // prettier-ignore

/** A {@link SftManifest} in a few lines. */
export function sftText(folder: string, manifest: SftManifest): string {
  const { examples, tasks, tokens, given, citing, leftOut, split } = manifest;
  const reasons = Object.entries(leftOut).map(([reason, n]) => `${reasonWords(reason)} ${n}`);
  const all = tasks.train + tasks.test;
  return [
    `${folder}: ${plural(examples.train, 'example')} of ${plural(tasks.train, 'task')} to train on, ${examples.test} of ${tasks.test} to test on, about ${formatEstimate(tokens)} tokens`,
    `right ${examples.right}, wrong ${examples.wrong}`,
    ...(given.length > 0
      ? [
          `${plural(given.length, 'behavior')} taken out of prompts; ${plural(citing, 'example')} name one in the answer (--uncited leaves them out)`,
        ]
      : []),
    ...(reasons.length > 0 ? [`left out: ${reasons.join(', ')}`] : []),
    ...(all > 3 && split.largestGroup * 2 > all
      ? [`${split.largestGroup} tasks are put in nearly the same words and stay on one side`]
      : []),
  ].join('\n');
}

function countsOf(values: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const value of values) addCount(counts, value);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
