import type { EventStore } from '../behavior/event.ts';

/** A code by its slug, alone or with its codebook: `verification`, `four-habits/verification`. */
export interface ShownCode {
  readonly name: string;
  /** Runs that show it. */
  readonly shown: ReadonlySet<string>;
  /** Runs that were examined for it and had at least one unit in which it could be seen. */
  readonly examined: ReadonlySet<string>;
}

/** Reads which runs show a code, and which were examined for it. Hidden reasoning is not examined. */
export async function shownCode(store: EventStore, name: string): Promise<ShownCode> {
  const at = name.lastIndexOf('/');
  const slug = name.slice(at + 1);
  const codebook = at < 0 ? undefined : name.slice(0, at);
  const shown = new Set<string>();
  const examined = new Set<string>();
  for await (const { trajectoryId, observedUnits, codebook: coded } of store.codings()) {
    if (codebook !== undefined && coded.split('@')[0] !== codebook) continue;
    if ((observedUnits[slug] ?? 0) > 0) examined.add(trajectoryId);
  }
  for await (const { trajectoryId, verdict } of store.events({ behavior: slug, ...(codebook !== undefined && { codebook }) })) {
    if (verdict === 'present') shown.add(trajectoryId);
  }
  return { name, shown, examined };
} // prettier-ignore

/** Why a run is not chosen by its behaviors. */
export type NotChosen = 'lacks-behavior' | 'shows-behavior' | 'not-coded';

/** Whether a run shows all of some codes and none of others; undefined when it does. */
export function notChosen(
  run: string,
  { having, without }: { readonly having: readonly ShownCode[]; readonly without: readonly ShownCode[] },
): NotChosen | undefined {
  if ([...having, ...without].some(({ shown, examined }) => !shown.has(run) && !examined.has(run))) return 'not-coded';
  if (having.some(({ shown }) => !shown.has(run))) return 'lacks-behavior';
  return without.some(({ shown }) => shown.has(run)) ? 'shows-behavior' : undefined;
}
