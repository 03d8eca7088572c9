import { isDeepStrictEqual } from 'node:util';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { Histories } from './undo-change.ts';

const COMPARED = [
  'name', 'instruction', 'when', 'whenNot', 'kind', 'polarity', 'scope', 'status', 'pinned',
] as const satisfies readonly (keyof MinedBehavior)[]; // prettier-ignore

/** A field that differs; null where it is not set. */
export interface FieldChange {
  readonly field: (typeof COMPARED)[number];
  readonly from: MinedBehavior[(typeof COMPARED)[number]] | null;
  readonly to: MinedBehavior[(typeof COMPARED)[number]] | null;
}

/** A behavior that both handbooks have, in different words or another status. */
export interface ChangedBehavior {
  readonly id: string;
  readonly name: string;
  readonly fields: readonly FieldChange[];
}

/** How one handbook differs from another; each list in order of name, then id. */
export interface HandbookDiff {
  readonly added: readonly MinedBehavior[];
  readonly removed: readonly MinedBehavior[];
  readonly changed: readonly ChangedBehavior[];
  /** How many are the same in both, evidence aside. */
  readonly same: number;
}

/**
 * Compares two handbooks by what people decide about: words, scope, kind, status, pin. A behavior is the same by its id, or else
 * by its words.
 */
export function diffHandbooks(from: readonly MinedBehavior[], to: readonly MinedBehavior[]): HandbookDiff {
  const ids = new Set(to.map(({ id }) => id));
  const byId = new Map(from.map((behavior) => [behavior.id, behavior]));
  const byWords = new Map(from.filter(({ id }) => !ids.has(id)).map((behavior) => [behavior.hash, behavior]));
  const left = new Set(from);
  const added: MinedBehavior[] = [];
  const changed: ChangedBehavior[] = [];
  let same = 0;
  for (const behavior of to.toSorted(byName)) {
    const before = byId.get(behavior.id) ?? byWords.get(behavior.hash);
    if (before === undefined || !left.delete(before)) {
      added.push(behavior);
      continue;
    }
    const fields = COMPARED.filter((field) => !isDeepStrictEqual(before[field], behavior[field])).map(
      (field): FieldChange => ({ field, from: before[field] ?? null, to: behavior[field] ?? null }),
    );
    if (fields.length === 0) same++;
    else changed.push({ id: behavior.id, name: behavior.name, fields });
  }
  return { added, removed: [...left].sort(byName), changed, same };
}

/** A handbook as it was at a time (ISO 8601): the last state of each behavior up to then. What was forgotten since is not in it. */
export function handbookAt(histories: Histories, time: string): MinedBehavior[] {
  const ms = Date.parse(time);
  return [...histories.values()]
    .flatMap((history) => history.findLast(({ at }) => Date.parse(at) <= ms)?.behavior ?? [])
    .sort(byName);
}

function byName(a: MinedBehavior, b: MinedBehavior): number {
  return a.name === b.name ? (a.id < b.id ? -1 : 1) : a.name < b.name ? -1 : 1;
}
