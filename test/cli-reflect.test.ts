import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { MinedBehavior } from '../src/behavior/behavior.ts';
import { promptText, type Mind } from '../src/model/testing/mind.ts';
import { programmableMind } from '../src/model/testing/minds/programmable-mind.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../src/model/testing/start-model-server.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const folder = emptyFolder();
const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

const WORDINGS = [
  'Write every carry down and add it in the next place.',
  'Note each carry, then add it to the column that follows.',
];

const reflecting: Mind = (request) => {
  const prompt = promptText(request);
  const n = Number(/solve sum (\d+)/.exec(prompt)![1]);
  const [, quote] = /(I wrote the carry down, run \d+)/.exec(prompt)!;
  const shown = { step: 1, quote, why: 'It kept the sum right.', name: 'behavior_carry', instruction: WORDINGS[n % 2]!, when: null, whenNot: null, kind: 'strategy' };
  const correctness = { reason: 'It adds up.', verdict: prompt.includes('The run failed') ? 'incorrect' : 'correct', mistakes: [] };
  return { text: JSON.stringify({ correctness, missing: [], shown: [shown] }) };
}; // prettier-ignore

const mind = programmableMind(() => ({ text: 'no' }))
  .on({ schemaName: 'reflection' }, reflecting)
  .on({ schemaName: 'contrast' }, () => ({ text: JSON.stringify({ difference: 'chance', behaviors: [] }) }))
  .on({ schemaName: 'relations' }, (request) => {
    const others = promptText(request).match(/^#\w{8} number \d+$/gm)!;
    return { text: JSON.stringify({ relations: others.map((_, i) => ({ number: i + 1, reason: 'carry', relation: 'same' })) }) };
  })
  .on({ schemaName: 'wording' }, () => {
    return { text: JSON.stringify({ name: 'write_carries', instruction: 'Write each carry down, then add it to the next place.', when: null, whenNot: null }) };
  }); // prettier-ignore

async function serve(options: ModelServerOptions = {}): Promise<{ readonly server: ModelServer; readonly flags: string[] }> {
  const server = await startModelServer(mind, options);
  servers.push(server);
  return { server, flags: ['--model', 'some', '--base-url', `${server.url}/v1`, '--concurrency', '2'] };
} // prettier-ignore

async function cli(...args: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runCli([...args, '--json'], { cwd: folder });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout) as Record<string, unknown>;
}

before(() => {
  const runs = Array.from({ length: 12 }, (_, i) => {
    const said = `I wrote the carry down, run ${i}, and had ${17 * i + 1} in the end.`;
    const messages = [
      { role: 'user', content: `Please solve sum ${i % 6} for me.` },
      { role: 'assistant', content: said },
    ];
    return JSON.stringify({ task_id: `sum-${i % 6}`, messages, success: i >= 6 });
  });
  writeFileSync(join(folder, 'runs.jsonl'), runs.join('\n'));
});

test('runs are reflected on once, and mining with the model makes one behavior of what they have in common', async () => {
  const { server, flags } = await serve();
  await cli('import', 'runs.jsonl', '--store', 'a.db');
  const dry = await cli('reflect', '--store', 'a.db', ...flags, '--dry-run');
  assert.deepEqual([dry['dryRun'], dry['calls'], server.requests.length], [true, 12, 0]);
  const first = await cli('reflect', '--store', 'a.db', ...flags);
  assert.deepEqual([first['reflected'], first['already'], first['failed'], first['left']], [12, 0, [], 0]);
  const second = await cli('reflect', '--store', 'a.db', ...flags);
  assert.deepEqual([second['reflected'], second['already'], server.requests.length], [0, 12, 12]);

  const mined = (await cli('mine', '--store', 'a.db', ...flags)) as { behaviors: MinedBehavior[]; model: Record<string, unknown> };
  const found = mined.behaviors.filter(({ foundBy }) => foundBy === 'compatible:some');
  assert.deepEqual(found.map(({ name, instruction, support }) => [name, instruction, support.trajectories, support.tasks]), [
    ['behavior_write_carries', 'Write each carry down, then add it to the next place.', 12, 6],
  ]);
  const { created, contrasted, proposed } = mined.model;
  assert.deepEqual([created, contrasted, proposed], [1, 6, 12]);
  const asked = server.requests.length;
  const again = (await cli('mine', '--store', 'a.db', ...flags)) as typeof mined;
  assert.deepEqual([again.model['created'], again.model['updated']], [0, 0]);
  assert.deepEqual(again.behaviors.filter(({ foundBy }) => foundBy !== undefined), found);
  // The new behavior is compared with what was proposed, once.
  assert.ok(server.requests.length - asked <= 2);
  await cli('mine', '--store', 'a.db');
  const kept = (await cli('handbook', 'show', found[0]!.id, '--store', 'a.db')) as unknown as MinedBehavior;
  assert.deepEqual([kept.status, kept.instruction], ['candidate', found[0]!.instruction]);

  const ids = ((await cli('show', '--store', 'a.db')) as { trajectories: { id: string }[] }).trajectories.map(({ id }) => id);
  await cli('forget', ...ids, '--store', 'a.db');
  const gone = await runCli(['handbook', 'show', found[0]!.id, '--store', 'a.db'], { cwd: folder });
  assert.match(gone.stderr, /not-found/);
}); // prettier-ignore

test('mining that is killed between its questions goes on, and comes to the same', async () => {
  const { server, flags } = await serve({ latencyMs: 100 });
  await cli('import', 'runs.jsonl', '--store', 'c.db');
  await cli('reflect', '--store', 'c.db', ...flags);
  const earlier = server.requests.length;
  const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'mine', '--store', 'c.db', ...flags], { cwd: folder, stdio: 'ignore' });
  const closed = new Promise((resolve) => child.on('close', resolve));
  while (server.requests.length < earlier + 5) await setTimeout(5);
  child.kill('SIGKILL');
  await closed;
  const { model, behaviors } = (await cli('mine', '--store', 'c.db', ...flags)) as { behaviors: MinedBehavior[]; model: Record<string, unknown> };
  assert.deepEqual([model['created'], model['left'], behaviors.at(-1)?.support.trajectories], [1, 0, 12]);
  // Six contrasts, a comparison and a wording, and the two that were on their way.
  assert.ok(server.requests.length - earlier <= 10, `${server.requests.length - earlier}`);
}); // prettier-ignore

test('killed or interrupted, it goes on where it was and pays for nothing twice', async () => {
  for (const [i, signal] of (['SIGKILL', 'SIGINT'] as const).entries()) {
    const { server, flags } = await serve({ latencyMs: 120 });
    const store = `killed-${i}.db`;
    await cli('import', 'runs.jsonl', '--store', store);
    const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), 'reflect', '--store', store, ...flags], {
      cwd: folder,
      stdio: 'ignore',
    });
    const closed = new Promise((resolve) => child.on('close', resolve));
    while (server.requests.filter(({ endMs }) => endMs !== undefined).length < 4) await setTimeout(5);
    child.kill(signal);
    await closed;
    const again = await cli('reflect', '--store', store, ...flags);
    assert.deepEqual([Number(again['reflected']) + Number(again['already']), again['left']], [12, 0], signal);
    // What was on its way when it was killed is asked again, nothing else.
    assert.ok(server.requests.length <= (signal === 'SIGINT' ? 12 : 14), `${signal}: ${server.requests.length}`);
  }
});

test('what cannot be answered is listed, and the rest is done', async () => {
  const { flags } = await serve({
    faults: (request) => (/solve sum 3/.test(promptText(request)) ? { kind: 'refusal' } : undefined),
  });
  await cli('import', 'runs.jsonl', '--store', 'b.db');
  const { reflected, failed } = (await cli('reflect', '--store', 'b.db', ...flags)) as { reflected: number; failed: { code: string }[] };
  assert.deepEqual([reflected, failed.map(({ code }) => code)], [10, ['model-failed', 'model-failed']]);
  const without = await runCli(['reflect', '--store', 'b.db'], { cwd: folder });
  assert.match(without.stderr, /no-model.*\n.*ethogram mine finds behaviors without one/);
}); // prettier-ignore
