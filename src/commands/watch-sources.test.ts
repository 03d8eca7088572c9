import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceFile } from '../trajectory/plan-import.ts';
import { watchSources } from './watch-sources.ts';

test('all files first, then those that are new or were written to, until the end', async () => {
  const file = (path: string, bytes: number, modifiedMs = 1): SourceFile => ({ path, bytes, modifiedMs });
  const states = [
    [file('a', 1), file('b', 1)],
    [file('a', 1), file('b', 1)],
    [file('a', 2), file('b', 1), file('c', 0)],
    [file('b', 1, 2), file('c', 0)],
  ];
  const end = new AbortController();
  const list = async (): Promise<SourceFile[]> => {
    const state = states.shift();
    if (state === undefined) end.abort();
    return state ?? [];
  };
  const seen = await Array.fromAsync(watchSources(list, end.signal, { everyMs: 1 }));
  assert.deepEqual(seen, [['a', 'b'], ['a', 'c'], ['b']]);
});

test('an empty list comes from time to time, whether files change or not', async () => {
  const end = new AbortController();
  let looks = 0;
  const list = async (): Promise<SourceFile[]> => {
    looks++;
    if (looks === 6) end.abort();
    return looks < 4 ? [] : [{ path: 'a', bytes: looks, modifiedMs: 1 }];
  };
  const seen = await Array.fromAsync(watchSources(list, end.signal, { everyMs: 1, beatMs: 2 }));
  assert.deepEqual(seen, [[], ['a'], ['a'], [], ['a']]);
});
