import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { echoMind } from '../src/model/testing/minds/echo-mind.ts';
import { startModelServer } from '../src/model/testing/start-model-server.ts';
import { proposedBehavior } from '../src/handbook/proposed-behavior.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const CLI = join(ROOT, 'bin/ethogram.js');

test("the client of the README gets the handbook's advice, and its session is recorded", async () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const code = /```js\n(import OpenAI from 'openai';[\s\S]*?)```/.exec(readme)![1]!;
  const folder = emptyFolder();
  const location = join(folder, '.ethogram/ethogram.db');
  const words = { name: 'behavior_ask_first', instruction: 'Ask for a yes before you cancel an order.', kind: 'workflow' } as const; // prettier-ignore
  const behavior = proposedBehavior(words, { by: 'test' });
  const before = await openStore(location);
  await before.putBehaviors([behavior], { action: 'proposed', at: '2026-01-01T00:00:00.000Z' });
  await before.close();
  const upstream = await startModelServer(echoMind);
  const env = { ...process.env, OPENAI_API_KEY: 'sk-of-the-caller', HOME: folder };

  const approved = spawn(process.execPath, [CLI, 'handbook', 'approve', behavior.id], { cwd: folder, env });
  assert.deepEqual(await once(approved, 'exit'), [0, null]);
  const gateway = spawn(process.execPath, [CLI, 'serve', '--port', '0', '--upstream', `openai=${upstream.url}/v1`], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(gateway.stdout, 'data')) as [Buffer];
    const { url } = JSON.parse(line.toString('utf8')) as { url: string };
    const client = spawn(
      process.execPath,
      ['--input-type=module', '--eval', code.replace('http://127.0.0.1:4747', url)],
      { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    let printed = '';
    client.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString('utf8')));
    assert.deepEqual(await once(client, 'exit'), [0, null]);
    assert.match(printed, /cancel my order/);
  } finally {
    gateway.kill('SIGTERM');
    if (gateway.exitCode === null) await once(gateway, 'exit');
    await upstream.close();
  }
  const store = await openStore(location);
  const [run] = await Array.fromAsync(store.read());
  await store.close();
  const texts = run!.steps.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'text' ? [part] : [])));
  assert.deepEqual(
    texts.find(({ injected }) => injected !== undefined)?.injected,
    [behavior.id],
  );
  assert.ok(texts.some(({ text }) => text === 'Please cancel my order.'));
  assert.doesNotMatch(JSON.stringify(run), /sk-of-the-caller/);
}); // prettier-ignore
