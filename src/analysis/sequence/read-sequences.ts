import { codeKey } from '../../behavior/code-key.ts';
import type { Coding, EventStore } from '../../behavior/event.ts';
import { isHumanCoder } from '../../behavior/human-coder.ts';
import { judgesAll } from '../../behavior/judge/judge-detector.ts';
import type { Actor } from '../../trajectory/trajectory.ts';
import type { TrajectoryFilter, TrajectoryStore, TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { taskKey } from '../task-key.ts';
import { gatherEvents, NO_EVENTS, type NamedEvent } from './gather-events.ts';
import { nameTable, type NameTable } from './name-table.ts';
import { runClock } from './run-clock.ts';
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
  /** Also when things were done: `seconds` of the sequences, for which runs are read whole. Default false. */
  readonly times?: boolean;
}

/**
 * Reads runs as sequences of behaviors, without reading the runs themselves: what is held is a few numbers per event. Events of people
 * and of judges that judged everything are left out, as in `codedRuns`; only verdict `present` counts. A run belongs to the set of
 * codes when it was examined for the codebook.
 */
export async function readSequences(
  store: SequenceSource,
  { of = 'codes', codebook, filter = {}, actor, times = false }: SequenceOptions = {},
): Promise<SequenceSet> {
  const runs = new Map<string, RunFacts>();
  for await (const summary of store.list(filter)) runs.set(summary.id, factsOf(summary));
  // Of a few runs what was coded is looked up, of all it is read through.
  const asked = {
    ...(codebook !== undefined && { codebook }),
    ...(Object.keys(filter).length > 0 && { ids: [...runs.keys()] }),
  };
  const names = nameTable();
  const observed = of === 'codes' ? await observedUnits(store.codings(asked), runs, names) : undefined;
  const only = actor === undefined ? undefined : actorIndex(actor);
  const wanted = (run: string, by: number): boolean =>
    runs.has(run) && (observed === undefined || observed.has(run)) && (only === undefined || by === only);
  const gathered = gatherEvents(names, wanted);
  for await (const event of rawEvents(store, of, asked)) gathered.add(event);
  const eventsOf = gathered.all();
  const { alphabet, rank } = names.sorted();
  const sequences: BehaviorSequence[] = [];
  for (const [id, facts] of runs) {
    const units = observed?.get(id);
    if (observed !== undefined && units === undefined) continue;
    const { codes, ...events } = eventsOf.get(id) ?? NO_EVENTS;
    sequences.push({
      ...facts,
      codes: codes.map((place) => rank[place]!),
      ...events,
      ...(units !== undefined && { observed: ranked(units, rank) }),
    });
  }
  return { alphabet, sequences: times ? await withSeconds(store, sequences) : sequences };
}

/** Units by place in the order of names, from those by place in the order in which names were met. */
function ranked(units: Float64Array, rank: Int32Array): Float64Array {
  const sorted = new Float64Array(rank.length);
  for (let place = 0; place < units.length; place++) sorted[rank[place]!] = units[place]!;
  return sorted;
}

/** Reads as many runs at a time as one query may name. */
const BATCH = 64;

async function withSeconds(
  store: TrajectoryStore,
  sequences: readonly BehaviorSequence[],
): Promise<BehaviorSequence[]> {
  const timed: BehaviorSequence[] = [];
  for (let start = 0; start < sequences.length; start += BATCH) {
    const batch = sequences.slice(start, start + BATCH);
    const clocks = new Map<string, Float64Array>();
    for await (const { id, steps } of store.read({ ids: batch.map(({ id: own }) => own) }))
      clocks.set(id, runClock(steps));
    for (const sequence of batch) {
      const clock = clocks.get(sequence.id);
      timed.push({ ...sequence, seconds: Float64Array.from(sequence.first, (step) => clock?.[step] ?? Number.NaN) });
    }
  }
  return timed;
}

async function* rawEvents(
  store: SequenceSource,
  of: 'codes' | 'calls' | 'labels',
  asked: { readonly codebook?: string; readonly ids?: readonly string[] },
): AsyncGenerator<NamedEvent> {
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
    for await (const mark of store.eventMarks(asked)) {
      if (mark.verdict !== 'present' || !isWanted(mark)) continue;
      const { trajectoryId, code, steps, actor } = mark;
      yield { run: trajectoryId, name: code, first: steps[0], last: steps[1], actor: actorIndex(actor) };
    }
  }
}

/** Per examined run, by place of the name, the units that could be observed. */
async function observedUnits(
  codings: AsyncIterable<Coding>,
  runs: ReadonlyMap<string, RunFacts>,
  names: NameTable,
): Promise<Map<string, Float64Array>> {
  const observed = new Map<string, Float64Array>();
  const placesIn = new Map<string, Map<string, number>>();
  for await (const coding of codings) {
    if (!runs.has(coding.trajectoryId) || !isWanted(coding)) continue;
    const book = codeKey(coding.codebook);
    const placeIn = placesIn.get(book) ?? new Map<string, number>();
    placesIn.set(book, placeIn);
    let units = observed.get(coding.trajectoryId) ?? new Float64Array(names.size());
    for (const [slug, n] of Object.entries(coding.observedUnits)) {
      let place = placeIn.get(slug);
      if (place === undefined) {
        place = names.placeOf(`${book}/${slug}`);
        placeIn.set(slug, place);
      }
      if (place >= units.length) {
        const longer = new Float64Array(place + 1);
        longer.set(units);
        units = longer;
      }
      units[place] = Math.max(units[place]!, n);
    }
    observed.set(coding.trajectoryId, units);
  }
  return observed;
} // prettier-ignore

function isWanted({ detector }: Pick<Coding, 'detector'>): boolean {
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
