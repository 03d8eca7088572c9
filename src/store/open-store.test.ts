import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import { openSqlite } from './open-sqlite.ts';
import { openStore } from './open-store.ts';
import { sqlStore } from './sql-store.ts';
import { withoutPassword } from './open-postgres.ts';
import { sampleTrajectory } from './testing/sample-trajectory.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-open-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('a store makes its folders, and keeps .ethogram out of repositories', async () => {
  const path = join(folder, 'a', '.ethogram', 'ethogram.db');
  const store = await openStore(path);
  await store.put([{ trajectory: sampleTrajectory('a', [['user', 'hello']]) }]);
  const { bytes, ...info } = await store.info();
  assert.deepEqual(info, {
    engine: 'sqlite',
    version: 7,
    location: path,
    trajectories: 1,
    steps: 1,
    tokens: info.tokens,
    calls: 0,
    labels: 0,
    codings: 0,
    events: 0,
    behaviors: 0,
  });
  assert.ok(bytes > 0);
  await store.close();
  assert.equal(readFileSync(join(folder, 'a', '.ethogram', '.gitignore'), 'utf8'), '*\n');
  assert.throws(() => statSync(`${path}-wal`), { code: 'ENOENT' });
});

test('a place that holds no store is refused, with a reason and a way out', async () => {
  const text = join(folder, 'notes.db');
  writeFileSync(text, 'not a database, but long enough to look like one '.repeat(100));
  const directory = join(folder, 'directory');
  mkdirSync(directory);
  const refused = { name: 'EthogramError', code: 'store-unavailable' };
  await assert.rejects(openStore(text), {
    ...refused,
    message: `${text}: file is not a database, expected a SQLite file`,
  });
  await assert.rejects(openStore(directory), {
    ...refused,
    message: `${directory}: unable to open database file, expected a SQLite file`,
    hint: '--store PATH or ETHOGRAM_STORE names another place',
  });
  await assert.rejects(openStore(join(text, 'below.db')), refused);
  const none = join(folder, 'none.db');
  await assert.rejects(openStore(none, { readonly: true }), {
    ...refused,
    message: `${none}: there is no such file, expected a SQLite file`,
    hint: 'ethogram import PATH makes a store',
  });
  assert.throws(() => statSync(none), { code: 'ENOENT' });
  assert.equal(readFileSync(text, 'utf8').length, 4900);
});

test('a server that is not there is refused without showing the password', async () => {
  await assert.rejects(openStore('postgres://anna:secret@127.0.0.1:1/runs'), {
    name: 'EthogramError',
    code: 'store-unavailable',
    message: 'postgres://anna@127.0.0.1:1/runs: connect ECONNREFUSED 127.0.0.1:1, expected a PostgreSQL server',
  });
  assert.equal(withoutPassword('postgres://anna:se@cret@host/db?password=x'), 'postgres://anna@host/db');
  assert.equal(withoutPassword('postgres://anna:se cret@ho st/db'), 'postgres://ho st/db');
});

test("nothing is put into another program's database", async () => {
  const path = join(folder, 'theirs.db');
  const theirs = new DatabaseSync(path);
  theirs.exec('create table notes (text)');
  theirs.close();
  await assert.rejects(openStore(path), {
    code: 'store-unavailable',
    message: `${path}: found a database of something else, with a table notes, expected a store`,
  });
  const unchanged = new DatabaseSync(path);
  assert.deepEqual(
    unchanged
      .prepare('select name from sqlite_schema')
      .all()
      .map(({ name }) => name),
    ['notes'],
  );
  unchanged.close();
});

test('a full disk is told as such, and what was stored before stays', async () => {
  const path = join(folder, 'full.db');
  const store = await openStore(path);
  await store.put([{ trajectory: sampleTrajectory('small', [['user', 'hello']]) }]);
  await store.close();
  // The file may grow by no page more: what SQLite does then is what it does on a full disk.
  const engine = openSqlite(path, { readonly: false });
  await sql`pragma max_page_count = 1`.execute(engine.db);
  const full = sqlStore(engine);
  const large = Array.from({ length: 50 }, (_, i) => `${i} ${randomBytes(20_000).toString('hex')}`).join(' ');
  await assert.rejects(full.put([{ trajectory: sampleTrajectory('large', [['user', large]]) }]), {
    code: 'store-unavailable',
    message: `${path}: database or disk is full`,
  });
  const ids: string[] = [];
  for await (const { id } of full.list()) ids.push(id);
  assert.deepEqual(ids, ['small']);
  await full.close();
});

test('many that open a new store at once all get it', async () => {
  const path = join(folder, 'raced.db');
  const stores = await Promise.all(Array.from({ length: 8 }, () => openStore(path)));
  for (const store of stores) assert.equal((await store.info()).trajectories, 0);
  for (const store of stores) await store.close();
});
