import { codeKey } from '../../behavior/code-key.ts';
import type { Coding, Event, Tier } from '../../behavior/event.ts';
import { isHumanCoder } from '../../behavior/human-coder.ts';
import { judgesAll } from '../../behavior/judge/judge-detector.ts';
import type { Label, Trajectory } from '../../trajectory/trajectory.ts';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { exchangeEvents, labelledEvents, type ExchangeEvent, type TimeBase } from './exchange-event.ts';
import { inLanes, OVERLAP } from './in-lanes.ts';
import { addModifiers, type ModifierTally } from './modifier-sets.ts';

/** One observation, as other programs know it: a run, what was coded in it, and how much of it was looked at. */
export interface ExchangeRun {
  /** Name of the observation: the run's id, or the name under which people observed it. */
  readonly id: string;
  readonly run: TrajectorySummary;
  readonly timeBase: TimeBase;
  /** How long it was observed, in the same seconds as its events. */
  readonly seconds: number;
  /** In order of start, then as the store has them. */
  readonly events: readonly ExchangeEvent[];
  readonly codings: readonly Coding[];
}

/** What reading observations needs of a store. */
export interface ExchangeSource {
  list(filter: object): AsyncIterable<TrajectorySummary>;
  read(filter: { readonly ids: readonly string[] }): AsyncIterable<Trajectory>;
  events(filter: object): AsyncIterable<Event>;
  codings(filter: object): AsyncIterable<Coding>;
  labels(filter: { readonly trajectoryId: string }): AsyncIterable<Label>;
}

/** Which observations to read. */
export interface ExchangeOptions {
  /** `codes` (default): coded events. `labels`: what the source says about steps, such as imported observations of people. */
  readonly of?: 'codes' | 'labels';
  readonly codebook?: string;
  /** Only what was decided so; without it, detectors and judges of what these left open, as everywhere. */
  readonly tier?: Tier;
  /** As `TrajectoryFilter`. */
  readonly filter?: object;
}

/**
 * Runs as observations, in order of id, held one at a time. A run without events is there when it was examined: that nothing was
 * seen is not that nobody looked. Only verdict `present` counts.
 */
export async function* exchangeRuns(store: ExchangeSource, options: ExchangeOptions = {}): AsyncGenerator<ExchangeRun> {
  const { of = 'codes', filter = {} } = options;
  const runs = new Map<string, TrajectorySummary>();
  for await (const run of store.list(filter)) runs.set(run.id, run);
  if (of === 'labels') yield* labelledRuns(store, runs);
  else yield* codedObservations(store, runs, options);
}

async function* codedObservations(
  store: ExchangeSource,
  runs: ReadonlyMap<string, TrajectorySummary>,
  { codebook, tier }: ExchangeOptions,
): AsyncGenerator<ExchangeRun> {
  const only = codebook === undefined ? {} : { codebook };
  const isAsked = ({ detector }: Pick<Event, 'detector'>): boolean =>
    tier === undefined ? !isHumanCoder(detector) && !judgesAll(detector) : isHumanCoder(detector) === (tier === 'human');
  const codings = new Map<string, Coding[]>();
  for await (const coding of store.codings(only)) {
    if (!runs.has(coding.trajectoryId) || !isAsked(coding)) continue;
    const own = codings.get(coding.trajectoryId);
    if (own === undefined) codings.set(coding.trajectoryId, [coding]);
    else own.push(coding);
  }
  const waiting = eventsByRun(store.events({ ...only, ...(tier !== undefined && { tier }) }))[Symbol.asyncIterator]();
  let next = await waiting.next();
  for (const run of runs.values()) {
    // Runs and events come in one order; events of runs that were not asked for are passed over.
    while (next.done !== true && next.value.id !== run.id && !runs.has(next.value.id)) next = await waiting.next();
    let found: readonly Event[] = [];
    if (next.done !== true && next.value.id === run.id) {
      found = next.value.events.filter((event) => event.verdict === 'present' && isAsked(event));
      next = await waiting.next();
    }
    const own = codings.get(run.id) ?? [];
    if (own.length > 0 || found.length > 0) yield { id: run.id, run, codings: own, ...exchangeEvents(run, found) };
  }
} // prettier-ignore

async function* eventsByRun(events: AsyncIterable<Event>): AsyncGenerator<{ readonly id: string; readonly events: readonly Event[] }> {
  let id: string | undefined;
  let gathered: Event[] = [];
  for await (const event of events) {
    if (event.trajectoryId !== id) {
      if (id !== undefined) yield { id, events: gathered };
      id = event.trajectoryId;
      gathered = [];
    }
    gathered.push(event);
  }
  if (id !== undefined) yield { id, events: gathered };
} // prettier-ignore

async function* labelledRuns(
  store: ExchangeSource,
  runs: ReadonlyMap<string, TrajectorySummary>,
): AsyncGenerator<ExchangeRun> {
  for (const run of runs.values()) {
    const labels: Label[] = [];
    for await (const label of store.labels({ trajectoryId: run.id })) if (label.steps !== undefined) labels.push(label);
    if (labels.length === 0) continue;
    for await (const trajectory of store.read({ ids: [run.id] })) {
      const named = trajectory.extra['trajectory'];
      const id = typeof named === 'string' ? named : isObserved(run) ? (run.task.id ?? run.id) : run.id;
      yield { id, run, codings: [], ...labelledEvents(run, trajectory, labels) };
    }
  }
}

/** Whether a run is what people observed, and is known by the name they gave it. */
function isObserved({ format }: TrajectorySummary): boolean {
  return format === 'boris' || format === 'bids-events';
}

/** A behavior of a repertoire. */
export interface ExchangeBehavior {
  /** `codebook/slug`, or the name of a label. */
  readonly behavior: string;
  readonly category: string;
  /** `state` when any occurrence lasts. */
  readonly kind: 'point' | 'state';
  readonly definition: string;
  /** What its occurrences are told apart by. */
  readonly modifiers: ModifierTally;
}

/**
 * The repertoire: every behavior that was looked for or seen, in order of name, with its definition where one is known.
 *
 * @param definitions - by `codebook/slug`
 */
export async function exchangeBehaviors(
  runs: AsyncIterable<ExchangeRun>,
  definitions: ReadonlyMap<string, { readonly definition: string; readonly kind: 'point' | 'state' }> = new Map(),
): Promise<ExchangeBehavior[]> {
  const found = new Map<string, ExchangeBehavior>();
  for await (const { events, codings } of runs) {
    for (const { codebook, observedUnits } of codings) {
      const category = codeKey(codebook);
      for (const slug of Object.keys(observedUnits)) behaviorOf(`${category}/${slug}`, category, 'point');
    }
    // A point of a behavior that lasts elsewhere is a state of no length there, and may be within another.
    for (const event of inLanes(events.map((own) => ({ ...own, kind: 'state' as const })))) {
      addModifiers(behaviorOf(event.behavior, event.category, 'point').modifiers, event.modifiers);
    }
    for (const { behavior, category, kind } of events) behaviorOf(behavior, category, kind);
  }
  for (const { kind, modifiers } of found.values()) if (kind === 'point') modifiers.delete(OVERLAP);
  return [...found.values()].toSorted((a, b) => (a.behavior < b.behavior ? -1 : 1));

  function behaviorOf(behavior: string, category: string, kind: 'point' | 'state'): ExchangeBehavior {
    const known = found.get(behavior);
    if (known !== undefined && (known.kind === 'state' || kind === 'point')) return known;
    const told = definitions.get(behavior);
    const made: ExchangeBehavior = {
      behavior,
      category,
      kind: kind === 'state' || told?.kind === 'state' ? 'state' : 'point',
      definition: told?.definition ?? '',
      modifiers: known?.modifiers ?? new Map(),
    };
    found.set(behavior, made);
    return made;
  }
}
