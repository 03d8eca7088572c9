import { idField, objectField } from '../../chat/string-field.ts';
import type { Step } from '../../trajectory.ts';

/** The first and the last step that each span gave, by the span's id. */
export function spanSteps(steps: readonly Step[]): ReadonlyMap<string, readonly [first: number, last: number]> {
  const found = new Map<string, readonly [number, number]>();
  for (const { extra, index } of steps) {
    const id = idField(objectField(extra ?? {}, 'span') ?? {}, 'id');
    if (id !== undefined) found.set(id, [found.get(id)?.[0] ?? index, index]);
  }
  return found;
}
