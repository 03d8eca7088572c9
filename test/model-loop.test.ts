import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { messageText, type MindRequest } from '../src/model/testing/mind.ts';
import type { ProgrammableMind } from '../src/model/testing/minds/programmable-mind.ts';
import { reflectingMind } from '../src/model/testing/minds/reflecting-mind.ts';
import { SHOP_SLIPS, shopMind } from '../src/model/testing/minds/shop-mind.ts';
import { SLIPS } from '../src/model/testing/minds/slips.ts';
import { solverMind } from '../src/model/testing/minds/solver-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

interface Comparison {
  readonly difference: number;
  readonly interval: readonly [number, number];
}

interface Arm {
  readonly name: string;
  readonly n: number;
  readonly against?: { readonly success: Comparison; readonly outputTokens: Comparison };
}

interface LoopOptions {
  readonly mind: ProgrammableMind;
  readonly tasks: 'arithmetic' | 'shop';
  readonly n: number;
  readonly provider?: 'compatible' | 'anthropic' | 'google';
}

interface Loop {
  /** What the model made, by name, approved. */
  readonly behaviors: Readonly<Record<string, string>>;
  /** The arm with behaviors, on the tasks they were learned from (each without what it taught) and on others. */
  readonly learned: Arm;
  readonly fresh: Arm;
  readonly server: ModelServer;
  readonly cli: (...args: readonly string[]) => Promise<Record<string, unknown>>;
}

/** Solve, reflect, mine, approve what the model made, solve with it: at the command line. */
async function loop({ mind, tasks, n, provider = 'compatible' }: LoopOptions): Promise<Loop> {
  const server = await startModelServer(mind);
  servers.push(server);
  const cwd = emptyFolder();
  const url = `${server.url}/${provider === 'google' ? 'v1beta' : 'v1'}`;
  const cli = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const model = /^(?:solve|reflect|mine)$/.test(args[0]!) ? ['--model', `${provider}:mind`, '--base-url', url] : [];
    const { code, stdout, stderr } = await runCli([...args, ...model, '--json'], { cwd });
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Record<string, unknown>;
  };
  const generated = ['--generate', tasks, '-n', String(n)];
  await cli('solve', ...generated);
  const { failed, left } = await cli('reflect');
  assert.deepEqual([failed, left], [[], 0]);
  const { behaviors } = (await cli('mine')) as { behaviors: { id: string; name: string; instruction: string; foundBy?: string }[] };
  const made = behaviors.filter(({ foundBy }) => foundBy !== undefined);
  await cli('handbook', 'approve', ...made.map(({ id }) => id));
  const compared = async (...seed: readonly string[]): Promise<Arm> => {
    const { arms } = (await cli('solve', ...generated, ...seed, '--behaviors')) as { arms: Arm[] };
    return arms.find(({ name }) => name === 'behaviors')!;
  };
  const learned = await compared();
  await cli('solve', ...generated, '--seed', '2');
  const fresh = await compared('--seed', '2');
  return {
    behaviors: Object.fromEntries(made.map(({ name, instruction }) => [name, instruction])),
    learned,
    fresh,
    server,
    cli,
  };
} // prettier-ignore

const asTaught = (slips: readonly { readonly behavior: { readonly name: string; readonly instruction: string } }[]) =>
  Object.fromEntries(slips.map(({ behavior: { name, instruction } }) => [name, instruction]));

function assertGain({ against }: Arm): void {
  const { success, outputTokens } = against!;
  assert.ok(success.interval[0] > 0, `success ${success.interval.join(' to ')}`);
  assert.ok(outputTokens.interval[1] < 0, `tokens ${outputTokens.interval.join(' to ')}`);
}

test('arithmetic: what was missing is learned, and solves more in fewer words', async () => {
  const { behaviors, learned, fresh, server, cli } = await loop({
    mind: reflectingMind(solverMind({ seed: 1 })),
    tasks: 'arithmetic',
    n: 50,
  });
  assert.deepEqual(behaviors, asTaught(SLIPS));
  for (const arm of [learned, fresh]) {
    assertGain(arm);
    // Planted: half of the sums that leave room for a slip go wrong without, a tenth with.
    assert.ok(Math.abs(arm.against!.success.difference - 0.4) < 0.15, `${arm.against!.success.difference}`);
  }

  const before = server.requests.length;
  const { reflected } = await cli('reflect');
  assert.equal(reflected, 150);
  const asked = server.requests.slice(before).filter(({ schemaName }) => schemaName === 'reflection');
  assert.ok(asked.length > 100);
  const instructions = Object.values(behaviors);
  // Whoever reflects on a run that was given behaviors is not shown them.
  assert.deepEqual(
    asked.filter((request) => instructions.some((text) => said(request).includes(text))),
    [],
  );
  const { model } = (await cli('mine')) as { model: { created: number } };
  assert.equal(model.created, 0);
  const { calls, answered, failures } = await cli('audit');
  assert.deepEqual([calls, answered, failures], [server.requests.length, server.requests.length, {}]);
});

const BESIDE_THE_POINT = {
  name: 'behavior_units_at_the_end',
  instruction: 'Give the result with its unit, and round only at the very end.',
};

test('arithmetic: what is beside the point is learned, too, and changes nothing', async () => {
  const mind = reflectingMind(solverMind({ seed: 1, drawBy: 'prompt' }), { behaviorFor: () => BESIDE_THE_POINT });
  const { behaviors, learned, fresh } = await loop({ mind, tasks: 'arithmetic', n: 40 });
  assert.deepEqual(behaviors, asTaught([{ behavior: BESIDE_THE_POINT }]));
  for (const { against } of [learned, fresh]) {
    const { success, outputTokens } = against!;
    assert.ok(success.interval[0] <= 0 && success.interval[1] >= 0, `success ${success.interval.join(' to ')}`);
    assert.ok(Math.abs(outputTokens.difference) < 10, `tokens ${outputTokens.difference}`);
  }
});

test('the shop, by tools: what was missing is learned, and serves more customers in fewer words', async () => {
  const mind = reflectingMind(shopMind({ seed: 1 }), { slips: SHOP_SLIPS });
  const { behaviors, learned, fresh } = await loop({ mind, tasks: 'shop', n: 50, provider: 'anthropic' });
  assert.deepEqual(behaviors, asTaught(SHOP_SLIPS));
  for (const arm of [learned, fresh]) assertGain(arm);
});

test('the loop runs by Google’s protocol, too', async () => {
  const mind = reflectingMind(solverMind({ seed: 1 }));
  const { behaviors, learned } = await loop({ mind, tasks: 'arithmetic', n: 40, provider: 'google' });
  assert.deepEqual(behaviors, asTaught(SLIPS));
  assertGain(learned);
});

function said({ instructions, messages }: MindRequest): string {
  return [instructions, ...messages.map(messageText)].join('\n');
}
