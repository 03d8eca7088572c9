import { EthogramError } from '../../core/ethogram-error.ts';
import type { BehaviorSequence, SequenceSet } from '../sequence/behavior-sequence.ts';
import type { Variable } from './design.ts';

/** What runs can be described by; `tag:NAME` besides. */
export const RUN_FIELDS = ['model', 'version', 'project', 'format', 'success', 'length', 'tokens', 'tags'] as const;
/** Words with more levels than this describe single runs rather than groups of them. */
const MOST_LEVELS = 20;

type TextOf = (run: BehaviorSequence) => string | undefined;
const WORDS: Readonly<Record<string, TextOf>> = {
  model: ({ model }) => model,
  version: ({ version }) => version,
  project: ({ project }) => project,
  format: ({ format }) => format,
  success: ({ success }) => (success === undefined ? undefined : success ? 'yes' : 'no'),
};

/**
 * A description of runs as a variable of a regression; `length` and `tokens` are base-2 logarithms, so that an estimate is what comes
 * with twice as many. `tags` is one variable per tag that some runs have and others have not.
 *
 * @throws EthogramError `bad-argument`
 */
export function runVariables(sequences: readonly BehaviorSequence[], field: string): Variable[] {
  const text = WORDS[field];
  if (text !== undefined) return [{ name: field, values: sequences.map((run) => text(run) ?? '') }];
  if (field === 'length' || field === 'steps') {
    return [{ name: 'length (per doubling)', values: Float64Array.from(sequences, ({ steps }) => Math.log2(Math.max(1, steps))) }];
  }
  if (field === 'tokens') {
    return [{ name: 'tokens (per doubling)', values: Float64Array.from(sequences, ({ tokens }) => Math.log2(Math.max(1, tokens))) }];
  }
  const tags = field === 'tags' ? [...new Set(sequences.flatMap((run) => run.tags))].sort() : field.startsWith('tag:') ? [field.slice(4)] : undefined;
  if (tags === undefined) {
    throw new EthogramError('bad-argument', `--on: found "${field}", expected one of ${RUN_FIELDS.join(', ')} or tag:NAME`);
  }
  return tags.map((tag): Variable => ({ name: `tag:${tag}`, values: sequences.map((run) => (run.tags.includes(tag) ? 'yes' : 'no')) })).filter(varies);
} // prettier-ignore

/** What differs between the runs, of model, project, format and length. */
export function varyingFields(sequences: readonly BehaviorSequence[]): string[] {
  return ['model', 'project', 'format', 'length'].filter((field) => runVariables(sequences, field).every(varies));
}

function varies({ values }: Variable): boolean {
  const levels = new Set<string | number>(values instanceof Float64Array ? values : values.filter((value) => value !== '')); // prettier-ignore
  return levels.size > 1 && (values instanceof Float64Array || levels.size <= MOST_LEVELS);
}

/**
 * How much of each run is each behavior: events per unit that could be observed (per step, where units are not known), or with
 * `isPresence` 1 or 0. NaN where it could not be observed.
 */
export function behaviorShares(
  { alphabet, sequences }: SequenceSet,
  { isPresence = false }: { readonly isPresence?: boolean } = {},
): { readonly name: string; readonly values: Float64Array }[] {
  const counts = alphabet.map(() => new Float64Array(sequences.length));
  for (const [run, { codes }] of sequences.entries()) for (const code of codes) counts[code]![run]!++;
  return alphabet.map((name, code) => ({
    name,
    values: counts[code]!.map((count, run) => {
      const { observed, steps } = sequences[run]!;
      const units = observed === undefined ? steps : observed[code]!;
      if (units === 0) return NaN;
      return isPresence ? Math.min(1, count) : count / units;
    }),
  }));
}
