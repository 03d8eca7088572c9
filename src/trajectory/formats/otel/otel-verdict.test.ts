import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OtelSpan } from './otel-span.ts';
import { otelVerdict } from './otel-verdict.ts';

function span(attributes: OtelSpan['attributes'], events: OtelSpan['events'] = []): OtelSpan {
  return { traceId: 't', spanId: 's', name: 'invoke_agent', attributes, events, isError: false };
}

test('test attributes name the task and give a verdict that wins over an evaluation by a model', () => {
  const evaluation = {
    name: 'gen_ai.evaluation.result',
    attributes: { 'gen_ai.evaluation.name': 'success', 'gen_ai.evaluation.score.value': 1 },
  };
  assert.deepEqual(
    otelVerdict([
      span({
        'test.suite.name': 'shop',
        'test.case.name': 'shop-7',
        'test.case.result.status': 'fail',
        'ethogram.trial': '2',
      }),
      span({}, [evaluation]),
    ]),
    {
      task: { id: 'shop-7', trial: '2', tags: ['shop'] },
      outcomes: [
        { name: 'success', value: true, by: 'model' },
        { name: 'success', value: false, by: 'verifier' },
      ],
    },
  );
});

test('spans that say nothing of a test have no task and no outcome', () => {
  assert.deepEqual(otelVerdict([span({})]), { task: { tags: [] }, outcomes: [] });
});
