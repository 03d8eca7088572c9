import { setTimeout } from 'node:timers/promises';
import type { SourceFile } from '../trajectory/plan-import.ts';

const EVERY_MS = 2000;

/**
 * Files that are new or were written to since they were last named, a list whenever there are some, until `ended`. The
 * first list holds all files. Looking at names, sizes and times every two seconds works on every file system, and for
 * ten thousand logs costs a tenth of a second.
 *
 * @param list - what there is now
 * @param options - about every `beatMs` comes an empty list, for what is to be done from time to time
 */
export async function* watchSources(
  list: () => Promise<readonly SourceFile[]>,
  ended: AbortSignal,
  {
    everyMs = EVERY_MS,
    beatMs = Number.POSITIVE_INFINITY,
  }: { readonly everyMs?: number; readonly beatMs?: number } = {},
): AsyncGenerator<string[]> {
  const known = new Map<string, string>();
  let sinceBeatMs = 0;
  while (!ended.aborted) {
    const changed: string[] = [];
    for (const { path, bytes, modifiedMs } of await list()) {
      const state = `${bytes} ${modifiedMs}`;
      if (known.get(path) !== state) changed.push(path);
      known.set(path, state);
    }
    if (changed.length > 0) yield changed;
    if (sinceBeatMs >= beatMs) {
      sinceBeatMs = 0;
      yield [];
    }
    sinceBeatMs += everyMs;
    await setTimeout(everyMs, undefined, { signal: ended }).catch(() => {});
  }
}
