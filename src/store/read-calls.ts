import type { HeadSource } from './find-heads.ts';
import { isOwnText, keyText } from './key-text.ts';
import { unpackJson } from './pack-json.ts';
import type { CallFilter, StoredCall } from './store.ts';
import { storedId, type StoredHead } from './stored-head.ts';

const RUNS_AT_ONCE = 200;

/** Tool calls in order of trajectory id, step, part. */
export async function* readCalls(
  { db, packs }: HeadSource,
  { trajectoryId, name }: CallFilter,
): AsyncGenerator<StoredCall> {
  let last: string | undefined;
  for (;;) {
    let runs = db
      .selectFrom('trajectories')
      .select(['key', 'id', 'suffix', 'pack', 'line'])
      .orderBy('id')
      .limit(RUNS_AT_ONCE);
    if (trajectoryId !== undefined) runs = runs.where('id', '=', keyText(trajectoryId));
    if (last !== undefined) runs = runs.where('id', '>', last);
    const page = await runs.execute();
    if (page.length === 0) return;
    let query = db
      .selectFrom('calls as c')
      .innerJoin('actions as a', 'a.key', 'c.action')
      .select(['c.trajectory', 'c.step', 'c.part', 'c.error', 'a.body'])
      .where(
        'c.trajectory',
        'in',
        page.map(({ key }) => key),
      )
      .orderBy('c.trajectory')
      .orderBy('c.step')
      .orderBy('c.part');
    if (name !== undefined) query = query.where('a.name', '=', keyText(name));
    const byRun = Map.groupBy(await query.execute(), ({ trajectory }) => trajectory);
    const marked = page.filter(({ id }) => !isOwnText(id));
    const linesAt = await packs(
      db,
      marked.map(({ pack }) => pack),
    );
    for (const run of page) {
      const calls = byRun.get(run.key);
      if (calls === undefined) continue;
      const head = isOwnText(run.id) ? undefined : (JSON.parse(linesAt(run)[0].toString('utf8')) as StoredHead);
      const id = storedId(run.id, run.suffix, head);
      for (const { step, part, error, body } of calls) {
        const action = unpackJson(body) as Pick<StoredCall, 'name' | 'symbol' | 'fields'>;
        yield { trajectoryId: id, step, part, ...action, error: error === 1 };
      }
    }
    if (page.length < RUNS_AT_ONCE) return;
    last = page.at(-1)!.id;
  }
}
