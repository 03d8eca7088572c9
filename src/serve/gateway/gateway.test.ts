import assert from 'node:assert/strict';
import type { OutgoingHttpHeaders } from 'node:http';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { recordedTrajectoryId } from '../record/recorded-trajectory-id.ts';
import { answerOk, BODY, gatewayBefore, sendRaw, until } from '../testing/gateway-before.ts';
import { heldStore, REFUND } from '../testing/start-gateway.ts';

test('headers pass as they are spelled, without those of the connection and our own', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, (response) => {
    response.writeHead(418, 'Short And Stout', ['X-Request-ID', 'r1', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2', 'X-Ethogram-Served', 'forged']); // prettier-ignore
    response.end('{}');
  });
  const headers = { Authorization: 'Bearer sk-1', 'X-Custom': 'ü', 'x-ethogram-session': 's', 'x-ethogram-task': 't', connection: 'x-hop', 'x-hop': '1', te: 'trailers' }; // prettier-ignore
  const answer = await sendRaw(gateway.url, { headers });
  const [request] = upstream.requests;
  const names = request!.headers.filter((_, i) => i % 2 === 0);
  assert.deepEqual(names, ['host', 'connection', 'content-type', 'Authorization', 'X-Custom', 'content-length']);
  assert.equal(answer.status, 418);
  assert.deepEqual(answer.headers['set-cookie'], ['a=1', 'b=2']);
  assert.equal(answer.headers['x-request-id'], 'r1');
  assert.equal(answer.headers['x-ethogram-served'], REFUND.id);
  assert.equal(answer.headers['x-ethogram-trajectory'], recordedTrajectoryId('s'));
});

test('only the block changes a body, and the length says so', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  await sendRaw(gateway.url);
  const body = upstream.requests[0]!.body.toString();
  assert.match(body, /^\{"model":"m","n":1\.0,"messages":\[\{"role":"system","content":"<ethogram-behaviors /);
  assert.ok(body.endsWith(',{"role":"user","content":"Refund the order of the customer."}]}'));
  assert.equal(await gateway.metric('ethogram_gateway_injected_total'), 1);
});

test('a session that is asked to stay without behaviors does', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  const answer = await sendRaw(gateway.url, { headers: { 'x-ethogram-inject': 'off' } });
  assert.equal(upstream.requests[0]!.body.toString(), BODY);
  assert.equal(answer.headers['x-ethogram-served'], '');
  assert.equal(gateway.calls[0]!.receipt, undefined);
});

test('the receipt comes with the first call of a session, and only with it', async (t) => {
  const { gateway } = await gatewayBefore(t, answerOk);
  const headers = { 'x-ethogram-session': 's', 'x-ethogram-task': 't', 'x-ethogram-topic': 'refunds' };
  await sendRaw(gateway.url, { headers });
  await sendRaw(gateway.url, { headers });
  await until(() => gateway.calls.length === 2);
  const { receipt } = gateway.calls[0]!;
  assert.deepEqual(
    { ...receipt, request: '', text: '' },
    {
      request: '',
      unit: 's',
      trajectory: recordedTrajectoryId('s'),
      task: 't',
      topic: 'refunds',
      at: '2026-01-02T03:04:05.678Z',
      policy: 'retrieve@1',
      model: 'm',
      holdout: false,
      candidates: [
        {
          behavior: `${REFUND.id}@1`,
          propensity: 1,
          served: true,
          stage: { retrieved: true, masked: false, injected: true },
          tokens: REFUND.tokens,
        },
      ],
      text: '',
    },
  );
  assert.equal(gateway.calls[1]!.receipt, undefined);
});

test('a session for which nothing fits has a receipt, too', async (t) => {
  const { gateway } = await gatewayBefore(t, answerOk, { store: heldStore([]) });
  await sendRaw(gateway.url);
  await until(() => gateway.calls.length === 1);
  assert.deepEqual([gateway.calls[0]!.receipt?.candidates, gateway.calls[0]!.receipt?.text], [[], '']);
});

test('names in our headers may be in any language', async (t) => {
  const { gateway } = await gatewayBefore(t, answerOk);
  for (const name of ['Grüße-1', Buffer.from('Grüße-1').toString('latin1'), Buffer.from('注文').toString('latin1')]) {
    // With a text as body Node would write the headers as UTF-8 once more.
    await sendRaw(gateway.url, { headers: { 'x-ethogram-session': name }, body: Buffer.from(BODY) });
  }
  await until(() => gateway.calls.length === 3);
  assert.deepEqual(gateway.calls.map(({ session }) => session), ['Grüße-1', 'Grüße-1', '注文']); // prettier-ignore
});

test('what an earlier process served is served again, whatever the handbook holds now', async (t) => {
  const first = await gatewayBefore(t, answerOk);
  await sendRaw(first.gateway.url, { headers: { 'x-ethogram-session': 's' } });
  await until(() => first.gateway.calls.length === 1);
  const receipt = first.gateway.calls[0]!.receipt!;
  for (const isShared of [false, true]) {
    const old = { ...receipt, at: '2026-01-02T00:00:00.000Z' };
    const { gateway, upstream } = await gatewayBefore(t, answerOk, { store: heldStore([], [old]), isShared });
    await sendRaw(gateway.url, { headers: { 'x-ethogram-session': 's' } });
    assert.equal(upstream.requests[0]!.body.toString(), first.upstream.requests[0]!.body.toString());
  }
});

test('bodies that cannot be read go through as they came, and a counter says why', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  const zipped = gzipSync(BODY);
  const sent: [string | Buffer, OutgoingHttpHeaders, string][] = [
    ['{"messages": [', {}, 'unreadable'],
    ['', {}, 'unreadable'],
    [Buffer.from([0, 255, 254]), {}, 'unreadable'],
    [zipped, { 'content-encoding': 'gzip' }, 'encoded'],
    ['{"messages":[]}', {}, 'empty'],
    ['{"messages":[{"role":"user","content":"What is the weather on Mars?"}]}', {}, 'nothing-fits'],
  ];
  for (const [i, [body, headers]] of sent.entries()) {
    assert.equal((await sendRaw(gateway.url, { body, headers })).status, 200);
    assert.deepEqual(upstream.requests[i]!.body, Buffer.from(body));
  }
  for (const reason of new Set(sent.map((each) => each[2]))) {
    const count = sent.filter((each) => each[2] === reason).length;
    assert.equal(await gateway.metric(`ethogram_gateway_untouched_total{reason="${reason}"}`), count, reason);
  }
});

test('a failure inside Ethogram is not the request’s', async (t) => {
  const store = {
    ...heldStore([REFUND]),
    behaviors: async () => Promise.reject(new Error('the store is gone')),
    receipts: () => {
      throw new Error('gone');
    },
  };
  const recorder = { record: () => { throw new Error('full'); }, counts: () => { throw new Error('gone'); } } as never; // prettier-ignore
  const { gateway, upstream } = await gatewayBefore(t, answerOk, { store, recorder });
  assert.equal((await sendRaw(gateway.url)).status, 200);
  assert.equal(upstream.requests[0]!.body.toString(), BODY);
});

test('a body of 50 MB gets its block, one that is larger than is looked at goes through', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  const large = (bytes: number): string => `${BODY.slice(0, -1)},"pad":"${'x'.repeat(bytes)}"}`;
  await sendRaw(gateway.url, { body: large(50 << 20) });
  assert.match(upstream.requests[0]!.body.subarray(0, 200).toString(), /<ethogram-behaviors/);
  const largest = large(70 << 20);
  await sendRaw(gateway.url, { body: largest });
  assert.ok(upstream.requests[1]!.body.equals(Buffer.from(largest)));
  await sendRaw(gateway.url, { body: largest, headers: { 'transfer-encoding': 'chunked' } });
  assert.ok(upstream.requests[2]!.body.equals(Buffer.from(largest)));
  assert.equal(await gateway.metric('ethogram_gateway_untouched_total{reason="too-large"}'), 2);
});

test('headers of ours hold nothing that a session or a behavior could break out with', async (t) => {
  const evil = { ...REFUND, id: 'b,1\r\nset-cookie: x' };
  const { gateway } = await gatewayBefore(t, answerOk, { store: heldStore([evil]) });
  const answer = await sendRaw(gateway.url, { headers: { 'x-ethogram-session': 'a"b;ü\t<c>'.repeat(40) } });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['set-cookie'], undefined);
  assert.match(String(answer.headers['x-ethogram-served']), /^[\x21-\x7e]*$/);
  assert.match(String(answer.headers['x-ethogram-trajectory']), /^[\x20-\x7e]*$/);
});
