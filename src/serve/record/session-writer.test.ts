import assert from 'node:assert/strict';
import test from 'node:test';
import type { Receipt } from '../../handbook/receipt.ts';
import type { ImportItem, Trajectory } from '../../trajectory/trajectory.ts';
import type { RecordedCall } from './recorder.ts';
import type { RecorderStore } from './recorder-store.ts';
import { SessionWriter } from './session-writer.ts';

/** A store in memory. Writing takes a millisecond of `clock` for every thousand characters; runs named `bad` cannot be written. */
function heldStore(clock: {
  ms: number;
}): RecorderStore & { readonly runs: Map<string, Trajectory>; writtenMs: number } {
  const runs = new Map<string, Trajectory>();
  return {
    runs,
    writtenMs: 0,
    async put(items: readonly ImportItem[]) {
      const found = items.flatMap((item) => ('trajectory' in item ? [item.trajectory] : []));
      if (found.some(({ id }) => id.includes('bad'))) throw new Error('the disk is full of it');
      for (const run of found) runs.set(run.id, run);
      const spent = JSON.stringify(found).length / 1000;
      clock.ms += spent;
      this.writtenMs += spent;
      return { imported: 0, continued: 0, duplicates: 0, steps: 0, tokens: 0 };
    },
    get: async (id) => runs.get(id),
    addOutcome: async () => {},
    putDecisions: async () => {},
    decisions: async () => [],
    putReceipts: async (_receipts: readonly Receipt[]) => {},
  };
}

function call(session: string, messages: readonly unknown[], answer: string): RecordedCall {
  const response = {
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content: answer } }],
  };
  return {
    session,
    path: '/v1/chat/completions',
    startedMs: 1e12,
    endedMs: 1e12,
    status: 200,
    request: Buffer.from(JSON.stringify({ model: 'm', messages })),
    response: [Buffer.from(JSON.stringify(response))],
  };
}

test('a session of five hundred calls is written in a twentieth of its time, and whole', async () => {
  const clock = { ms: 0 };
  const store = heldStore(clock);
  const writer = new SessionWriter(store, { clock: () => clock.ms });
  const messages: unknown[] = [];
  let writes = 0;
  for (let i = 0; i < 500; i++) {
    messages.push({ role: 'user', content: `Question ${i} ${'x'.repeat(1000)}` });
    await writer.add(call('s', messages, `Answer ${i}`));
    messages.push({ role: 'assistant', content: `Answer ${i}` });
    clock.ms += 100;
    if ((writer.dueMs() ?? Infinity) > clock.ms) continue;
    writes++;
    await writer.write('due');
  }
  assert.ok(store.writtenMs < clock.ms / 15, `${store.writtenMs} of ${clock.ms} ms`);
  assert.ok(writes > 10, `${writes} writes`);
  assert.equal((await writer.write('all')).dropped, 0);
  assert.equal(writer.dueMs(), undefined);
  assert.equal(store.runs.get('recorded:s')?.steps.length, 1000);
});

test('a run that cannot be written does not keep others from it, and is let go', async () => {
  const clock = { ms: 0 };
  const store = heldStore(clock);
  const writer = new SessionWriter(store, { clock: () => clock.ms });
  const told: unknown[] = [];
  for (let i = 0; i < 3; i++) {
    await writer.add(call('bad', [{ role: 'user', content: `${i}` }], 'Yes.'));
    await writer.add(call(`good${i}`, [{ role: 'user', content: `${i}` }], 'Yes.'));
    told.push(await writer.write('all'));
  }
  assert.deepEqual([...store.runs.keys()], ['recorded:good0', 'recorded:good1', 'recorded:good2']);
  assert.deepEqual(told.at(-1), { recorded: 1, dropped: 1, runs: ['recorded:good2'] });
});

test('sessions that are let go are read again when they go on', async () => {
  const clock = { ms: 0 };
  const store = heldStore(clock);
  const writer = new SessionWriter(store, { clock: () => clock.ms, remembered: 20_000 });
  const first = [{ role: 'user', content: 'First?' }];
  await writer.add(call('a', first, 'Yes.'));
  await writer.write('all');
  for (let i = 0; i < 20; i++) await writer.add(call(`other${i}`, first, 'x'.repeat(1000)));
  await writer.write('all');
  await writer.add(
    call('a', [...first, { role: 'assistant', content: 'Yes.' }, { role: 'user', content: 'Then?' }], 'No.'),
  );
  await writer.write('all');
  assert.equal(store.runs.get('recorded:a')?.steps.length, 4);
  assert.equal(store.runs.has('recorded:a.2'), false);
});

test('a session that all calls of a program share is remembered by its last conversations', async () => {
  const clock = { ms: 0 };
  const store = heldStore(clock);
  const writer = new SessionWriter(store, { clock: () => clock.ms });
  for (let i = 1; i <= 450; i++) {
    await writer.add(call('app', [{ role: 'user', content: `Question ${i}` }], 'Yes.'));
    if (i % 50 === 0) await writer.write('all');
  }
  const again = new SessionWriter(store, { clock: () => clock.ms });
  const goesOn = [
    { role: 'user', content: 'Question 449' },
    { role: 'assistant', content: 'Yes.' },
    { role: 'user', content: 'Sure?' },
  ];
  await again.add(call('app', goesOn, 'Yes.'));
  await again.add(call('app', [{ role: 'user', content: 'Question 451' }], 'Yes.'));
  await again.write('all');
  assert.equal(store.runs.size, 451);
  assert.equal(store.runs.get('recorded:app.449')?.steps.length, 4);
  assert.equal(store.runs.get('recorded:app.451')?.steps.length, 2);
});
