import { EthogramError } from '../../core/ethogram-error.ts';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';

/** What runs can be told apart by. */
const COHORTS = ['model', 'project', 'outcome', 'tag', 'format', 'version'] as const;

/** The cohort of runs that do not say. */
export const UNKNOWN_COHORT = 'unknown';

/**
 * The cohorts that `--by` puts a run into: one, or one for each of its tags; `tag:KEY`
 * for the values of its tags `KEY=VALUE`; `unknown` when it does not say.
 *
 * @returns undefined when `by` is
 * @throws EthogramError `bad-argument`
 */
export function cohortsOf(by: string | undefined): ((run: CohortFacts) => readonly string[]) | undefined {
  if (by === undefined) return undefined;
  const key = /^tag:(.+)$/s.exec(by)?.[1];
  if (key !== undefined) {
    return ({ task }) => {
      const values = task.tags.flatMap((tag) => (tag.startsWith(`${key}=`) ? [tag.slice(key.length + 1)] : []));
      return values.length === 0 ? [UNKNOWN_COHORT] : values;
    };
  }
  const known = COHORTS.find((name) => name === by);
  if (known === undefined) {
    throw new EthogramError('bad-argument', `--by: found "${by}", expected one of ${COHORTS.join(', ')}, tag:KEY`);
  }
  return (run) => {
    const values = valuesOf(run, known).filter((value) => value !== undefined);
    return values.length === 0 ? [UNKNOWN_COHORT] : values;
  };
}

/** As much of a run as says which cohorts it is in. */
export type CohortFacts = Pick<TrajectorySummary, 'agent' | 'project' | 'task' | 'outcome' | 'format'>;

function valuesOf(
  { agent, project, task, outcome, format }: CohortFacts,
  by: (typeof COHORTS)[number],
): readonly (string | undefined)[] {
  switch (by) {
    case 'model':
      return [agent.model];
    case 'version':
      return [agent.version];
    case 'project':
      return [project];
    case 'format':
      return [format];
    case 'tag':
      return task.tags;
    case 'outcome':
      return [outcome.success === undefined ? undefined : outcome.success ? 'success' : 'failure'];
  }
}
