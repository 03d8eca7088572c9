import { setTimeout } from 'node:timers/promises';
import type { SourceFile } from '../trajectory/plan-import.ts';

const EVERY_MS = 2000;

/**
 * Files that are new or were written to since they were last named, a list whenever there are some, until `ended`. The
 * first list holds all files. Looking at names, sizes and times every two seconds works on every file system, and for
 * ten thousand logs costs a tenth of a second.
 *
 * @param list - what there is now
 */
export async function* watchSources(
  list: () => Promise<readonly SourceFile[]>,
  ended: AbortSignal,
  { everyMs = EVERY_MS }: { readonly everyMs?: number } = {},
): AsyncGenerator<string[]> {
  const known = new Map<string, string>();
  while (!ended.aborted) {
    const changed: string[] = [];
    for (const { path, bytes, modifiedMs } of await list()) {
      const state = `${bytes} ${modifiedMs}`;
      if (known.get(path) !== state) changed.push(path);
      known.set(path, state);
    }
    if (changed.length > 0) yield changed;
    await setTimeout(everyMs, undefined, { signal: ended }).catch(() => {});
  }
}
