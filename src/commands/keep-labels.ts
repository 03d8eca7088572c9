import { labelEvents } from '../analysis/agreement/label-events.ts';
import { labelStyle, type LabelStyle } from '../analysis/agreement/label-style.ts';
import type { LabelRow } from '../analysis/agreement/parse-labels.ts';
import { codedRuns, type CodedRun } from '../analysis/coded-runs.ts';
import { codeKey, codeSlug } from '../behavior/code-key.ts';
import type { Code, Codebook } from '../behavior/codebook.ts';
import type { Coding, Event } from '../behavior/event.ts';
import { humanCoder } from '../behavior/human-coder.ts';
import type { Store } from '../store/store.ts';

/** Labels that became events, and the names of behaviors that no codebook has, of which none did. */
export interface KeptLabels {
  readonly kept: number;
  readonly unknown: readonly string[];
}

interface Named {
  readonly code: Code;
  /** `name@hash`, of the codebook that the coder had. */
  readonly codebook: string;
}

const BATCH = 200;

/**
 * Keeps labels in the store as events of tier `human`, beside whatever detectors found. What the same coder said before
 * with the same codebook stays, but for what these labels say of the same places; a changed codebook begins anew.
 *
 * @param rows - labels of any coders, of runs that are in the store; of others nothing is kept
 * @param options.codebooks - where their codes are defined; of two codes of one name, that of the first codebook by name counts
 * @param options.takenBack - labels that are no longer
 * @throws EthogramError `bad-labels` when a label does not fit its run
 */
export async function keepLabels(
  rows: readonly LabelRow[],
  store: Store,
  { codebooks, takenBack = [] }: { readonly codebooks: readonly Codebook[]; readonly takenBack?: readonly LabelRow[] },
): Promise<KeptLabels> {
  const find = codeFinder(codebooks);
  const styles = new Map([...Map.groupBy(rows, ({ coder }) => coder)].map(([coder, own]) => [coder, labelStyle(own)!]));
  const labels = Map.groupBy(rows, ({ trajectory }) => trajectory);
  const gone = Map.groupBy(takenBack, ({ trajectory }) => trajectory);
  let batch: { readonly coding: Coding; readonly events: readonly Event[] }[] = [];
  let kept = 0;
  const ids = [...new Set([...labels.keys(), ...gone.keys()])];
  for await (const run of codedRuns(store, { ids }, 'people')) {
    const { id } = run.trajectory;
    batch.push(...codingsOf(run, labels.get(id) ?? [], { find, styles, takenBack: gone.get(id) ?? [] }));
    kept += (labels.get(id) ?? []).filter((row) => find(row) !== undefined).length;
    if (batch.length < BATCH) continue;
    await store.putCodings(batch);
    batch = [];
  }
  if (batch.length > 0) await store.putCodings(batch);
  const unknown = new Set(rows.filter((row) => find(row) === undefined).map(({ behavior }) => behavior));
  return { kept, unknown: [...unknown] };
}

function codingsOf(
  { trajectory, events, codings }: CodedRun,
  rows: readonly LabelRow[],
  {
    find,
    styles,
    takenBack,
  }: {
    readonly find: (row: LabelRow) => Named | undefined;
    readonly styles: ReadonlyMap<string, LabelStyle>;
    readonly takenBack: readonly LabelRow[];
  },
): { readonly coding: Coding; readonly events: readonly Event[] }[] {
  const key = (row: LabelRow): string => JSON.stringify([row.coder, find(row)?.codebook ?? '']);
  const gone = Map.groupBy(takenBack, key);
  const groups = Map.groupBy(
    [...rows, ...takenBack].filter((row) => find(row) !== undefined),
    key,
  );
  return [...groups].map(([group, both]) => {
    const { coder } = both[0]!;
    const { codebook } = find(both[0]!)!;
    const detector = humanCoder(coder);
    const before = codings.find((coding) => coding.codebook === codebook && coding.detector === detector);
    const placed = new Map<string, Event>();
    if (before !== undefined) {
      for (const event of events) {
        if (event.detector === detector && isOf(event, codebook)) placed.set(event.id, event);
      }
    }
    const observedUnits: Record<string, number> = { ...before?.observedUnits };
    const read = (some: readonly LabelRow[]): Map<Code, ReturnType<typeof labelEvents>> =>
      new Map(
        [...Map.groupBy(some, (row) => find(row)!.code)].map(([code, own]) => {
          const id = `${codeKey(codebook)}/${code.slug}@${codebook.slice(codeKey(codebook).length + 1)}`;
          return [code, labelEvents(own, trajectory, { code, id, style: styles.get(coder) ?? 'judges-units' })];
        }),
      );
    for (const [{ slug }, { events: old }] of read(gone.get(group) ?? [])) {
      for (const { id } of old)
        if (placed.delete(id)) observedUnits[slug] = Math.max(0, (observedUnits[slug] ?? 0) - 1);
    }
    let observedTokens = before?.observedTokens ?? 0;
    let tokens = 0;
    for (const [{ slug }, now] of read(rows.filter((row) => key(row) === group))) {
      for (const event of now.events) placed.set(event.id, event);
      observedUnits[slug] = Math.max(observedUnits[slug] ?? 0, now.observedUnits);
      tokens = Math.max(tokens, now.observedTokens);
    }
    observedTokens = Math.max(observedTokens, tokens);
    const notObservable: Record<string, number> = {};
    for (const [slug, own] of Map.groupBy(placed.values(), ({ code }) => codeSlug(code))) {
      const unclear = own.filter(({ verdict }) => verdict === 'not-applicable').length;
      observedUnits[slug] = Math.max(observedUnits[slug] ?? 0, own.length - unclear);
      notObservable[slug] = unclear;
    }
    const { id: trajectoryId, revision } = trajectory;
    return {
      coding: { trajectoryId, revision, codebook, detector, observedUnits, notObservable, observedTokens },
      events: [...placed.values()],
    };
  });
}

function isOf({ code }: Event, codebook: string): boolean {
  const name = codeKey(codebook);
  return code.startsWith(`${name}/`) && code.endsWith(codebook.slice(name.length));
}

function codeFinder(codebooks: readonly Codebook[]): (row: LabelRow) => Named | undefined {
  const known = new Map<string, Named>();
  for (const { name, hash, codes } of codebooks.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    for (const code of codes) {
      const named = { code, codebook: `${name}@${hash}` };
      known.set(`${name}/${code.slug}`, named);
      if (!known.has(code.slug)) known.set(code.slug, named);
    }
  }
  return ({ behavior, codebook }) => {
    const named = known.get(behavior);
    return named === undefined || codebook === undefined ? named : { ...named, codebook };
  };
}
