import type { Kysely } from 'kysely';
import type { EventFilter, EventMark } from '../behavior/event.ts';
import { codeKey } from '../behavior/code-key.ts';
import { codedPages } from './coded-pages.ts';
import type { EventRecord } from './event-record.ts';
import { isOwnText, keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { Schema } from './schema.ts';
import { splitAt } from './split-at.ts';

const [FEWEST_RUNS, MOST_RUNS] = [1, 500];
const MOST_EVENTS = 5000;

/** {@link EventMark}s in order of trajectory id, and then as they were put: a row is read, and nothing made of its evidence. */
export async function* readEventMarks(
  db: Kysely<Schema>,
  { codebook, ids }: Pick<EventFilter, 'codebook' | 'ids'>,
): AsyncGenerator<EventMark> {
  const { name, rest } = splitAt(codebook ?? '');
  const coders = new Map((await db.selectFrom('coders').selectAll().execute()).map((coder) => [coder.key, coder]));
  const wanted = [...coders.values()].flatMap(({ key, codebook: own }) => (own === keyText(name) ? [key] : []));
  if (codebook !== undefined && wanted.length === 0) return;
  // Runs with many events are read few at a time.
  let runsAtOnce = 200;
  for await (const page of codedPages(db, { ...(ids !== undefined && { ids }) }, () => runsAtOnce)) {
    const waiting = [...page.keys()];
    while (waiting.length > 0) {
      const keys = waiting.splice(0, runsAtOnce);
      let query = db
        .selectFrom('events as e')
        .select(['e.trajectory', 'e.coder', 'e.slug', 'e.body'])
        .where('e.trajectory', 'in', keys)
        .orderBy('e.trajectory')
        .orderBy('e.coder')
        .orderBy('e.number');
      if (codebook !== undefined) query = query.where('e.coder', 'in', wanted);
      if (rest !== '') {
        query = query.where(({ exists, selectFrom }) =>
          exists(
            selectFrom('codings as g')
              .select('g.trajectory')
              .whereRef('g.trajectory', '=', 'e.trajectory')
              .whereRef('g.coder', '=', 'e.coder')
              .where('g.hash', '=', keyText(rest)),
          ),
        );
      }
      const rows = await (keys.length > 1 ? query.limit(MOST_EVENTS + 1) : query).execute();
      if (rows.length > MOST_EVENTS && keys.length > 1) {
        waiting.unshift(...keys);
        runsAtOnce = Math.max(FEWEST_RUNS, Math.floor(keys.length / 2));
        continue;
      }
      if (rows.length < MOST_EVENTS / 4) runsAtOnce = Math.min(MOST_RUNS, runsAtOnce * 2);
      const byRun = Map.groupBy(rows, ({ trajectory }) => trajectory);
      for (const key of keys) {
        for (const { coder, slug, body } of byRun.get(key) ?? []) {
          yield markOf(unpackJson(body) as EventRecord, { id: page.get(key)!, slug, ...coders.get(coder)! });
        }
      }
    }
  }
}

function markOf(
  [, , trajectoryId, code, , , actor, steps, verdict, , detector]: EventRecord,
  told: { readonly id: string; readonly slug: string; readonly codebook: string; readonly detector: string },
): EventMark {
  return {
    trajectoryId: trajectoryId ?? told.id,
    code: code === null ? `${told.codebook}/${told.slug}` : codeKey(code),
    actor,
    steps,
    verdict,
    detector: isOwnText(told.detector) ? told.detector : splitAt(detector).name,
  };
}
