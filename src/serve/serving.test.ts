import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handbookIndex } from '../handbook/handbook-index.ts';
import type { Receipt } from '../handbook/receipt.ts';
import { splitInjected } from '../trajectory/split-injected.ts';
import { openServing } from './serving.ts';
import { REFUND } from './testing/start-gateway.ts';

const now = (): Date => new Date('2026-01-02T03:04:05.678Z');
const QUERY = 'Refund the order of the customer.';

test('what is chosen for a session stays, byte for byte, when the handbook changes', () => {
  let handbook = handbookIndex([REFUND]);
  const kept: Receipt[] = [];
  const serving = openServing({ handbook: () => handbook, now, keep: (receipt) => kept.push(receipt) });
  const first = serving.serve({ session: 's', query: QUERY });
  assert.deepEqual(first.ids, [REFUND.id]);
  assert.deepEqual(
    splitInjected(first.text).map(({ injected }) => injected),
    [[REFUND.id]],
  );
  handbook = handbookIndex([]);
  const { receipt: _receipt, ...served } = first;
  assert.deepEqual(serving.serve({ session: 's', query: 'quite another' }), served);
  assert.deepEqual(serving.serve({ session: 't', query: QUERY }).ids, []);
  assert.deepEqual(kept.map(({ unit, candidates }) => [unit, candidates.length]), [['s', 1], ['t', 0]]); // prettier-ignore
});

test('a session for which nothing fitted stays without, when something fits later', () => {
  let handbook = handbookIndex([]);
  const serving = openServing({ handbook: () => handbook, now });
  assert.equal(serving.serve({ session: 's', query: QUERY }).text, '');
  handbook = handbookIndex([REFUND]);
  assert.equal(serving.serve({ session: 's', query: QUERY }).text, '');
});

test('what is not to be injected is not chosen either', () => {
  const serving = openServing({ handbook: () => handbookIndex([REFUND]), now });
  assert.deepEqual(serving.serve({ session: 's', query: QUERY, inject: false }), { ids: [], text: '' });
  assert.equal(serving.knows('s'), false);
  assert.deepEqual(serving.serve({ session: 's', query: QUERY }).ids, [REFUND.id]);
});

test('a failure serves nothing, to the end of the session, and is told', () => {
  const errors: unknown[] = [];
  let fails = true;
  const handbook = (): ReturnType<typeof handbookIndex> => {
    if (fails) throw new Error('broken');
    return handbookIndex([REFUND]);
  };
  const serving = openServing({ handbook, now, onError: (error) => errors.push(error) });
  assert.deepEqual(serving.serve({ session: 's', query: QUERY }), { ids: [], text: '' });
  fails = false;
  assert.deepEqual(serving.serve({ session: 's', query: QUERY }), { ids: [], text: '' });
  assert.equal(errors.length, 1);
});

test('a session of an earlier process is taken up from its receipt', async () => {
  const kept: Receipt[] = [];
  const before = openServing({ handbook: () => handbookIndex([REFUND]), now, keep: (receipt) => kept.push(receipt) });
  const { text, ids } = before.serve({ session: 's', query: QUERY });
  const find = async (session: string): Promise<Receipt | undefined> => kept.find(({ unit }) => unit === session);
  const after = openServing({ handbook: () => handbookIndex([]), now, find });
  await after.recall('s');
  assert.deepEqual(after.serve({ session: 's', query: QUERY }), { ids, text });
  const failing = openServing({
    handbook: () => handbookIndex([]),
    now,
    find: async () => Promise.reject(new Error('gone')),
  });
  await failing.recall('s');
  assert.equal(failing.serve({ session: 's', query: QUERY }).text, '');
});

test('the sessions that were used longest ago are forgotten', () => {
  const serving = openServing({ handbook: () => handbookIndex([REFUND]), now, sessions: 2 });
  for (const session of ['a', 'b', 'a', 'c']) serving.serve({ session, query: QUERY });
  assert.deepEqual(['a', 'b', 'c'].map((session) => serving.knows(session)), [true, false, true]); // prettier-ignore
});
