import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { schemaMind } from '../src/model/testing/minds/schema-mind.ts';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import type { Mind } from '../src/model/testing/mind.ts';
import { openStore } from '../src/store/open-store.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

/** Tokens that the server charged for, in calls for one purpose. */
async function billed(cwd: string, purpose: string): Promise<{ readonly calls: number; readonly inputTokens: number }> {
  const store = await openStore(join(cwd, '.ethogram/ethogram.db'), { readonly: true });
  const sums = { calls: 0, inputTokens: 0 };
  for await (const call of store.modelCalls()) {
    if (call.purpose !== purpose) continue;
    sums.calls++;
    sums.inputTokens += call.inputTokens;
  }
  await store.close();
  return sums;
}

// The frame of a message, which services charge for and the scripted server does not; of one message a call.
const FRAME_TOKENS = 4;

const CASES: readonly (readonly [command: string, args: readonly string[], mind: Mind])[] = [
  ['solve', ['--generate', 'arithmetic', '-n', '20'], solverMind({ seed: 1 })],
  ['solve', ['--generate', 'countdown', '-n', '20', '--strategy', 'planning'], solverMind({ seed: 1 })],
  ['reflect', [], schemaMind()],
  ['judge', ['--codebook', 'planning-criteria'], schemaMind()],
];

for (const [purpose, args, mind] of CASES) {
  test(`${[purpose, ...args].join(' ')}: a dry run says within a tenth what will be charged for input`, async () => {
    const cwd = emptyFolder();
    const server = await startModelServer(mind);
    servers.push(server);
    const lines = Array.from({ length: 12 }, (_, i) => {
      const messages = [
        { role: 'user', content: `Please refund order ${i}, it came broken and I would like my money back by Friday.` },
        { role: 'assistant', content: `First I look up order ${i}, then I check the rules, then I refund it.` },
        { role: 'user', content: 'And when will it arrive?' },
        { role: 'assistant', content: `Within ${i + 3} days. I have checked that the refund was booked.` },
      ];
      return JSON.stringify({ messages, success: i % 2 === 0 });
    });
    writeFileSync(join(cwd, 'runs.jsonl'), lines.join('\n'));
    if (purpose !== 'solve') await runCli(['import', 'runs.jsonl'], { cwd });
    const name = purpose === 'judge' ? 'detect' : purpose;
    const command = [name, ...args, '--model', 'compatible:some', '--base-url', `${server.url}/v1`];
    const dry = await runCli([...command, '--dry-run', '--json'], { cwd });
    const said = JSON.parse(dry.stdout) as { readonly calls: number; readonly inputTokens: number };
    assert.equal(server.requests.length, 0);
    assert.equal((await runCli(command, { cwd })).code, 0);
    const { calls, inputTokens } = await billed(cwd, purpose);
    assert.equal(said.calls, calls);
    const ratio = said.inputTokens / (inputTokens + FRAME_TOKENS * calls);
    assert.ok(ratio > 0.9 && ratio < 1.1, `${said.inputTokens} said, ${inputTokens} charged`);
  });
}
