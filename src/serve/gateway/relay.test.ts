import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { answerOk, BODY, CHAT, gatewayBefore, sendRaw, until } from '../testing/gateway-before.ts';

test('other paths below /v1/ pass, with their queries, in both directions', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, (response, { method, url }) => {
    response.setHeader('content-length', 5);
    if (method === 'HEAD') response.end();
    else response.end(url.slice(0, 5));
  });
  const head = await sendRaw(gateway.url, { method: 'HEAD', path: '/v1/models?limit=1', body: null });
  assert.equal(head.headers['content-length'], '5');
  assert.equal(head.body.length, 0);
  assert.equal(
    (await sendRaw(gateway.url, { method: 'GET', path: '/v1/models/x%2Fy?a=b&c', body: null })).body.toString(),
    '/v1/m',
  );
  await sendRaw(gateway.url, { method: 'DELETE', path: '/v1/files/f', body: null });
  await sendRaw(gateway.url, {
    path: '/v1/messages/count_tokens?beta=true',
    body: 'x'.repeat(200_000),
    headers: { 'transfer-encoding': 'chunked' },
  });
  assert.deepEqual(upstream.requests.map(({ method, url, body }) => [method, url, body.length]), [
    ['HEAD', '/v1/models?limit=1', 0],
    ['GET', '/v1/models/x%2Fy?a=b&c', 0],
    ['DELETE', '/v1/files/f', 0],
    ['POST', '/v1/messages/count_tokens?beta=true', 200_000],
  ]); // prettier-ignore
  await sleep(20);
  assert.deepEqual(gateway.calls, []);
});

test('frames arrive when they are sent, one by one', async (t) => {
  let next: () => void = () => {};
  const { gateway } = await gatewayBefore(t, async (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (let i = 0; i < 5; i++) {
      await new Promise<void>((resolve) => (next = resolve));
      response.write(`data: ${i}\n\n`);
    }
    response.end();
  });
  const answer = await fetch(new URL(CHAT, gateway.url), { method: 'POST', body: BODY });
  assert.equal(answer.headers.get('content-type'), 'text/event-stream');
  const reader = answer.body!.getReader();
  for (let i = 0; i < 5; i++) {
    next();
    assert.equal(Buffer.from((await reader.read()).value ?? []).toString(), `data: ${i}\n\n`);
  }
  assert.equal((await reader.read()).done, true);
});

test('a stream that is cut stays cut, after all that had come', async (t) => {
  const { gateway } = await gatewayBefore(t, async (response, { url }) => {
    if (url.endsWith('messages')) response.setHeader('content-length', 1_000_000);
    response.write('data: the beginning\n\n');
    await sleep(20);
    response.destroy();
  });
  for (const path of [CHAT, '/v1/messages']) {
    const answer = await sendRaw(gateway.url, { path });
    assert.equal(answer.body.toString(), 'data: the beginning\n\n');
    assert.ok(answer.broken !== undefined, path);
  }
  await until(() => gateway.calls.length === 2);
  assert.deepEqual(gateway.calls.map(({ end, status }) => [end, status]), [['cut', 200], ['cut', 200]]); // prettier-ignore
});

test('a connection that the provider resets before it answers is reset', async (t) => {
  const { gateway } = await gatewayBefore(t, (response) => void response.socket!.resetAndDestroy());
  await assert.rejects(sendRaw(gateway.url), { code: 'ECONNRESET' });
  await until(() => gateway.calls.length === 1);
  assert.equal(gateway.calls[0]!.status, 0);
});

test('where there is no provider, the client is told so in its provider’s words', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  await upstream.close();
  const answer = await sendRaw(gateway.url, { headers: { authorization: 'Bearer sk-1' } });
  assert.equal(answer.status, 502);
  assert.deepEqual(JSON.parse(answer.body.toString()), {
    error: {
      message: `Ethogram's gateway cannot reach ${upstream.url} (ECONNREFUSED); ethogram serve --upstream openai=URL says where to.`,
      type: 'upstream_error',
      param: null,
      code: 'upstream_unreachable',
    },
  });
  const { error } = JSON.parse((await sendRaw(gateway.url, { path: '/v1/messages' })).body.toString()) as {
    error: { type: string };
  };
  assert.equal(error.type, 'api_error');
});

test('a client that goes away ends the request upstream, and what came is recorded', async (t) => {
  let ended = 0;
  const { gateway } = await gatewayBefore(t, (response) => {
    response.on('close', () => ended++);
    response.write('data: the beginning\n\n');
  });
  const abort = new AbortController();
  const answer = await fetch(new URL(CHAT, gateway.url), { method: 'POST', body: BODY, signal: abort.signal });
  await answer.body!.getReader().read();
  abort.abort();
  await until(() => ended === 1 && gateway.calls.length === 1);
  const { end, response } = gateway.calls[0]!;
  assert.deepEqual([end, Buffer.concat(response).toString()], ['aborted', 'data: the beginning\n\n']);
});

test('a client that goes away before there is an answer ends the request upstream', async (t) => {
  let ended = 0;
  const { gateway, upstream } = await gatewayBefore(t, (response) => void response.on('close', () => ended++));
  const abort = new AbortController();
  const answer = fetch(new URL(CHAT, gateway.url), { method: 'POST', body: BODY, signal: abort.signal });
  await until(() => upstream.requests.length === 1);
  abort.abort();
  await assert.rejects(answer);
  await until(() => ended === 1);
});

test('a slow client slows the provider down, and nothing is held for it', async (t) => {
  const chunk = Buffer.alloc(1 << 20, 'x');
  let written = 0;
  const { gateway } = await gatewayBefore(t, async (response) => {
    for (let i = 0; i < 64 && !response.destroyed; i++) {
      written++;
      if (!response.write(chunk)) await once(response, 'drain');
    }
    response.end();
  });
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write(`POST ${CHAT} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`);
  await until(() => written > 1);
  await sleep(300);
  assert.ok(written < 40, `${written} MB were taken from the provider while nobody read`);
  let bytes = 0;
  socket.on('data', (piece) => (bytes += piece.length));
  await until(() => bytes > 64 << 20);
  socket.destroy();
});

test('200 streams at once all come whole', async (t) => {
  const { gateway } = await gatewayBefore(t, async (response, { body }) => {
    const name = /"n":(\d+)/.exec(body.toString())![1];
    for (let i = 0; i < 10; i++) {
      response.write(`data: ${name} ${i}\n\n`);
      await sleep(5);
    }
    response.end();
  });
  const bodies = Array.from({ length: 200 }, (_, n) => BODY.replace('"n":1.0', `"n":${n}`));
  const answers = await Promise.all(bodies.map(async (body) => sendRaw(gateway.url, { body })));
  for (const [n, { body, broken }] of answers.entries()) {
    assert.equal(broken, undefined);
    assert.equal(body.toString(), Array.from({ length: 10 }, (_, i) => `data: ${n} ${i}\n\n`).join(''));
  }
});

test('compressed responses and trailers pass as they are', async (t) => {
  const zipped = gzipSync('{"a": 1}');
  const { gateway } = await gatewayBefore(t, (response) => {
    response.writeHead(200, { 'content-encoding': 'gzip', trailer: 'x-sum' });
    response.write(zipped);
    response.addTrailers({ 'x-sum': '1' });
    response.end();
  });
  const answer = await sendRaw(gateway.url);
  assert.deepEqual(answer.body, zipped);
  assert.equal(answer.headers['content-encoding'], 'gzip');
  assert.deepEqual({ ...answer.trailers }, { 'x-sum': '1' });
  await until(() => gateway.calls.length === 1);
  assert.equal(gateway.calls[0]!.responseEncoding, 'gzip');
});

test('a client that asks whether to go on is told so', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk);
  const sent = httpRequest(new URL(CHAT, gateway.url), {
    method: 'POST',
    headers: { expect: '100-continue', 'content-length': BODY.length },
  });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end(BODY);
  const [answer] = await once(sent, 'response');
  await text(answer);
  assert.equal(upstream.requests[0]!.headers.includes('expect'), false);
});

test('connections to the provider are kept, and one that it closed is opened again', async (t) => {
  const sockets = new Set<unknown>();
  const { gateway, upstream } = await gatewayBefore(t, (response) => {
    sockets.add(response.socket);
    response.end('{}');
  });
  for (let i = 0; i < 5; i++) assert.equal((await sendRaw(gateway.url)).status, 200);
  assert.equal(sockets.size, 1);
  for (const socket of sockets) (socket as ServerResponse['socket'])!.destroy();
  assert.equal((await sendRaw(gateway.url)).status, 200);
  assert.equal(upstream.requests.length, 6);
});

test('who does not speak HTTP is told of as one who is not there; what comes before a response is left out', async (t) => {
  const says = [
    'SSH-2.0-OpenSSH\r\n',
    'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.0 200 OK\r\n\r\nas long as it is open',
  ];
  const { gateway } = await gatewayBefore(t, (response) => void response.socket!.end(says.shift()!));
  const refused = await sendRaw(gateway.url);
  assert.equal(refused.status, 502);
  assert.match(refused.body.toString(), /cannot reach .* \(HPE_NO_HTTP\)/);
  const answer = await sendRaw(gateway.url);
  assert.equal(answer.status, 200);
  assert.equal(answer.headers['link'], undefined);
  assert.equal(answer.body.toString(), 'as long as it is open');
});

test('a request of which the provider has begun to answer is not sent again', async (t) => {
  let isKept = true;
  const { gateway, upstream } = await gatewayBefore(t, (response) => {
    if (isKept) response.end('{}');
    else response.socket!.end('HTTP/1.1 200 OK\r\ncontent-');
  });
  isKept = false;
  await assert.rejects(sendRaw(gateway.url), { code: 'ECONNRESET' });
  assert.equal(upstream.requests.length, 1);
  isKept = true;
  assert.equal((await sendRaw(gateway.url)).status, 200);
  isKept = false;
  await assert.rejects(sendRaw(gateway.url), { code: 'ECONNRESET' });
  assert.equal(upstream.requests.length, 3);
});
