import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sha256 } from '../../core/content-key.ts';
import { openStore } from '../open-store.ts';
import { sampleTrajectory } from '../testing/sample-trajectory.ts';
import { checkQuery, runQuery } from './run-query.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-query-'));
const location = join(folder, 'ethogram.db');
const LIMITS = { place: 'q', timeoutMs: 60_000, limit: 1000 };
const ENDLESS = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n';

before(async () => {
  const store = await openStore(location);
  await store.put([{ trajectory: sampleTrajectory('a', [['user', 'hello']]) }]);
  await store.close();
});
after(() => rmSync(folder, { recursive: true }));

test('a query that does not end is ended when its time is up', async () => {
  await assert.rejects(runQuery(location, ENDLESS, { ...LIMITS, timeoutMs: 300 }), {
    code: 'query-stopped',
    message: 'q: found a query that takes longer than 0.3 s, expected less',
    hint: '--timeout 1.2 gives it more time; --project, --since, --format and --outcome leave runs out',
  });
});

test('a query that would take all memory is ended, and says so', async () => {
  const error = { code: 'query-stopped', message: 'q: found a query that needs more than 1 GB of memory, expected less' };
  await assert.rejects(runQuery(location, 'SELECT zeroblob(2000000000) AS x', LIMITS), error);
  const sorted = `${ENDLESS.replace('FROM n)', 'FROM n LIMIT 4000)').replace('count(*)', 'i')} ORDER BY hex(zeroblob(500000)) || i`;
  await assert.rejects(runQuery(location, sorted, LIMITS), error);
}); // prettier-ignore

test('rows are cut off where their texts are too long together, or there are more than asked for', async () => {
  const long = await runQuery(location, ENDLESS.replace('count(*)', "printf('%.*c', 30000000, 'x') AS x"), LIMITS);
  assert.deepEqual([long.rows.length, long.more], [3, true]);
  const many = await runQuery(location, ENDLESS.replace('count(*)', 'i'), LIMITS);
  assert.deepEqual([many.rows.length, many.rows.at(-1), many.more], [1000, [1000], true]);
});

test('a query that cannot be prepared in time is ended, too', async () => {
  // Each `with` that is named twice is read twice: 2^40 of the first.
  const doubled = Array.from({ length: 40 }, (_, i) => `c${i + 1} AS (SELECT * FROM c${i} UNION ALL SELECT * FROM c${i})`);
  const query = `WITH c0 AS (SELECT 1), ${doubled.join(', ')} SELECT count(*) FROM c40`;
  await assert.rejects(checkQuery(query, { place: 'q', timeoutMs: 500 }), { code: 'query-stopped' });
}); // prettier-ignore

test('what goes wrong while a query runs is told', async () => {
  await assert.rejects(runQuery(location, "SELECT value FROM json_each('no')", LIMITS), {
    code: 'bad-query',
    message: 'q: malformed JSON',
  });
  await assert.rejects(runQuery(join(folder, 'none.db'), 'SELECT 1', LIMITS), { code: 'store-unavailable' });
});

test('a query leaves store and folder as they were', async () => {
  const untouched = [sha256(readFileSync(location).toString('base64')), readdirSync(folder)];
  await runQuery(location, 'SELECT * FROM runs', LIMITS);
  await assert.rejects(runQuery(location, `VACUUM INTO '${folder}/x.db'`, LIMITS), { code: 'bad-query' });
  await assert.rejects(runQuery(location, `ATTACH '${folder}/x.db' AS x`, LIMITS), { code: 'bad-query' });
  assert.deepEqual([sha256(readFileSync(location).toString('base64')), readdirSync(folder)], untouched);
});

test('a query ends with whoever asked, however that ends', { skip: process.platform === 'win32' }, async () => {
  const script = `
    const { runQuery } = await import(${JSON.stringify(import.meta.resolve('./run-query.ts'))});
    runQuery(${JSON.stringify(location)}, ${JSON.stringify(ENDLESS)}, { place: 'q', timeoutMs: 600000, limit: 1 });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' });
  const started = async (): Promise<number> => {
    for (;;) {
      const [pid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8').trim().split(' ');
      if (pid !== undefined && pid !== '') return Number(pid);
      await setTimeout(20);
    }
  };
  if (process.platform !== 'linux') return void child.kill('SIGKILL');
  const pid = await started();
  await setTimeout(1500);
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (let waited = 0; waited < 200 && isAlive(pid); waited++) await setTimeout(20);
  assert.equal(isAlive(pid), false);
});

function isAlive(pid: number): boolean {
  try {
    // What has ended and nobody has asked for is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
