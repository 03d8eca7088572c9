import assert from 'node:assert/strict';
import test from 'node:test';
import { nextLine } from './next-line.ts';

test('what to do next names the store that was used, never a password', () => {
  assert.equal(nextLine({}, ['detect', 'mine']), 'next: ethogram detect, ethogram mine');
  assert.equal(nextLine({ store: 'a/b.db' }, ['mine']), 'next: ethogram mine --store a/b.db');
  assert.equal(nextLine({ store: 'my runs.db' }, ['mine']), "next: ethogram mine --store 'my runs.db'");
  assert.equal(nextLine({ store: 'postgres://me:secret@host/x' }, ['mine']), 'next: ethogram mine');
});
