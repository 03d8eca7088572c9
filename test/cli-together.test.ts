import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { schemaMind } from '../src/model/testing/minds/schema-mind.ts';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import type { Mind } from '../src/model/testing/mind.ts';
import { emptyFolder, runCli, startCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

async function serve(mind: Mind, latencyMs: number): Promise<ModelServer> {
  const server = await startModelServer(mind, { latencyMs });
  servers.push(server);
  return server;
}

const modelAt = ({ url }: ModelServer): readonly string[] => ['--model', 'compatible:some', '--base-url', `${url}/v1`];

/** What was asked, without what differs between two askings of one question. */
function questions({ requests }: ModelServer): readonly string[] {
  return requests.map(({ body }) => JSON.stringify(body));
}

test('two processes that solve the same tasks on one store ask each question once', async () => {
  const cwd = emptyFolder();
  const server = await serve(solverMind({ seed: 1 }), 200);
  const command = ['solve', '--generate', 'arithmetic', '-n', '40', ...modelAt(server), '--json'];
  // The store is made first, so that both begin at the same time.
  await runCli([...command.slice(0, 4), '1', ...command.slice(5)], { cwd });
  const runs = await Promise.all([startCli(command, { cwd }), startCli(command, { cwd })]);
  const found = runs.map(({ stdout }) => JSON.parse(stdout) as { arms: { n: number; success: number }[]; failed: [] });
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0],
  );
  assert.deepEqual(
    found.map(({ arms, failed }) => [arms[0]!.n, failed.length]),
    [
      [40, 0],
      [40, 0],
    ],
  );
  assert.equal(found[0]!.arms[0]!.success, found[1]!.arms[0]!.success);
  assert.deepEqual([questions(server).length, new Set(questions(server)).size], [40, 40]);
  assert.match(runs.map(({ stderr }) => stderr).join(''), /another process asks the same; waiting for its answers/);
});

test('two processes that judge one store ask each question once', async () => {
  const cwd = emptyFolder();
  const server = await serve(schemaMind(), 50);
  const lines = Array.from({ length: 30 }, (_, i) => {
    const messages = [
      { role: 'user', content: `Refund order ${i}.` },
      { role: 'assistant', content: `First I look up order ${i}, then I refund it.` },
    ];
    return JSON.stringify({ messages });
  });
  writeFileSync(join(cwd, 'runs.jsonl'), lines.join('\n'));
  await runCli(['import', 'runs.jsonl'], { cwd });
  const command = ['detect', '--codebook', 'planning-criteria', ...modelAt(server), '--json'];
  const runs = await Promise.all([startCli(command, { cwd }), startCli(command, { cwd })]);
  const [first, second] = runs.map(({ code, stdout }) => {
    assert.equal(code, 0);
    return JSON.parse(stdout) as { behaviors: unknown; judging: { calls: number; left: number } };
  });
  assert.deepEqual(first!.behaviors, second!.behaviors);
  assert.equal(first!.judging.calls + second!.judging.calls, server.requests.length);
  assert.ok(server.requests.length > 0);
  assert.equal(new Set(questions(server)).size, server.requests.length);
});

test('what a killed process had out is taken over by the one that waits for it', async () => {
  const cwd = emptyFolder();
  const held = Promise.withResolvers<void>();
  const mind = solverMind({ seed: 1 });
  const server = await serve(async (request) => {
    await held.promise;
    return mind(request);
  }, 0);
  const command = ['solve', '--generate', 'arithmetic', '-n', '12', '--concurrency', '4', ...modelAt(server), '--json'];
  const killed = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), ...command], { cwd, stdio: 'ignore' });
  const ended = new Promise((resolve) => killed.on('close', resolve));
  while (server.requests.length < 4) await setTimeout(20);
  const waiting = startCli(command, { cwd });
  await setTimeout(2000);
  assert.equal(server.requests.length, 4);
  killed.kill('SIGKILL');
  await ended;
  held.resolve();
  const startedMs = performance.now();
  const { code, stdout } = await waiting;
  assert.deepEqual([code, (JSON.parse(stdout) as { attempted: number }).attempted], [0, 12]);
  // The four that were out when it was killed, and nothing else, were sent twice.
  assert.equal(server.requests.length, 16);
  assert.ok(performance.now() - startedMs < 15_000, 'it did not wait for the claims to run out');
});
