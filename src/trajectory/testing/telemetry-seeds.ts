/** Small files of what observability tools write, by format. */
export const TELEMETRY_SEEDS: Readonly<Record<string, unknown>> = {
  langfuse: {
    trace: {
      id: 'trace-1',
      name: 'chat',
      timestamp: '2026-01-02T03:04:05Z',
      projectId: 'p',
      sessionId: 's',
      tags: ['a'],
      scores: [{ name: 'good', value: 1, source: 'API' }],
    },
    observations: [
      {
        id: 'o1',
        traceId: 'trace-1',
        parentObservationId: null,
        type: 'GENERATION',
        name: 'answer',
        startTime: '2026-01-02T03:04:06Z',
        endTime: '2026-01-02T03:04:07Z',
        model: 'm',
        input: '[{"role": "user", "content": "How many?"}]',
        output: {
          role: 'assistant',
          content: 'Five.',
          tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }],
        },
        usage: { input: 3, output: 2 },
        metadata: { odd: [1] },
      },
      {
        id: 'o2',
        traceId: 'trace-1',
        parentObservationId: 'o1',
        type: 'SPAN',
        name: 'f',
        startTime: '2026-01-02T03:04:08Z',
        input: { a: 1 },
        output: 'found',
        level: 'ERROR',
        statusMessage: 'slow',
      },
    ],
    scores: [
      { id: 'x', traceId: 'trace-1', name: 'good', value: 1, source: 'API', dataType: 'NUMERIC', comment: 'fine' },
    ],
  },
  langsmith: {
    id: 'r1',
    trace_id: 'r1',
    run_type: 'chain',
    name: 'agent',
    start_time: '2026-01-02T03:04:05',
    end_time: '2026-01-02T03:04:09',
    inputs: { messages: [{ role: 'user', content: 'How many?' }] },
    outputs: { output: 'Five.' },
    tags: ['a'],
    extra: { metadata: { thread_id: 't' } },
    feedback: [{ key: 'good', score: 1, feedback_source: { type: 'app' }, created_at: '2026-01-02T03:04:10Z' }],
    child_runs: [
      {
        id: 'r2',
        parent_run_id: 'r1',
        run_type: 'llm',
        name: 'model',
        start_time: '2026-01-02T03:04:06',
        inputs: {
          messages: [
            [{ lc: 1, type: 'constructor', id: ['langchain', 'HumanMessage'], kwargs: { content: 'How many?' } }],
          ],
        },
        outputs: {
          generations: [
            [
              {
                text: '',
                message: { kwargs: { content: 'I look.', tool_calls: [{ id: 'c', name: 'f', args: { a: 1 } }] } },
              },
            ],
          ],
          llm_output: { token_usage: { prompt_tokens: 3, completion_tokens: 2 } },
        },
        extra: { invocation_params: { model: 'm', tools: [{ name: 'f' }] } },
      },
      {
        id: 'r3',
        parent_run_id: 'r1',
        run_type: 'tool',
        name: 'f',
        start_time: '2026-01-02T03:04:07',
        inputs: { input: '{"a": 1}' },
        outputs: { output: { type: 'tool', content: 'found', tool_call_id: 'c' } },
        error: 'late',
      },
    ],
  },
  openinference: {
    context: { trace_id: 't', span_id: 'a' },
    name: 'ChatCompletion',
    span_kind: 'LLM',
    parent_id: null,
    start_time: '2026-01-02T03:04:05.000000+00:00',
    end_time: '2026-01-02T03:04:06.000000+00:00',
    status_code: 'ERROR',
    status_message: 'slow',
    attributes: {
      'openinference.span.kind': 'LLM',
      'llm.model_name': 'm',
      'llm.input_messages.0.message.role': 'user',
      'llm.input_messages.0.message.content': 'How many?',
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'f',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '{}',
      'llm.token_count.prompt': 3,
      'session.id': 's',
    },
    events: [{ name: 'exception', timestamp: '2026-01-02T03:04:06Z', attributes: { 'exception.message': 'no' } }],
  },
  'otel-genai': {
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: [
              {
                traceId: 't',
                spanId: 'a',
                name: 'x',
                startTimeUnixNano: '1',
                attributes: [
                  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                  {
                    key: 'gen_ai.input.messages',
                    value: { stringValue: '[{"role":"user","parts":[{"type":"text","content":"hi"}]}]' },
                  },
                ],
              },
              {
                traceId: 't',
                spanId: 'b',
                parentSpanId: 'a',
                name: 'execute_tool f',
                status: { code: 2, message: 'm' },
                attributes: [{ key: 'gen_ai.operation.name', value: { stringValue: 'execute_tool' } }],
              },
            ],
          },
        ],
      },
    ],
  },
};
