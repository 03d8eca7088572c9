import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const rolloutFiles = (): string[] => dataFiles('nemo-gym', /\.jsonl$/);
const rollouts = (content: string): Raw[] =>
  content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));

function itemTexts(item: Raw): string[] {
  if (item.type === 'reasoning') return item.summary.map((block: Raw) => block.text);
  if (item.type === 'function_call') return [item.arguments];
  if (item.type === 'function_call_output') return [item.output];
  return typeof item.content === 'string' ? [item.content] : item.content.map((block: Raw) => block.text);
}

function rolloutTexts({ responses_create_params: { input }, response }: Raw): string[] {
  return [...(typeof input === 'string' ? [input] : input.flatMap(itemTexts)), ...response.output.flatMap(itemTexts)];
}

test('no text of NeMo Gym rollouts is lost', { skip: skipWithoutData }, async () => {
  assert.equal(await assertNoTextLost(rolloutFiles(), (content) => rollouts(content).map(rolloutTexts)), 90);
});

test('redaction of NeMo Gym rollouts changes nothing but secrets', { skip: skipWithoutData }, async () => {
  for (const path of rolloutFiles()) await assertRedactedAlike(path);
});

test(
  'rollouts keep rewards, calls, reasoning, usage and what else their environments say',
  { skip: skipWithoutData },
  async () => {
    const ids = new Set<string>();
    for (const path of rolloutFiles()) {
      const found = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
      for (const [index, record] of rollouts(readFileSync(path, 'utf8')).entries()) {
        const { id, outcomes, steps, agent, extra, source } = found[index]!;
        ids.add(id);
        const { input } = record.responses_create_params;
        const items = [...(typeof input === 'string' ? [] : input), ...record.response.output];
        const count = (type: string): number => items.filter((item: Raw) => item.type === type).length;
        const parts = steps.flatMap((step) => step.parts);
        const kinds = (kind: string): number => parts.filter((part) => part.kind === kind).length;
        assert.equal(source.line, index + 1);
        assert.equal(outcomes.find(({ name }) => name === 'reward')?.value, record.reward);
        assert.equal(kinds('tool-call'), count('function_call'));
        assert.equal(kinds('tool-result'), count('function_call_output'));
        assert.ok(kinds('reasoning') >= count('reasoning'));
        assert.equal(agent.model ?? '', record.response.model);
        if (typeof record.responses_create_params.instructions === 'string')
          assert.equal(agent.instructions, record.responses_create_params.instructions);
        assert.deepEqual(agent.tools ?? [], record.responses_create_params.tools);
        const used = record.response.usage;
        const last = steps.findLast((step) => step.actor === 'agent');
        assert.equal(last?.usage?.inputTokens, used?.input_tokens);
        // Every field of an environment is an outcome, in its place, or in `extra`.
        for (const [field, value] of Object.entries(record)) {
          if (
            value === null ||
            ['responses_create_params', 'response', '_ng_task_index', '_ng_rollout_index'].includes(field)
          )
            continue;
          const name = field === 'resolved' ? 'success' : field;
          assert.deepEqual(outcomes.find((outcome) => outcome.name === name)?.value ?? extra[field], value, field);
        }
      }
    }
    assert.equal(ids.size, 90);
  },
);

const run = async (record: unknown): Promise<ReturnType<typeof trajectoriesOf>[0]> => {
  const items = await importText('a.json', JSON.stringify(record));
  assert.deepEqual(issuesOf(items), []);
  const found = trajectoriesOf(items);
  assert.equal(found.length, 1);
  return found[0]!;
};

test('a response keeps reasoning by what is seen of it, built-in calls with results, and item ids', async () => {
  const { id, steps, agent } = await run({
    id: 'resp_7',
    object: 'response',
    created_at: 1_700_000_000,
    model: 'gpt-5',
    instructions: 'Be brief.',
    output: [
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'Looking' },
          { type: 'summary_text', text: 'it up' },
        ],
      },
      { type: 'reasoning', id: 'rs_2', summary: [], content: [{ type: 'reasoning_text', text: 'raw' }] },
      { type: 'reasoning', id: 'rs_3', summary: [], encrypted_content: 'gAAA' },
      { type: 'reasoning', id: 'rs_4', summary: [] },
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'tides' } },
      { type: 'code_interpreter_call', id: 'ci_1', code: 'print(1)', outputs: [{ type: 'logs', logs: '1' }] },
      { type: 'mcp_call', id: 'mcp_1', name: 'roll', server_label: 'dice', arguments: '{"n":1}', output: '4' },
      { type: 'custom_tool_call', call_id: 'ct_1', name: 'shout', input: 'hey' },
      { type: 'custom_tool_call_output', call_id: 'ct_1', output: 'HEY' },
      { type: 'shell_call', call_id: 'sh_1', action: { commands: ['ls'] } },
      {
        type: 'shell_call_output',
        call_id: 'sh_1',
        output: [{ stdout: 'a', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
      },
      {
        type: 'message',
        id: 'msg_1',
        role: 'assistant',
        content: [
          { type: 'output_text', text: 'Done', annotations: [{ url: 'u' }] },
          { type: 'refusal', refusal: 'No' },
        ],
      },
    ],
    usage: { input_tokens: 10, output_tokens: 5, output_tokens_details: { reasoning_tokens: 2 } },
  });
  assert.equal(id, 'openai-responses:resp_7');
  assert.equal(agent.instructions, 'Be brief.');
  assert.deepEqual(
    steps.map(({ actor, name, parts }) => [actor, name, parts.map((part) => part.kind)]),
    [
      [
        'agent',
        undefined,
        [
          'reasoning',
          'reasoning',
          'reasoning',
          'reasoning',
          'reasoning',
          'tool-call',
          'tool-call',
          'tool-result',
          'tool-call',
          'tool-result',
          'tool-call',
        ],
      ],
      ['tool', 'shout', ['tool-result']],
      ['agent', undefined, ['tool-call']],
      ['tool', 'shell', ['tool-result']],
      ['agent', undefined, ['text', 'text']],
    ],
  );
  assert.deepEqual(
    steps[0]!.parts.flatMap((part) => (part.kind === 'reasoning' ? [part.visibility] : [])),
    ['summary', 'summary', 'raw', 'encrypted', 'absent'],
  );
  assert.deepEqual(steps[0]!.extra, {
    items: [
      { part: 0, id: 'rs_1' },
      { part: 2, id: 'rs_2' },
      { part: 3, id: 'rs_3', encrypted_content: 'gAAA' },
      { part: 4, id: 'rs_4' },
      { part: 5, type: 'web_search_call', id: 'ws_1', status: 'completed' },
      { part: 6, type: 'code_interpreter_call', id: 'ci_1' },
      { part: 8, type: 'mcp_call', id: 'mcp_1', server_label: 'dice' },
      { part: 10, type: 'custom_tool_call' },
    ],
  });
  assert.deepEqual(steps[4]!.extra, { items: [{ part: 0, id: 'msg_1', content: [{ annotations: [{ url: 'u' }] }] }] });
  assert.deepEqual(steps[4]!.usage, { inputTokens: 10, outputTokens: 5, reasoningTokens: 2 });
  assert.equal(steps[4]!.at, undefined); // it says only when the whole response was made
});

test('a request, a request with its response, and a bare list of items are runs', async () => {
  const input = [
    {
      role: 'user',
      content: [
        { type: 'input_text', text: 'Roll' },
        { type: 'input_image', image_url: 'https://example.com/a.png' },
      ],
    },
    { type: 'function_call', call_id: 'c', name: 'roll', arguments: '{"sides": 6}' },
    { type: 'function_call_output', call_id: 'c', output: '4' },
  ];
  const request = { model: 'm', input, tools: [{ type: 'function', name: 'roll' }] };
  const response = { id: 'r', object: 'response', output: [{ type: 'message', role: 'assistant', content: 'Four' }] };
  const asked = await run(request);
  assert.deepEqual(textsOf(asked), ['Roll', '', '{"sides": 6}', '4']);
  assert.deepEqual(textsOf(await run({ request, response })), ['Roll', '', '{"sides": 6}', '4', 'Four']);
  const list = await run(input);
  assert.equal(list.source.format, 'openai-response-items');
  assert.deepEqual(list.steps, asked.steps);
});

test('batch lines name their task; results without a message are issues', async () => {
  const body = { id: 'r', object: 'response', output: [{ type: 'message', role: 'assistant', content: 'a' }] };
  const line = { id: 'batch_1', custom_id: 'task-1', response: { status_code: 200, body }, error: null };
  const failed = { id: 'batch_2', custom_id: 'task-2', response: null, error: { message: 'no' } };
  const items = await importText('a.jsonl', `${JSON.stringify(line)}\n${JSON.stringify(failed)}`);
  assert.equal(trajectoriesOf(items)[0]!.task.id, 'task-1');
  assert.deepEqual(trajectoriesOf(items)[0]!.extra, { id: 'batch_1', response: { status_code: 200 } });
  assert.deepEqual(issuesOf(items), ['bad-record 2: found no call of a model, expected a request or a response']);
});
