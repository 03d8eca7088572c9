import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test, type TestContext } from 'node:test';
import OpenAI from 'openai';
import { echoMind } from '../src/model/testing/minds/echo-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { REFUND } from '../src/serve/testing/start-gateway.ts';
import { openStore } from '../src/store/open-store.ts';
import { mayBeInjected } from '../src/trajectory/split-injected.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const ASKED = 'Please refund the order of this customer.';

interface Served {
  readonly url: string;
  readonly cwd: string;
  readonly location: string;
  readonly child: ChildProcess;
  readonly upstream: ModelServer;
}

/** `ethogram serve` in a process of its own, before a model server in this one. */
async function serve(t: TestContext, mind: Parameters<typeof startModelServer>[0] = echoMind): Promise<Served> {
  const cwd = emptyFolder();
  const location = join(cwd, '.ethogram/ethogram.db');
  const store = await openStore(location);
  await store.putBehaviors([REFUND], { action: 'mined', at: '2026-01-01T00:00:00.000Z' });
  await store.close();
  const upstream = await startModelServer(mind);
  const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'serve', '--port', '0', '--quiet'], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, ETHOGRAM_UPSTREAM_OPENAI: `${upstream.url}/v1` },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  t.after(async () => {
    child.kill('SIGKILL');
    await upstream.close();
  });
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
  assert.match(line, /^\{"url":"http:\/\/127\.0\.0\.1:\d+"\}$/);
  return { url: (JSON.parse(line) as { url: string }).url, cwd, location, child, upstream };
}

test('from `ethogram serve` to a recorded, conditioned request: two lines of the client change', async (t) => {
  const { url, cwd, child, upstream } = await serve(t);
  const client = new OpenAI({
    apiKey: 'sk-of-the-provider',
    baseURL: `${url}/v1`, // the first line
    defaultHeaders: { 'x-ethogram-session': 'ticket-1' }, // the second, which names the session
  });
  const messages = [{ role: 'user' as const, content: ASKED }];
  const { data, response } = await client.chat.completions.create({ model: 'gpt-4.1', messages }).withResponse();
  assert.equal(data.choices[0]!.message.content, ASKED);
  assert.equal(response.headers.get('x-ethogram-served'), REFUND.id);
  assert.ok(mayBeInjected(JSON.stringify(upstream.requests[0]!.body).replaceAll('\\"', '"')));
  const told = await fetch(`${url}/v1/outcomes`, {
    method: 'POST',
    body: JSON.stringify({ session: 'ticket-1', success: true }),
  });
  assert.equal(told.status, 204);
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  const { stdout } = await runCli(['show', '--jsonl'], { cwd });
  const shown = stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string; outcome: { success: boolean }; task: { text: string } }); // prettier-ignore
  assert.deepEqual(
    shown.map(({ id, outcome, task }) => [id, outcome.success, task.text]),
    [[response.headers.get('x-ethogram-trajectory'), true, ASKED]],
  );
});

test('asked to end, it takes nothing new and lets what is under way come to its end', async (t) => {
  const { url, location, child } = await serve(t, () => ({
    text: 'word '.repeat(40),
    fault: { kind: 'drip', pauseMs: 20 },
  }));
  const client = new OpenAI({ apiKey: 'k', baseURL: `${url}/v1`, maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: ASKED }];
  const stream = await client.chat.completions.create({ model: 'gpt-4.1', messages, stream: true });
  let text = '';
  for await (const { choices } of stream) {
    if (text === '') child.kill('SIGTERM');
    text += choices[0]?.delta.content ?? '';
  }
  assert.equal(text, 'word '.repeat(40));
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  await assert.rejects(fetch(`${url}/healthz`));
  const store = await openStore(location);
  assert.equal((await store.info()).trajectories, 1);
  await store.close();
});

test('killed under load, it has lost no outcome that it acknowledged, and the store opens', async (t) => {
  const { url, location, child } = await serve(t);
  const acknowledged = new Map<string, number>();
  const requests = async (lane: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const session = `s-${lane}-${i}`;
      const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: `${ASKED} ${session}` }] });
      await (
        await fetch(`${url}/v1/chat/completions`, { method: 'POST', headers: { 'x-ethogram-session': session }, body })
      ).text();
      const told = await fetch(`${url}/v1/outcomes`, { method: 'POST', body: JSON.stringify({ session, reward: i }) });
      if (told.status === 204) acknowledged.set(session, i);
      if (acknowledged.size >= 40) child.kill('SIGKILL');
    }
  };
  await Promise.allSettled(Array.from({ length: 8 }, async (_, lane) => requests(lane)));
  assert.ok(acknowledged.size >= 40);
  const store = await openStore(location);
  const found = new Map<string, number | undefined>();
  for await (const { id, outcome } of store.list()) found.set(id.replace(/^[^:]*:/, ''), outcome.reward);
  // An outcome whose session is not recorded yet waits for it in the store.
  const waiting = JSON.stringify(await store.decisions('kept-outcome'));
  const lost = [...acknowledged].filter(
    ([session, reward]) => found.get(session) !== reward && !waiting.includes(`:${session}"`),
  );
  assert.deepEqual(lost, []);
  await store.close();
});

test('it does not listen beyond this machine without a token', async () => {
  const { code, stderr } = await runCli(['serve', '--port', '0', '--host', '0.0.0.0'], { cwd: emptyFolder() });
  assert.equal(code, 2);
  assert.match(
    stderr,
    /^error\[bad-argument\]: --host: found 0\.0\.0\.0, which other machines reach, expected --token with it\n {2}hint: /,
  );
});
