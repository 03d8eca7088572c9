import { groupNearDuplicates } from '../../mine/strategy/group-near-duplicates.ts';

/** Instructions of which this share of neighbouring words is the same say the same. */
const SAME_WORDS = 0.5;

/** Puts behaviors of one name, or of nearly one wording, together; groups and their members in the order given. */
export function groupBehaviors<T extends { readonly name: string; readonly instruction: string }>(
  behaviors: readonly T[],
): T[][] {
  const instructions = [...new Set(behaviors.map(({ instruction }) => instruction))];
  const near = groupNearDuplicates(instructions, { similarity: SAME_WORDS });
  const nearOf = new Map(instructions.map((instruction, i) => [instruction, near[i]!]));
  const byName = new Map<string, number>();
  const groups = Map.groupBy(behaviors, ({ name, instruction }) => {
    const key = byName.get(name) ?? nearOf.get(instruction)!;
    byName.set(name, key);
    return key;
  });
  return [...groups.values()];
}
