import type { SequenceSet } from '../sequence/behavior-sequence.ts';

/** What a group of runs has in common. */
export const FEATURE_KINDS = ['task', 'model', 'version', 'project', 'format', 'tag', 'length', 'tool', 'first error', 'language', 'behavior', 'word'] as const; // prettier-ignore
/** One of {@link FEATURE_KINDS}. */
export type FeatureKind = (typeof FEATURE_KINDS)[number];

/** A property that some runs have. */
export interface RunFeature {
  readonly kind: FeatureKind;
  readonly value: string;
  /** As the end of a sentence that begins with “runs”: `of model gpt-4.1`, `that use search`. */
  readonly words: string;
  /** Places of the runs in the set, rising. */
  readonly members: Int32Array;
}

/** What is known of a run beside its sequence. */
export interface RunExtras {
  /** Names of the tools it uses. */
  readonly tools: readonly string[];
  /** The tool whose call failed first; undefined when none did. */
  readonly firstError?: string;
  /** What its task is written in. */
  readonly language?: string;
}

const LENGTHS = ['short', 'middling', 'long'] as const;

/**
 * All properties by which the runs of a set can be described: those that hold of at least `fewest` runs, and not of all but fewer than that.
 *
 * @param extras - by run id
 */
export function runFeatures(
  { alphabet, sequences }: SequenceSet,
  extras: ReadonlyMap<string, RunExtras>,
  { fewest }: { readonly fewest: number },
): RunFeature[] {
  const members = new Map<string, { kind: FeatureKind; value: string; words: string; runs: number[] }>();
  const lengths = sequences.map(({ steps }) => steps).sort((a, b) => a - b);
  const [third, twoThirds] = [1, 2].map((i) => lengths[Math.floor((i * lengths.length) / 3)]!) as [number, number];
  const calls = [...extras.values()].some(({ tools }) => tools.length > 0);
  for (const [run, { id, task, tags, steps, model, version, project, format, codes }] of sequences.entries()) {
    const put = (kind: FeatureKind, value: string | undefined, words: string): void => {
      if (value === undefined) return;
      const key = `${kind}\n${value}`;
      const known = members.get(key);
      if (known === undefined) members.set(key, { kind, value, words, runs: [run] });
      else if (known.runs.at(-1) !== run) known.runs.push(run);
    };
    if (task !== id) {
      const name = taskName(task);
      put('task', task, `of task ${name}`);
    }
    put('model', model, `of model ${model}`);
    put('version', version, `of version ${version}`);
    put('project', project, `of project ${project}`);
    put('format', format, `of format ${format}`);
    for (const tag of tags) put('tag', tag, `tagged ${tag}`);
    const length = steps < third ? 0 : steps < twoThirds ? 1 : 2;
    const range = [`under ${third}`, `${third} to ${twoThirds - 1}`, `${twoThirds} or more`][length];
    put('length', LENGTHS[length], `of ${range} steps`);
    const { tools = [], firstError, language } = extras.get(id) ?? {};
    for (const tool of tools) put('tool', tool, `that use ${tool}`);
    if (calls) put('first error', firstError ?? 'none', firstError === undefined ? 'in which no call fails' : `whose first failed call is ${firstError}`); // prettier-ignore
    put('language', language, `whose task is written in ${language}`);
    for (const code of new Set(codes)) put('behavior', alphabet[code], `that show ${alphabet[code]!}`);
  }
  return [...members.values()]
    .filter(({ runs }) => runs.length >= fewest && sequences.length - runs.length >= fewest)
    .map(({ runs, ...feature }) => ({ ...feature, members: Int32Array.from(runs) }));
}

/** `["tau2","","airline/3"]` as people name it. */
function taskName(task: string): string {
  try {
    return String((JSON.parse(task) as unknown[])[2] ?? task);
  } catch {
    return task;
  }
}
