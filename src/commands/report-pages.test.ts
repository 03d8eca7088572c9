import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { openStore } from '../store/open-store.ts';
import { sampleTrajectory } from '../store/testing/sample-trajectory.ts';
import { reportPages } from './report-pages.ts';

test('the report of a store is a page, and its data the page’s twin', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-test-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const location = join(folder, 'store.db');
  let nowMs = Date.parse('2026-01-02T03:04:05.678Z');
  const pages = reportPages(location, () => new Date(nowMs));
  const get = async (path: string, method = 'GET'): Promise<Response> => pages(new Request(`http://127.0.0.1${path}`, { method })); // prettier-ignore
  assert.equal((await get('/')).status, 503);
  const store = await openStore(location);
  await store.put([{ trajectory: sampleTrajectory('run', [['user', 'Hello?'], ['agent', 'Yes.']]) }]); // prettier-ignore
  await store.close();
  nowMs += 20_000;
  const page = await get('/');
  assert.match(await page.text(), /^<!doctype html>/);
  assert.match(page.headers.get('content-security-policy')!, /default-src 'none'/);
  const { runs, made } = (await (await get('/.json')).json()) as { runs: number; made: { at: string } };
  assert.deepEqual([runs, made.at], [1, '2026-01-02T03:04:25.678Z']);
  assert.equal((await get('/other')).status, 404);
  assert.equal((await get('/', 'POST')).status, 405);
});
