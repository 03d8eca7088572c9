import assert from 'node:assert/strict';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeWhole } from './write-whole.ts';

test('what fails on the way leaves what was there, and nothing beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-test-'));
  const path = join(folder, 'a.txt');
  writeFileSync(path, 'old');
  const failing = async function* (): AsyncGenerator<string> {
    yield 'half';
    throw new Error('the source broke');
  };
  await assert.rejects(writeWhole(path, failing()), /the source broke/);
  assert.deepEqual([readFileSync(path, 'utf8'), readdirSync(folder)], ['old', ['a.txt']]);
  await assert.rejects(writeWhole(join(folder, 'no/a.txt'), 'new', { shown: 'no/a.txt' }), {
    code: 'cannot-write',
    message: 'no/a.txt: its folder does not exist, expected a file that can be written',
  });
  await assert.rejects(writeWhole(folder, 'new', { shown: 'folder' }), { code: 'cannot-write' });
  assert.deepEqual(readdirSync(folder), ['a.txt']);
});

test('a file keeps its rights, and a link stays a link', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ethogram-test-'));
  mkdirSync(join(folder, 'real'));
  const real = join(folder, 'real/a.txt');
  writeFileSync(real, 'old');
  chmodSync(real, 0o640);
  symlinkSync(real, join(folder, 'link.txt'));
  await writeWhole(join(folder, 'link.txt'), 'new');
  assert.deepEqual([readFileSync(real, 'utf8'), readlinkSync(join(folder, 'link.txt'))], ['new', real]);
  assert.equal(statSync(real).mode & 0o777, 0o640);
});
