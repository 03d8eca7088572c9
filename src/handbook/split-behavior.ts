import type { Exemplar, MinedBehavior, Scope } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { behaviorName } from '../mine/wording/behavior-name.ts';
import { retireBehavior, type BehaviorEdit } from './lifecycle.ts';
import { listed, madeBehavior } from './made-behavior.ts';

/** One part of a behavior that is split: where it shall apply, and which of its evidence is of there. */
export interface SplitPart {
  /** What tells it from the others, in a word or two; it ends the name. */
  readonly label: string;
  /** Where it applies, where that is narrower than for the whole. */
  readonly scope?: Scope;
  readonly words?: BehaviorEdit;
  readonly provenance: readonly Exemplar[];
}

/** What is known of the runs that evidence names. */
export interface EvidenceRun {
  readonly task: string;
  readonly project?: string;
}

/**
 * Makes several behaviors of one that means different things in different places. Each has its part of the evidence, and the
 * support that this part is: what is kept of the evidence, which may be less than there was. The one is retired.
 *
 * @param runs - by id, of all runs that the evidence names and that are still there
 * @returns the parts in order, then the retired one
 * @throws EthogramError `bad-argument` when there are fewer than two parts, or it is archived
 */
export function splitBehavior(
  behavior: MinedBehavior,
  parts: readonly SplitPart[],
  runs: ReadonlyMap<string, EvidenceRun>,
): MinedBehavior[] {
  if (behavior.status === 'archived') {
    throw new EthogramError(
      'bad-argument',
      `${behavior.id}: found status archived, expected a behavior that is in use`,
      {
        hint: `ethogram handbook undo ${behavior.id}`,
      },
    );
  }
  if (parts.length < 2) {
    const found = parts.length === 0 ? 'no evidence' : `all of its evidence in ${parts[0]!.label}`;
    throw new EthogramError(
      'bad-argument',
      `${behavior.id}: found ${found}, expected evidence of several to split it by`,
      {
        hint: `ethogram handbook split ${behavior.id} --exemplars 1,3 takes the first and the third piece of evidence apart`,
      },
    );
  }
  const children = parts.map(({ label, scope = {}, words = {}, provenance }) => {
    const seen = [...new Set(provenance.map(({ trajectoryId }) => trajectoryId))];
    const known = seen.flatMap((id) => runs.get(id) ?? []);
    const taskIds = listed(known.map(({ task }) => task));
    const projects = listed(known.flatMap(({ project }) => project ?? []));
    return madeBehavior({
      how: 'split',
      parents: [behavior],
      scope: { ...behavior.scope, ...scope },
      words: { name: `${behavior.name}${behaviorName(label).replace(/^behavior/, '')}`, ...words },
      support: {
        trajectories: seen.length,
        of: behavior.support.of,
        tasks: new Set(known.map(({ task }) => task)).size,
        ...(taskIds !== undefined && { taskIds }),
        ...(projects !== undefined && { projects }),
      },
      provenance,
    });
  });
  return [...children, retireBehavior(behavior)];
}

/** The evidence of a behavior by what `labelOf` says of each piece, in order of label; pieces without a label are in every part. */
export function partsBy(
  provenance: readonly Exemplar[],
  labelsOf: (exemplar: Exemplar) => readonly string[],
  scopeOf: (label: string) => Scope,
): SplitPart[] {
  const labels = [...new Set(provenance.flatMap((exemplar) => labelsOf(exemplar)))].sort();
  return labels.map((label) => ({
    label,
    scope: scopeOf(label),
    provenance: provenance.filter((exemplar) => {
      const own = labelsOf(exemplar);
      return own.length === 0 || own.includes(label);
    }),
  }));
}
