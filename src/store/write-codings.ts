import { sql, type Transaction } from 'kysely';
import type { Coding, Event } from '../behavior/event.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { SKIP_KNOWN, type Engine } from './engine.ts';
import { keyText } from './key-text.ts';
import { eventRecord } from './event-record.ts';
import { packJson } from './pack-json.ts';
import type { Schema } from './schema.ts';
import { splitAt } from './split-at.ts';

/** One examined run and what was found in it. */
export interface CodedRun {
  readonly coding: Coding;
  readonly events: readonly Event[];
}

const LOOKUP_SIZE = 500;

/**
 * Replaces what a detector (any version of it) had found in each run for a codebook (any version of it). Codings of the
 * run for other versions of that codebook go too, with their events, whoever made them: two versions never mix. What
 * people coded stays.
 *
 * @throws EthogramError `not-found` when a run is not in the store
 */
export async function writeCodings(trx: Transaction<Schema>, batch: readonly CodedRun[], engine: Engine): Promise<void> {
  const runs = await runKeys(trx, batch.map(({ coding }) => coding.trajectoryId));
  const coders = await coderKeys(trx, batch.map(({ coding }) => coding), engine);
  const rows = new Map<string, { coding: Schema['codings']; events: Schema['events'][]; codebook: string }>();
  for (const { coding, events } of batch) {
    const trajectory = runs.get(keyText(coding.trajectoryId));
    if (trajectory === undefined) {
      throw new EthogramError('not-found', `${coding.trajectoryId}: found no such trajectory, expected one in the store`, {
        hint: 'ethogram show lists them',
      });
    }
    const { name: codebook, rest: hash } = splitAt(coding.codebook);
    const coder = coders.get(coderName(coding))!;
    rows.set(`${trajectory} ${coder}`, {
      codebook: keyText(codebook),
      coding: { trajectory, coder, hash: keyText(hash), body: packJson(coding) },
      events: events.map((event, number) => {
        const { tier, code } = event;
        return { trajectory, coder, number, slug: keyText(slugOf(code)), tier, body: packJson(eventRecord(event)) };
      }),
    });
  }
  const coded = [...rows.values()];
  for (const { coding, codebook } of coded) await deleteOutdated(trx, coding, codebook);
  await engine.insert(trx, 'codings', coded.map(({ coding }) => coding));
  await engine.insert(trx, 'events', coded.flatMap(({ events }) => events));
}

async function deleteOutdated(trx: Transaction<Schema>, { trajectory, coder, hash }: Schema['codings'], codebook: string): Promise<void> {
  const outdated = sql<boolean>`trajectory = ${trajectory} and (coder = ${coder} or coder in (
    select g.coder from codings g join coders c on c.key = g.coder
    where g.trajectory = ${trajectory} and c.codebook = ${codebook} and g.hash <> ${hash}
      and not exists (
        select 1 from events e where e.trajectory = g.trajectory and e.coder = g.coder and e.tier = 'human')))`;
  await trx.deleteFrom('events').where(outdated).execute();
  await trx.deleteFrom('codings').where(outdated).execute();
}

async function runKeys(trx: Transaction<Schema>, ids: readonly string[]): Promise<Map<string, number>> {
  const keys = new Map<string, number>();
  const distinct = [...new Set(ids.map(keyText))];
  for (let i = 0; i < distinct.length; i += LOOKUP_SIZE) {
    const some = distinct.slice(i, i + LOOKUP_SIZE);
    const rows = await trx.selectFrom('trajectories').select(['key', 'id']).where('id', 'in', some).execute();
    for (const { key, id } of rows) keys.set(id, key);
  }
  return keys;
}

function coderName({ codebook, detector }: Coding): string {
  return JSON.stringify([keyText(splitAt(codebook).name), keyText(splitAt(detector).name)]);
}

async function coderKeys(trx: Transaction<Schema>, codings: readonly Coding[], engine: Engine): Promise<Map<string, number>> {
  const names = new Set(codings.map(coderName));
  const rows = [...names].map((name) => {
    const [codebook, detector] = JSON.parse(name) as [string, string];
    return { codebook, detector };
  });
  await engine.insert(trx, 'coders', rows, SKIP_KNOWN);
  const stored = await trx.selectFrom('coders').selectAll().execute();
  return new Map(stored.map(({ key, codebook, detector }) => [JSON.stringify([codebook, detector]), key]));
}

function slugOf(code: string): string {
  const { name } = splitAt(code);
  return name.slice(name.lastIndexOf('/') + 1);
}
