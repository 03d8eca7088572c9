import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promptText, type Mind } from '../../model/testing/mind.ts';
import { startModelServer } from '../../model/testing/start-model-server.ts';
import { openStore } from '../../store/open-store.ts';
import { partText, requestOf, type Trajectory } from '../../trajectory/trajectory.ts';

const PROGRAM = fileURLToPath(new URL('testing/sdk-app.ts', import.meta.url));
const RECORD = new URL('../../record.ts', import.meta.url).href;

const mind: Mind = (request) => {
  const asked = promptText(request);
  const results = request.messages.filter(({ role }) => role === 'tool').length;
  if (asked.includes('Fail')) return { fault: { kind: 'status', status: 400 } };
  if (request.protocol === 'messages') return { text: 'Somebody else says seven.' };
  if (asked.includes('And again')) return { toolCalls: [{ name: 'add', arguments: '{"a": 5}', callId: 'c3' }] };
  if (results > 0) return { text: `Done after ${results}.` };
  if (request.tools.length === 0) return { text: 'Nothing to add. '.repeat(20) };
  const calls = [{ name: 'add', arguments: '{"a": 1}', callId: 'c1' }];
  const others = request.tools.some(({ name }) => name === 'ask')
    ? [{ name: 'ask', arguments: { question: 'How much?' }, callId: 'c2' }]
    : [];
  return { text: 'Let me see.', toolCalls: [...calls, ...others] };
};

interface Program {
  readonly child: ChildProcess;
  readonly stdout: Promise<string>;
  readonly stderr: Promise<string>;
  readonly ended: Promise<readonly [code: number | null, signal: string | null]>;
  readonly runs: () => Promise<Trajectory[]>;
  readonly folder: string;
}

/** Runs the program, recorded unless `location` is undefined. */
async function start(
  context: TestContext,
  args: readonly string[],
  location: string | undefined = 'a.db',
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  const server = await startModelServer(mind);
  context.after(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  const child = spawn(process.execPath, ['--import', RECORD, PROGRAM, server.url, ...args], {
    cwd: folder,
    env: { ...process.env, NODE_OPTIONS: '', ETHOGRAM_STORE: location },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    child,
    stdout: text(child.stdout),
    stderr: text(child.stderr),
    ended: once(child, 'exit') as Promise<[number | null, string | null]>,
    folder,
    runs: async () => {
      const store = await openStore(join(folder, location), { readonly: true });
      const runs = await Array.fromAsync(store.read());
      await store.close();
      return runs.sort((a, b) => (a.startedAt! < b.startedAt! ? -1 : 1));
    },
  };
}

const outline = ({ steps }: Trajectory): string[] =>
  steps.map(
    ({ actor, parts }) =>
      `${actor}: ${parts.map((part) => (part.kind === 'tool-call' ? `${part.name}${part.argumentsText}` : partText(part))).join(' | ')}`,
  );

test('a program that knows nothing of it is recorded: turns are one run, and what a tool asks is a run of its own', async (context) => {
  const program = await start(context, ['turns']);
  assert.deepEqual(await program.ended, [0, null]);
  assert.equal(await program.stdout, 'Done after 1. \n');
  assert.equal(await program.stderr, '');
  const [run, sub, ...others] = await program.runs();
  assert.equal(others.length, 0);
  assert.deepEqual(outline(run!), [
    'user: Use the tools',
    'agent: Let me see. | add{"a": 1} | ask{"question":"How much?"}',
    'tool: 2 | Somebody else says seven.',
    'agent: Done after 1.',
    'user: And again',
    'agent:  | add{"a":5}',
    'tool: 6',
  ]);
  assert.deepEqual(outline(sub!), ['user: How much?', 'agent: Somebody else says seven.']);
  assert.deepEqual(sub?.spawnedBy, { trajectoryId: run?.id, callId: 'c2' });
  assert.equal(run?.agent.instructions, 'Be brief.');
  assert.match(run?.agent.model ?? '', /^gpt-4\.1/);
  assert.equal((run?.agent.tools as readonly unknown[] | undefined)?.length, 2);
  assert.equal(run?.project, basename(program.folder));
  assert.ok(run?.steps[1]?.usage?.outputTokens);
});

test('agents that run side by side are kept apart', async (context) => {
  const program = await start(context, ['agent']);
  assert.equal(await program.stdout, 'Done after 1. Done after 1. Done after 1.\n');
  assert.deepEqual((await program.runs()).map(requestOf).sort(), ['Agent 1', 'Agent 2', 'Agent 3']);
  for (const run of await program.runs()) assert.equal(run.steps.length, 4);
});

test('what a call hides from telemetry is not recorded', async (context) => {
  const program = await start(context, ['hidden']);
  await program.ended;
  assert.deepEqual((await program.runs()).map(outline), [['user: Say no output']]);
});

test('a streamed call that brings telemetry of its own is recorded, too', async (context) => {
  const program = await start(context, ['own']);
  const said = 'Nothing to add. '.repeat(20);
  assert.equal(await program.stdout, `${said.length} told\n`);
  assert.deepEqual((await program.runs()).map(outline), [['user: Say', `agent: ${said}`]]);
});

test('aborts and errors are recorded, and reach the program as ever', async (context) => {
  const program = await start(context, ['abort']);
  assert.deepEqual(await program.ended, [0, null]);
  const [aborted, failed] = await program.runs();
  assert.deepEqual(
    aborted?.steps.map(({ actor, extra }) => [actor, extra?.['end']]),
    [
      ['user', undefined],
      ['environment', 'aborted'],
    ],
  );
  assert.deepEqual(outline(failed!), ['user: Fail', `environment: ${(await program.stdout).trim()}`]);
});

for (const [end, expected] of [
  ['throw', [1, null]],
  ['exit', [3, null]],
] as const) {
  test(`a program that ends by ${end} ends as ever, and is recorded to its end`, async (context) => {
    const program = await start(context, ['agent', end]);
    assert.deepEqual(await program.ended, expected);
    assert.equal((await program.stderr).includes('the end'), end === 'throw');
    assert.equal((await program.runs()).length, 3);
  });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`a program that ${signal} ends is recorded to its end`, async (context) => {
    const program = await start(context, ['agent', 'wait']);
    await new Promise<void>((resolve) => {
      program.child.stdout!.on('data', (piece) => String(piece).includes('waiting') && resolve());
    });
    program.child.kill(signal);
    assert.deepEqual(await program.ended, [null, signal]);
    assert.equal((await program.runs()).length, 3);
  });
}

test('without a store the program runs as ever, and one line says that nothing is recorded', async (context) => {
  const program = await start(context, ['agent'], '/dev/null/a.db');
  assert.deepEqual(await program.ended, [0, null]);
  assert.equal(await program.stdout, 'Done after 1. Done after 1. Done after 1.\n');
  assert.match(await program.stderr, /^ethogram: not recording: \/dev\/null\/a\.db: .*\n$/);
});
