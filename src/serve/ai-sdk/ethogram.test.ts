import assert from 'node:assert/strict';
import test from 'node:test';
import { generateText, isStepCount, streamText, tool, wrapLanguageModel } from 'ai';
import { z } from 'zod';
import { messageText, promptText, type Mind } from '../../model/testing/mind.ts';
import { modelsAt, PROVIDER_NAMES } from '../../model/testing/models-at.ts';
import { startModelServer } from '../../model/testing/start-model-server.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import { storeWithRefund } from '../in-app/testing/store-with-refund.ts';
import { REFUND } from '../testing/start-gateway.ts';
import { ethogram } from './ethogram.ts';

const ASKED = 'Please refund the order of this customer.';
const NOW = new Date('2026-01-02T03:04:05.678Z');
const lookup = tool({ inputSchema: z.object({ id: z.string() }), execute: async ({ id }) => `order ${id} is paid` });

const mind: Mind = (request) => {
  const last = request.messages.at(-1)!;
  if (promptText(request).includes('Fail')) return { fault: { kind: 'status', status: 400 } };
  if (last.role === 'tool') return { text: `It says: ${messageText(last)}` };
  if (request.tools.length > 0)
    return { text: 'Let me look.', toolCalls: [{ name: 'lookup', arguments: { id: '7' } }] };
  return { text: `You said: ${messageText(last)}` };
};

const outline = ({ steps }: Trajectory): string[] =>
  steps.map(({ actor, parts }) =>
    parts
      .map((part) =>
        part.kind === 'text' && part.injected !== undefined
          ? `injected ${part.injected.join()}`
          : `${actor}: ${part.kind === 'tool-call' ? part.name : partText(part)}`,
      )
      .join(' | '),
  );

for (const name of PROVIDER_NAMES) {
  test(`${name}: a session gets the same block at the same place, and becomes one run`, async (context) => {
    const server = await startModelServer(mind);
    context.after(() => server.close());
    const { path, contents } = await storeWithRefund(context);
    const middleware = ethogram({ store: path, topic: 'billing', now: () => NOW });
    const model = wrapLanguageModel({ model: modelsAt(server.url)[name], middleware });
    const first = await generateText({
      model,
      instructions: 'Be brief.',
      prompt: ASKED,
      tools: { lookup },
      stopWhen: isStepCount(3),
    });
    assert.equal(first.text, 'It says: order 7 is paid');
    const messages = [
      { role: 'user' as const, content: ASKED },
      ...first.responseMessages,
      { role: 'user' as const, content: 'Thanks' },
    ];
    const second = streamText({ model, instructions: 'Be brief.', messages });
    assert.equal(await second.text, 'You said: Thanks');
    await middleware.close();
    assert.equal(server.requests.length, 3);
    const [{ instructions }] = server.requests as [(typeof server.requests)[0]];
    assert.match(instructions, /^Be brief\.\n+<ethogram-behaviors ids="b/);
    for (const request of server.requests) assert.equal(request.instructions, instructions);
    const { runs, receipts } = await contents();
    assert.deepEqual(runs.map(outline), [
      [
        'system: Be brief.',
        `injected ${REFUND.id}`,
        `user: ${ASKED}`,
        'agent: Let me look. | agent: lookup',
        'tool: order 7 is paid',
        'agent: It says: order 7 is paid',
        'user: Thanks',
        'agent: You said: Thanks',
      ],
    ]);
    assert.deepEqual(
      receipts.map(({ trajectory, topic, text }) => [trajectory, topic, instructions.includes(text)]),
      [[runs[0]?.id, 'billing', true]],
    );
    assert.ok(runs[0]?.steps[7]?.usage?.outputTokens);
    assert.deepEqual(runs[0]?.task.tags, ['billing']);
  });
}

test('a call may name its session and go without, and an outcome joins the run', async (context) => {
  const server = await startModelServer(mind);
  context.after(() => server.close());
  const { path, contents } = await storeWithRefund(context);
  const middleware = ethogram({ store: path, project: 'shop', now: () => NOW });
  const model = wrapLanguageModel({ model: modelsAt(server.url)['openai chat'], middleware });
  await generateText({
    model,
    prompt: ASKED,
    providerOptions: { ethogram: { session: 's1', task: 't1', inject: false } },
  });
  assert.equal(await middleware.outcome('s1', [{ name: 'success', value: true, by: 'human' }]), true);
  await assert.rejects(
    generateText({ model, prompt: 'Fail', maxRetries: 0, providerOptions: { ethogram: { session: 's2' } } }),
  );
  await middleware.close();
  assert.equal(server.requests[0]?.instructions, '');
  const { runs, receipts } = await contents();
  assert.deepEqual(
    runs.map(({ id, task, project, outcomes }) => [id, task.id, project, outcomes[0]?.value]),
    [
      ['recorded:s1', 't1', 'shop', true],
      ['recorded:s2', undefined, 'shop', undefined],
    ],
  );
  assert.equal(runs[1]?.steps.at(-1)?.name, 'model-error');
  assert.deepEqual(
    receipts.map(({ unit }) => unit),
    ['s2'],
  );
});

test('without a store, calls go through as they came', async (context) => {
  const server = await startModelServer(mind);
  context.after(() => server.close());
  const problems: string[] = [];
  const middleware = ethogram({ store: '/dev/null/a.db', onProblem: (message) => problems.push(message) });
  const model = wrapLanguageModel({ model: modelsAt(server.url)['openai chat'], middleware });
  assert.equal((await generateText({ model, prompt: ASKED })).text, `You said: ${ASKED}`);
  const stream = streamText({ model, prompt: ASKED });
  assert.equal(await stream.text, `You said: ${ASKED}`);
  await middleware.close();
  assert.ok(problems.length > 0);
  assert.equal((await generateText({ model, prompt: ASKED })).text, `You said: ${ASKED}`);
});
