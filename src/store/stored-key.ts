import { keyText } from './key-text.ts';
import type { KnownRun } from './known-run.ts';

/** The id, as a key, under which the store keeps a run of that source id; `suffix` tells it from others of that id. */
export function storedKey(sourceId: string, suffix: string | null): string {
  return keyText(suffixed(sourceId, suffix));
}

/** The id of a run with what tells it from others of its source id, if there are others. */
export function suffixed(sourceId: string, suffix: string | null): string {
  return suffix === null ? sourceId : `${sourceId}~${suffix}`;
}

/** The id of a known run: not made of the source's when another format, or another store, named the run first. */
export function plainId(sourceId: string, { id, suffix }: KnownRun): string {
  return [sourceId, suffixed(sourceId, suffix)].find((plain) => keyText(plain) === id) ?? id;
}
