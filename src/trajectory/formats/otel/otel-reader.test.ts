import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../core/json.ts';
import { FORMATS } from '../../formats.ts';
import { importFiles } from '../../import-files.ts';
import { issuesOf, trajectoriesOf } from '../../testing/import-text.ts';
import { skipWithoutData } from '../../testing/shared-data.ts';
import { assertRedactedAlike, dataFiles } from '../../testing/text-law.ts';

const V6 = 'openinference/js/packages/openinference-vercel/test/__fixtures__/v6-spans';

test(
  'spans of the AI SDK 6: a run for every trace with words, the words as they stand',
  { skip: skipWithoutData },
  async () => {
    let runs = 0;
    for (const path of dataFiles(V6, /^(?:ai-generate|ai-stream|all-).*\.json$/)) {
      const raw = JSON.parse(readFileSync(path, 'utf8')) as {
        spanContext: { traceId: string };
        attributes: Record<string, string>;
      }[];
      const talking = raw.filter(
        ({ attributes }) => (attributes['ai.response.text'] ?? attributes['ai.response.object']) !== undefined,
      );
      const trajectories = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
      assert.deepEqual(
        trajectories.map(({ id }) => id).sort(),
        talking.map((item) => `otel-genai:${item.spanContext.traceId}`).sort(),
      );
      for (const { id, steps } of trajectories) {
        const { attributes } = talking.find((item) => id.endsWith(item.spanContext.traceId))!;
        const last = steps.at(-1)!.parts;
        assert.deepEqual(last, [
          { kind: 'text', text: attributes['ai.response.text'] ?? attributes['ai.response.object'] },
        ]);
      }
      runs += trajectories.length;
      await assertRedactedAlike(path);
    }
    // Eight in files of their own, and the same eight in one.
    assert.equal(runs, 16);
  },
);

test('a single span of LangWatch is a run; one without content is told', { skip: skipWithoutData }, async () => {
  const items = await Array.fromAsync(importFiles(dataFiles('langwatch', /\.json$/), { redact: false }));
  const [trajectory] = trajectoriesOf(items);
  assert.deepEqual(
    trajectory!.steps.map(({ actor, parts }) => [actor, ...parts.map((part) => part.kind)]),
    [
      ['user', 'text'],
      ['user', 'text'],
      ['agent', 'reasoning', 'text'],
    ],
  );
  assert.deepEqual(trajectory!.steps[2]!.usage, { inputTokens: 767, outputTokens: 30 });
  assert.deepEqual(issuesOf(items), [
    'bad-record -: found 1 span in 1 trace without messages, expected the content of prompts and answers; nothing was imported of them',
  ]);
});

test('no reader of telemetry throws, whatever is in the fields it knows', () => {
  const names = [
    'gen_ai.input.messages',
    'gen_ai.output.messages',
    'gen_ai.prompt',
    'gen_ai.prompt.0',
    'gen_ai.prompt.0.role',
    'gen_ai.completion.0.tool_calls.0',
    'gen_ai.operation.name',
    'gen_ai.tool.definitions',
    'ai.operationId',
    'ai.prompt',
    'ai.response.toolCalls',
    'openinference.span.kind',
    'llm.input_messages.0.message',
    'llm.input_messages',
    'llm.tools',
    'events',
    'ethogram.run',
    '__proto__.0',
    'annotations.0',
  ];
  const known = fc.constantFrom<unknown>(
    'chat',
    'invoke_agent',
    'execute_tool',
    'ai.toolCall',
    'ai.generateText',
    'LLM',
    'TOOL',
    '[{"role":1}]',
    '[{"role":"tool","parts":[{"type":"tool_call_response"}]}]',
    '{"messages":[[{"lc":1}]]}',
    '[{',
    'null',
    '""',
  );
  const value = fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) });
  const attributes = fc.dictionary(fc.constantFrom(...names), value);
  const fields = [
    'id',
    'trace_id',
    'traceId',
    'run_type',
    'inputs',
    'outputs',
    'type',
    'parentObservationId',
    'trace',
    'observations',
    'scores',
    'input',
    'output',
    'metadata',
    'startTime',
    'child_runs',
    'dotted_order',
    'feedback',
    'name',
    'source',
    'dataType',
    'timestamp',
    'spans',
    'resourceSpans',
    'resourceLogs',
    'spanName',
    'attributes',
  ];
  const record = fc.oneof(
    fc.record({
      traceId: fc.constantFrom('a', 'b'),
      spanId: fc.constantFrom('1', '2', '3'),
      parentSpanId: fc.constantFrom('1', '2', null),
      name: value,
      attributes,
      events: value,
      status: value,
      startTimeUnixNano: value,
    }),
    fc.dictionary(
      fc.constantFrom(...fields),
      fc.oneof(
        value,
        fc.array(fc.dictionary(fc.constantFrom(...fields), value), { maxLength: 3 }),
        fc.constantFrom('llm', 'tool', 'GENERATION', 'TOOL', '1'),
      ),
    ),
  );
  const readers = FORMATS.filter(({ name }) => ['otel-genai', 'openinference', 'langfuse', 'langsmith'].includes(name));
  assert.equal(readers.length, 4);
  fc.assert(
    fc.property(fc.array(record, { maxLength: 6 }), (records) => {
      for (const format of readers) {
        format.detect({ path: 'a', container: 'jsonl', records: records as Json[] });
        const reader = format.open({ path: 'a' });
        const items = [
          ...records.flatMap((given, i) => [...reader.read({ value: given as Json, line: i + 1 })]),
          ...reader.end(),
        ];
        for (const item of items)
          assert.ok(
            !('issue' in item) || !item.issue.message.includes('could not be understood'),
            JSON.stringify(item),
          );
      }
    }),
    { numRuns: 400 },
  );
});
