import { codeKey } from '../../behavior/code-key.ts';
import type { Coding, Event, EventStore } from '../../behavior/event.ts';
import { isHumanCoder } from '../../behavior/human-coder.ts';
import { judgesAll } from '../../behavior/judge/judge-detector.ts';
import type { Actor } from '../../trajectory/trajectory.ts';
import type { TrajectoryFilter, TrajectoryStore, TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { taskKey } from '../task-key.ts';
import { SEQUENCE_ACTORS, type BehaviorSequence, type RunFacts, type SequenceSet } from './behavior-sequence.ts';

/** A store, as far as reading sequences needs it. */
export interface SequenceSource extends TrajectoryStore, EventStore {
  /** Tool calls in order of trajectory id, step, part. */
  calls(): AsyncIterable<{ readonly trajectoryId: string; readonly step: number; readonly symbol: string }>;
}

/** What counts as a behavior. */
export interface SequenceOptions {
  /**
   * `codes`: coded events, of one codebook if named. `calls`: tool calls by symbol, which are the activities of process logs and
   * the bouts of observed animals, too. `labels`: what the source says about steps. Default `codes`.
   */
  readonly of?: 'codes' | 'calls' | 'labels';
  readonly codebook?: string;
  readonly filter?: TrajectoryFilter;
  /** Only what this actor does. */
  readonly actor?: Actor;
}

/** One event before the alphabet is known. */
interface RawEvent {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly actor: number;
}

/**
 * Reads runs as sequences of behaviors, without reading the runs themselves: what is held is a few numbers per event. Events of people
 * and of judges that judged everything are left out, as in `codedRuns`; only verdict `present` counts. A run belongs to the set of
 * codes when it was examined for the codebook.
 */
export async function readSequences(
  store: SequenceSource,
  { of = 'codes', codebook, filter = {}, actor }: SequenceOptions = {},
): Promise<SequenceSet> {
  const runs = new Map<string, RunFacts>();
  for await (const summary of store.list(filter)) runs.set(summary.id, factsOf(summary));
  const observed = of === 'codes' ? await observedUnits(store, runs, codebook) : undefined;
  const raw = new Map<string, RawEvent[]>();
  const only = actor === undefined ? undefined : actorIndex(actor);
  for await (const { run, ...event } of rawEvents(store, of, codebook)) {
    if (!runs.has(run) || (observed !== undefined && !observed.has(run))) continue;
    if (only !== undefined && event.actor !== only) continue;
    const list = raw.get(run);
    if (list === undefined) raw.set(run, [event]);
    else list.push(event);
  }
  const names = new Set<string>();
  for (const list of raw.values()) for (const { name } of list) names.add(name);
  for (const units of observed?.values() ?? []) for (const name of units.keys()) names.add(name);
  const alphabet = [...names].sort();
  const placeOf = new Map(alphabet.map((name, place) => [name, place]));
  const sequences: BehaviorSequence[] = [];
  for (const [id, facts] of runs) {
    const units = observed?.get(id);
    if (observed !== undefined && units === undefined) continue;
    sequences.push(sequenceOf(facts, raw.get(id) ?? [], { alphabet, placeOf, units }));
    raw.delete(id);
  }
  return { alphabet, sequences };
}

function sequenceOf(
  facts: RunFacts,
  events: readonly RawEvent[],
  {
    alphabet,
    placeOf,
    units,
  }: {
    readonly alphabet: readonly string[];
    readonly placeOf: ReadonlyMap<string, number>;
    readonly units: ReadonlyMap<string, number> | undefined;
  },
): BehaviorSequence {
  const sorted = events.toSorted(
    (a, b) => a.first - b.first || a.last - b.last || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  return {
    ...facts,
    codes: Int32Array.from(sorted, ({ name }) => placeOf.get(name)!),
    first: Int32Array.from(sorted, ({ first }) => first),
    last: Int32Array.from(sorted, ({ last }) => last),
    actors: Uint8Array.from(sorted, ({ actor }) => actor),
    ...(units !== undefined && { observed: Float64Array.from(alphabet, (name) => units.get(name) ?? 0) }),
  };
}

async function* rawEvents(
  store: SequenceSource,
  of: 'codes' | 'calls' | 'labels',
  codebook: string | undefined,
): AsyncGenerator<RawEvent & { readonly run: string }> {
  if (of === 'calls') {
    for await (const { trajectoryId, step, symbol } of store.calls()) {
      yield { run: trajectoryId, name: symbol.replace(/^tool:/, ''), first: step, last: step, actor: 0 };
    }
  } else if (of === 'labels') {
    for await (const { trajectoryId, name, steps, value } of store.labels()) {
      if (steps === undefined) continue;
      const said = typeof value === 'string' ? `${name}=${value}` : name;
      yield { run: trajectoryId, name: said, first: steps[0], last: steps[1], actor: 0 };
    }
  } else {
    for await (const event of store.events(codebook === undefined ? {} : { codebook })) {
      if (event.verdict !== 'present' || !isWanted(event)) continue;
      const { trajectoryId, code, steps, actor } = event;
      yield { run: trajectoryId, name: codeKey(code), first: steps[0], last: steps[1], actor: actorIndex(actor) };
    }
  }
}

/** Per examined run, by `codebook/slug`, the units that could be observed. */
async function observedUnits(
  store: EventStore,
  runs: ReadonlyMap<string, RunFacts>,
  codebook: string | undefined,
): Promise<Map<string, Map<string, number>>> {
  const observed = new Map<string, Map<string, number>>();
  for await (const coding of store.codings(codebook === undefined ? {} : { codebook })) {
    if (!runs.has(coding.trajectoryId) || !isWanted(coding)) continue;
    const units = observed.get(coding.trajectoryId) ?? new Map<string, number>();
    const book = codeKey(coding.codebook);
    for (const [slug, count] of Object.entries(coding.observedUnits)) {
      const name = `${book}/${slug}`;
      units.set(name, Math.max(units.get(name) ?? 0, count));
    }
    observed.set(coding.trajectoryId, units);
  }
  return observed;
}

function isWanted({ detector }: Pick<Event | Coding, 'detector'>): boolean {
  return !isHumanCoder(detector) && !judgesAll(detector);
}

function actorIndex(actor: Actor): number {
  return SEQUENCE_ACTORS.indexOf(actor);
}

function factsOf(summary: TrajectorySummary): RunFacts {
  const { id, format, source, task, agent, project, startedAt, outcome, steps, tokens } = summary;
  return {
    id,
    task: taskKey(format, { task, ...(project !== undefined && { project }) }) ?? id,
    format,
    tags: task.tags,
    source: source.uri,
    ...(outcome.success !== undefined && { success: outcome.success }),
    ...(agent.model !== undefined && { model: agent.model }),
    ...(agent.version !== undefined && { version: agent.version }),
    ...(project !== undefined && { project }),
    ...(startedAt !== undefined && { startedAt }),
    steps,
    tokens,
  };
}
