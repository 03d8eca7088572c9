import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { getRequestListener } from '@hono/node-server';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { SkillsClient } from '@modelcontextprotocol/client/ext/skills';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { proposedBehavior } from '../../handbook/proposed-behavior.ts';
import { retrieveBehaviors } from '../../handbook/retrieve-behaviors.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import type { OutcomeRecord } from '../../trajectory/trajectory.ts';
import { liveSkills } from './live-skills.ts';
import { mcpHandler, type McpHandler } from './mcp-handler.ts';

const AT = '2026-01-01T00:00:00.000Z';
const CONFIRM = active(
  proposedBehavior(
    {
      name: 'behavior_confirm_refund',
      instruction: 'Ask the customer for a yes before you refund an order.',
      kind: 'workflow',
    },
    { by: 'test' },
  ),
);
const CANDIDATE = proposedBehavior(
  { name: 'behavior_refund_twice', instruction: 'Refund the order of a customer twice.', kind: 'workflow' },
  { by: 'test' },
);

let store: Store;
let handler: McpHandler;
let url: URL;
let stop: () => void;
const reported: { target: object; records: readonly OutcomeRecord[] }[] = [];

before(async () => {
  store = await openStore(':memory:');
  await store.put([{ trajectory: sampleTrajectory('run', [['user', 'Refund it, please.'], ['agent', 'Done at once.']]) }]); // prettier-ignore
  await store.putBehaviors([CONFIRM, CANDIDATE], { action: 'mined', at: AT });
  const skills = await liveSkills(async () => skillsOf(await store.behaviors({ status: ['active'] })));
  handler = mcpHandler({
    version: '1.0.0',
    skills,
    tools: {
      behaviors: store,
      retrieve: async (query, options) => retrieveBehaviors(query, await store.behaviors(), options),
      run: async (id) => store.get(id),
      report: async (target, records) => {
        if ('trajectory' in target && target.trajectory !== 'run') return 'not-found';
        reported.push({ target, records });
        return 'stored';
      },
      now: () => new Date(AT),
    },
  });
  const server = createServer(getRequestListener(async (request) => handler.fetch(request)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
  stop = () => server.close();
});

after(async () => {
  stop();
  await handler.close();
  await store.close();
});

for (const [era, options] of [
  ['2025', {}],
  ['2026', { versionNegotiation: { mode: { pin: '2026-07-28' } } }],
] as const) {
  test(`a client of ${era} finds what is active, and nothing that waits`, async () => {
    await using client = await connected(options);
    const found = await client.call('search_behaviors', { query: 'a customer wants a refund of an order' });
    const ids = (found.structuredContent as { behaviors: { id: string }[] }).behaviors.map(({ id }) => id);
    assert.deepEqual(ids, [CONFIRM.id]);
    const one = await client.call('get_behavior', { id: 'behavior_confirm_refund' });
    assert.equal((one.structuredContent as { hash: string }).hash, CONFIRM.hash);
    const hidden = await client.call('get_behavior', { id: CANDIDATE.id });
    assert.equal(hidden.isError, true);
  });
}

test('an agent reports how a run went, and hears when there is no such run', async () => {
  await using client = await connected({});
  reported.length = 0;
  const stored = await client.call('report_outcome', { session: 's1', success: true, feedback: 'fine' });
  assert.deepEqual(stored.structuredContent, { status: 'stored' });
  assert.deepEqual(reported, [
    {
      target: { session: 's1' },
      records: [
        { name: 'success', value: true, by: 'self', at: AT },
        { name: 'feedback', value: 'fine', by: 'self', at: AT },
      ],
    },
  ]);
  const refused = await client.call('report_outcome', { trajectory: 'another', success: true });
  assert.match(textOf(refused), /^not-found: found no trajectory "another"\nhint: /);
  assert.match(textOf(await client.call('report_outcome', { success: true })), /^bad-argument: expected session or/);
});

test('a proposal waits for a person, once, with quotes that were looked up', async () => {
  await using client = await connected({});
  const proposal = {
    name: 'behavior_say_amount',
    instruction: 'Say the amount before you refund.',
    evidence: [{ trajectory: 'run', step: 0, quote: 'Done at once.' }],
  };
  const { structuredContent: answer } = await client.call('propose_behavior', proposal);
  const { id, ...rest } = answer as { id: string };
  assert.deepEqual(rest, { status: 'candidate', held: [], known: false });
  const stored = await store.behavior(id);
  assert.equal(stored?.status, 'candidate');
  assert.deepEqual(stored.origin, { how: 'proposed', from: 'mcp' });
  assert.deepEqual((await store.provenance(id))[0]?.at, { step: 1, part: 0, start: 0, end: 13 });
  const again = await client.call('propose_behavior', proposal);
  assert.deepEqual(again.structuredContent, { id, status: 'candidate', held: [], known: true });
  const taken = await client.call('propose_behavior', { ...proposal, instruction: 'Never say the amount.' });
  assert.match(textOf(taken), /^bad-argument: name: found behavior_say_amount, which another behavior has/);
  const invented = { ...proposal, name: 'behavior_other', evidence: [{ trajectory: 'run', step: 0, quote: 'never' }] };
  assert.match(textOf(await client.call('propose_behavior', invented)), /^not-found: evidence\[0\]: found the quote/);
});

test('the handbook is served as skills with digests, and follows what is approved', async () => {
  await using client = await connected({});
  const skills = new SkillsClient(client.client);
  const first = await skills.list();
  assert.deepEqual(first.skills.map(({ uri }) => uri), ['skill://refunds/SKILL.md']); // prettier-ignore
  const file = await skills.read(first.skills[0]!);
  assert.equal(file.verified, true);
  assert.match(file.text!, /Ask the customer for a yes/);
  const other = proposedBehavior(
    { name: 'behavior_check_stock', instruction: 'Check stock.', kind: 'fact' },
    { by: 'test' },
  );
  await store.putBehaviors([active(other)], { action: 'approved', at: AT });
  await using later = await connected({});
  const { skills: now } = await new SkillsClient(later.client).list();
  assert.match((await new SkillsClient(later.client).read(now[0]!)).text!, /Check stock/);
});

function active(behavior: MinedBehavior): MinedBehavior {
  return { ...behavior, status: 'active' };
}

function skillsOf(behaviors: readonly MinedBehavior[]): Record<string, string> {
  const lines = behaviors.map(({ instruction }) => `- ${instruction}`);
  return {
    'refunds/SKILL.md': `---\nname: refunds\ndescription: What to do about refunds.\n---\n${lines.join('\n')}\n`,
  };
}

type Answer = Awaited<ReturnType<Client['callTool']>>;

async function connected(options: NonNullable<ConstructorParameters<typeof Client>[1]>) {
  const client = new Client({ name: 'test', version: '1' }, options);
  await client.connect(new StreamableHTTPClientTransport(url));
  return {
    client,
    call: async (name: string, input: Record<string, unknown>): Promise<Answer> =>
      client.callTool({ name, arguments: input }),
    [Symbol.asyncDispose]: async () => client.close(),
  };
}

function textOf({ content }: Answer): string {
  const [first] = content as readonly { readonly text: string }[];
  return first!.text;
}
