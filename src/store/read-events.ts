import type { Kysely } from 'kysely';
import type { Coding, Event, EventFilter } from '../behavior/event.ts';
import { codedPages, type CodedRunFilter } from './coded-pages.ts';
import { eventOf, type EventRecord } from './event-record.ts';
import { keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';
import { splitAt } from './split-at.ts';

const MOST_EVENTS = 5000;

/** Events in order of trajectory id, first step, code, and then as they were put. */
export async function* readEvents(db: Kysely<Schema>, filter: EventFilter): AsyncGenerator<Event> {
  const { behavior, codebook, tier } = filter;
  const { name, rest } = splitAt(codebook ?? '');
  for await (const runs of eventPages(db, filter)) {
    let query = db
      .selectFrom('events as e')
      .innerJoin('coders as c', 'c.key', 'e.coder')
      .innerJoin('codings as g', (join) =>
        join.onRef('g.trajectory', '=', 'e.trajectory').onRef('g.coder', '=', 'e.coder'),
      )
      .select(['e.trajectory', 'e.slug', 'e.body', 'c.codebook', 'g.hash'])
      .where('e.trajectory', 'in', [...runs.keys()])
      .orderBy('e.trajectory')
      .orderBy('c.codebook')
      .orderBy('c.detector')
      .orderBy('e.number');
    if (behavior !== undefined) query = query.where('e.slug', '=', keyText(behavior));
    if (tier !== undefined) query = query.where('e.tier', '=', tier);
    if (codebook !== undefined) query = query.where('c.codebook', '=', keyText(name));
    const byRun = Map.groupBy(await query.execute(), ({ trajectory }) => trajectory);
    for (const [key, trajectoryId] of runs) {
      const events = (byRun.get(key) ?? []).map(({ body, ...columns }) =>
        eventOf(unpackJson(body) as EventRecord, { trajectoryId, ...columns }),
      );
      for (const event of events.sort(byPlace)) if (rest === '' || splitAt(event.code).rest === rest) yield event;
    }
  }
}

/** {@link codedPages} in pieces with so few events that they can be held: of a single run as many as it has. */
async function* eventPages(db: Kysely<Schema>, filter: CodedRunFilter): AsyncGenerator<Map<number, string>> {
  for await (const runs of codedPages(db, filter)) {
    const counted = await db
      .selectFrom('events')
      .select(({ fn }) => ['trajectory', fn.countAll().as('events')])
      .where('trajectory', 'in', [...runs.keys()])
      .groupBy('trajectory')
      .execute();
    const counts = new Map(counted.map(({ trajectory, events }) => [trajectory, Number(events)]));
    let piece = new Map<number, string>();
    let held = 0;
    for (const [key, id] of runs) {
      const events = counts.get(key) ?? 0;
      if (piece.size > 0 && held + events > MOST_EVENTS) {
        yield piece;
        piece = new Map();
        held = 0;
      }
      piece.set(key, id);
      held += events;
    }
    if (piece.size > 0) yield piece;
  }
}

function byPlace(a: Event, b: Event): number {
  return a.steps[0] - b.steps[0] || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** Codings in order of trajectory id, codebook, detector. */
export async function* readCodings(
  db: Kysely<Schema>,
  { codebook, ...filter }: CodedRunFilter & { readonly codebook?: string },
): AsyncGenerator<Coding> {
  const { name, rest } = splitAt(codebook ?? '');
  for await (const runs of codedPages(db, filter)) {
    let query = db
      .selectFrom('codings as g')
      .innerJoin('coders as c', 'c.key', 'g.coder')
      .select(['g.trajectory', 'g.body'])
      .where('g.trajectory', 'in', [...runs.keys()])
      .orderBy('c.codebook')
      .orderBy('c.detector');
    if (codebook !== undefined) query = query.where('c.codebook', '=', keyText(name));
    if (rest !== '') query = query.where('g.hash', '=', keyText(rest));
    const byRun = Map.groupBy(await query.execute(), ({ trajectory }) => trajectory);
    for (const key of runs.keys()) for (const { body } of byRun.get(key) ?? []) yield unpackJson(body) as Coding;
  }
}
