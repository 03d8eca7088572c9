import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { answerOk, CHAT, gatewayBefore, sendRaw } from './testing/gateway-before.ts';
import { startServer } from './start-server.ts';

test('each path is answered by whoever it belongs to', async (t) => {
  const pages = async (request: Request): Promise<Response> => new Response(`page ${new URL(request.url).pathname}`);
  const mcp = async (): Promise<(request: Request) => Promise<Response>> => async () => new Response('mcp');
  const { gateway, upstream } = await gatewayBefore(t, answerOk, { pages, mcp });
  const get = async (path: string): Promise<string> => {
    const { status, body } = await sendRaw(gateway.url, { method: 'GET', path, body: null });
    return `${status} ${body.toString().slice(0, 40)}`;
  };
  assert.equal(await get('/healthz'), '200 {"ok":true}');
  assert.equal(await get('/'), '200 page /');
  assert.equal(await get('/a.json'), '200 page /a.json');
  assert.equal(await get('/mcp'), '200 mcp');
  assert.match(await get('/metrics'), /^200 # HELP/);
  assert.match(await get('/v1/outcomes'), /^405 /);
  assert.equal(upstream.requests.length, 0);
  assert.equal(await get('/v1/models'), '200 {}');
  assert.deepEqual(upstream.requests.map(({ url }) => url), ['/v1/models']); // prettier-ignore
});

test('a posted body may be so large and no larger', async (t) => {
  const posts = { '/v1/traces': { mostBytes: 10, answer: async ({ body }: { body: Uint8Array }) => ({ status: 200, headers: {}, body: String(body.length) }) } }; // prettier-ignore
  const { gateway } = await gatewayBefore(t, answerOk, { posts });
  const send = async (body: string): Promise<string> => {
    const answer = await sendRaw(gateway.url, { path: '/v1/traces', body });
    return `${answer.status} ${answer.body.toString()}`;
  };
  assert.equal(await send('x'.repeat(10)), '200 10');
  assert.match(await send('x'.repeat(11)), /^413 .*"too-large"/);
});

test('with a token nothing is answered without it but whether the server lives, and the token goes no further', async (t) => {
  const { gateway, upstream } = await gatewayBefore(t, answerOk, { token: 'secret' });
  const status = async (path: string, headers: Record<string, string> = {}): Promise<number> =>
    (await sendRaw(gateway.url, { path, headers, ...(path === CHAT ? {} : { method: 'GET', body: null }) })).status;
  assert.equal(await status('/healthz'), 200);
  assert.equal(await status(CHAT, { authorization: 'Bearer secret' }), 401);
  assert.equal(await status('/metrics'), 401);
  assert.equal(await status('/metrics', { authorization: 'Bearer secret' }), 200);
  assert.equal(await status(CHAT, { authorization: 'Bearer sk', 'x-ethogram-token': 'secret' }), 200);
  assert.equal(upstream.requests.length, 1);
  assert.doesNotMatch(JSON.stringify(upstream.requests[0]!.headers), /secret|ethogram/);
});

test('a port that is taken is said to be', async (t) => {
  const { gateway } = await gatewayBefore(t, answerOk);
  const port = Number(new URL(gateway.url).port);
  await assert.rejects(startServer({ port, gateway: () => {} }), {
    code: 'bad-argument',
    message: `127.0.0.1:${port}: found another program there (EADDRINUSE), expected an address to listen at`,
  });
});

test('requests with a whole address in place of a path are refused', async (t) => {
  const { gateway } = await gatewayBefore(t, answerOk);
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n');
  const said = Buffer.concat(await Array.fromAsync(socket as AsyncIterable<Buffer>)).toString();
  assert.match(said, /^HTTP\/1\.1 400 /);
});
