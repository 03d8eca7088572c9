import assert from 'node:assert/strict';
import test from 'node:test';
import { callPages, pageReader, type CallStretch } from './call-pages.ts';
import type { RecordedCall } from './recorder.ts';

function call(session: string, size: number): RecordedCall {
  const head = { session, path: '/v1/messages', startedMs: 1, endedMs: 2, status: 200, topic: 'für 你好' };
  return { ...head, request: Buffer.alloc(size, session), response: [Buffer.from('an '), Buffer.from('answer')] };
}

function told(stretches: readonly CallStretch[]): (readonly [string, number, string, string | undefined])[] {
  return stretches
    .flatMap(pageReader(() => {}))
    .map(({ call: { session, request, response, topic } }) => [
      session,
      request.length,
      Buffer.concat(response).toString(),
      topic,
    ]);
}

test('what is put in comes out, in order, whatever its size', () => {
  const pages = callPages();
  const sizes = [0, 10, 400_000, 700_000, 3_000_000, 5];
  for (const [i, size] of sizes.entries()) assert.equal(pages.add(call(String(i), size)), size + 9);
  const out = told(pages.take());
  assert.deepEqual(
    out,
    sizes.map((size, i) => [String(i), size, 'an answer', 'für 你好']),
  );
  assert.deepEqual(pages.take(), []);
});

test('a page that was given back is written again, and not before', () => {
  const pages = callPages();
  const memoryOf = (): SharedArrayBuffer => {
    pages.add(call('s', 600_000));
    const stretches = pages.take();
    assert.equal(told(stretches).length, 1);
    return stretches.at(-1)!.memory;
  };
  const [first, second] = [memoryOf(), memoryOf()];
  assert.notEqual(first, second);
  pages.giveBack(0);
  assert.equal(memoryOf(), first);
  const fourth = memoryOf();
  assert.ok(fourth !== first && fourth !== second);
  // Whoever had the second page is gone; that it comes back late changes nothing.
  pages.lose();
  pages.giveBack(1);
  assert.notEqual(memoryOf(), second);
});

test('a page is given back when it is full and its calls are done, not before', () => {
  const pages = callPages();
  const back: number[] = [];
  const read = pageReader((page) => back.push(page));
  const addAndRead = (size: number): (() => void)[] => {
    pages.add(call('s', size));
    return pages.take().flatMap((stretch) => read(stretch).map(({ done }) => done));
  };
  const [first] = addAndRead(600_000);
  first!();
  assert.deepEqual(back, []);
  const [second] = addAndRead(600_000);
  assert.deepEqual(back, [0]);
  // One that is larger than a page has its own.
  const [large] = addAndRead(2_000_000);
  large!();
  assert.deepEqual(back, [0, 2]);
  const [next] = addAndRead(600_000);
  assert.deepEqual(back, [0, 2]);
  second!();
  assert.deepEqual(back, [0, 2, 1]);
  next!();
  assert.deepEqual(back, [0, 2, 1]);
});
