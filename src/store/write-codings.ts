import { sql, type Transaction } from 'kysely';
import type { Coding, Event } from '../behavior/event.ts';
import { isHumanCoder } from '../behavior/human-coder.ts';
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
 * people coded stays, and takes nothing else away.
 *
 * @throws EthogramError `not-found` when a run is not in the store
 */
export async function writeCodings(
  trx: Transaction<Schema>,
  batch: readonly CodedRun[],
  engine: Engine,
): Promise<void> {
  const runs = await runKeys(
    trx,
    batch.map(({ coding }) => coding.trajectoryId),
  );
  const coders = await coderKeys(
    trx,
    batch.map(({ coding }) => coding),
    engine,
  );
  const rows = new Map<string, NewCoding>();
  for (const { coding, events } of batch) {
    const trajectoryId = keyText(coding.trajectoryId);
    const trajectory = runs.get(trajectoryId);
    if (trajectory === undefined) {
      const message = `${coding.trajectoryId}: found no such trajectory, expected one in the store`;
      throw new EthogramError('not-found', message, { hint: 'ethogram show lists them' });
    }
    const { name, rest } = splitAt(coding.codebook);
    const coder = coders.get(coderName(coding))!;
    const [codebook, hash] = [keyText(name), keyText(rest)];
    const version = keyText(splitAt(coding.detector).rest);
    rows.set(`${trajectory} ${coder}`, {
      codebook,
      isByHand: isHumanCoder(coding.detector),
      coding: { trajectory, coder, hash, revision: coding.revision, version, body: packJson(coding) },
      events: events.map((event, number) => {
        const slug = keyText(slugOf(event.code));
        const body = packJson(eventRecord(event, { trajectoryId, codebook, slug, hash }));
        return { trajectory, coder, number, slug, tier: event.tier, body };
      }),
    });
  }
  const coded = [...rows.values()];
  await deleteOutdated(trx, coded);
  const codings = coded.map(({ coding }) => coding);
  await engine.insert(trx, 'codings', codings);
  const events = coded.flatMap((row) => row.events);
  await engine.insert(trx, 'events', events);
}

interface NewCoding {
  readonly coding: Schema['codings'];
  readonly events: readonly Schema['events'][];
  readonly codebook: string;
  readonly isByHand: boolean;
}

async function deleteOutdated(trx: Transaction<Schema>, coded: readonly NewCoding[]): Promise<void> {
  const byRun = Map.groupBy(coded, ({ coding }) => coding.trajectory);
  const runs = [...byRun.keys()];
  for (let i = 0; i < runs.length; i += LOOKUP_SIZE) {
    const stored = await trx
      .selectFrom('codings as g')
      .innerJoin('coders as c', 'c.key', 'g.coder')
      .select(['g.trajectory', 'g.coder', 'g.hash', 'c.codebook'])
      .select(
        sql<number>`(select count(*) from events e
          where e.trajectory = g.trajectory and e.coder = g.coder and e.tier = 'human')`.as('human'),
      )
      .where('g.trajectory', 'in', runs.slice(i, i + LOOKUP_SIZE))
      .execute();
    const outdated = stored.filter((old) =>
      byRun.get(old.trajectory)!.some(({ coding, codebook, isByHand }) => {
        if (coding.coder === old.coder) return true;
        return !isByHand && codebook === old.codebook && coding.hash !== old.hash && Number(old.human) === 0;
      }),
    );
    for (const [coder, codings] of Map.groupBy(outdated, (old) => old.coder)) {
      const trajectories = codings.map(({ trajectory }) => trajectory);
      for (const table of ['events', 'codings'] as const) {
        await trx.deleteFrom(table).where('coder', '=', coder).where('trajectory', 'in', trajectories).execute();
      }
    }
  }
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

async function coderKeys(
  trx: Transaction<Schema>,
  codings: readonly Coding[],
  engine: Engine,
): Promise<Map<string, number>> {
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
