import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import test from 'node:test';
import { planImport } from './plan-import.ts';
import { lostOfJob } from './testing/lost-of-job.ts';
import { SHARED_DATA, skipWithoutData } from './testing/shared-data.ts';

// Told of one folder at most.
const MOST_TOLD = 20;

const FOLDERS = existsSync(SHARED_DATA)
  ? readdirSync(SHARED_DATA, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort()
  : [];

for (const folder of FOLDERS) {
  test(`no fact of ${folder} is lost`, { skip: skipWithoutData }, async () => {
    const lost: string[] = [];
    for (const job of (await planImport([join(SHARED_DATA, folder)])).jobs) {
      for (const { place, value, elsewhere, format } of await lostOfJob(job)) {
        const where = elsewhere ? ' (stands under another name)' : '';
        lost.push(`${relative(SHARED_DATA, job.path)} ${format}${place}: ${value.slice(0, 100)}${where}`);
      }
    }
    assert.deepEqual(lost.slice(0, MOST_TOLD), [], `${lost.length} facts of ${folder}`);
  });
}
