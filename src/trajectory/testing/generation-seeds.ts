/** A file of JSON records of a format that has several generations or containers. */
export interface GenerationSeed {
  readonly format: string;
  readonly name: string;
  /** Written one per line. */
  readonly records: readonly unknown[];
}

const span = {
  trace_id: '0af7651916cd43dd8448eb211c80319c',
  span_id: 'b7ad6b7169203331',
  name: 'chat m',
  start_time: '2026-01-02T03:04:05Z',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.prompt.0.role': 'user',
    'gen_ai.prompt.0.content': 'How many?',
    'gen_ai.completion.0.role': 'assistant',
    'gen_ai.completion.0.content': 'Five.',
  },
};
const chunk = (delta: object, more: object = {}): object => ({
  id: 'c',
  object: 'chat.completion.chunk',
  model: 'm',
  choices: [{ index: 0, delta, finish_reason: null }],
  ...more,
});
const timed = (type: string, payload: object): object => ({ timestamp: '2026-01-02T03:04:05.000Z', type, payload });
const line = (type: string, uuid: string, message: object, more: object = {}): object => ({
  type,
  uuid,
  sessionId: 's',
  timestamp: '2026-01-02T03:04:05.000Z',
  cwd: '/a',
  message: { role: type, ...message },
  ...more,
});

/** Files of the generations and containers that are not among the seeds by format. */
export const GENERATION_SEEDS: readonly GenerationSeed[] = [
  {
    format: 'claude-code',
    name: 'session.jsonl',
    records: [
      { type: 'summary', summary: 'Sums', leafUuid: 'u' },
      line('user', 'u', { content: 'How many?' }, { parentUuid: null }),
      line('assistant', 'v', { id: 'm', model: 'x', content: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }] }),
      line('assistant', 'w', {
        id: 'm',
        model: 'x',
        content: [{ type: 'tool_use', id: 't', name: 'Bash', input: {} }],
      }),
      line('user', 'x', { content: [{ type: 'tool_result', tool_use_id: 't', content: 'no', is_error: true }] }),
      line('user', 'y', { content: 'Go on.' }, { parentUuid: 'v' }),
      { type: 'system', subtype: 'compact_boundary', content: 'c', sessionId: 's', uuid: 'z' },
    ],
  },
  {
    format: 'claude-code',
    name: 'stream-json.jsonl',
    records: [
      { type: 'system', subtype: 'init', session_id: 's', model: 'm', tools: ['Bash'], cwd: '/a' },
      {
        type: 'assistant',
        session_id: 's',
        message: { id: 'm', role: 'assistant', content: [{ type: 'text', text: 'I.' }] },
      },
      { type: 'result', subtype: 'success', session_id: 's', is_error: false, total_cost_usd: 0.5, result: 'I.' },
    ],
  },
  {
    format: 'codex',
    name: 'rollout.jsonl',
    records: [
      timed('session_meta', {
        id: 's',
        timestamp: '2026-01-02T03:04:05Z',
        cwd: '/a',
        base_instructions: { text: 'Be kind.' },
      }),
      timed('turn_context', { cwd: '/a', model: 'm', approval_policy: 'never' }),
      timed('response_item', { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'How many?' }] }),
      timed('event_msg', { type: 'user_message', message: 'How many?' }),
      timed('response_item', { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' }),
      timed('response_item', { type: 'function_call_output', call_id: 'c', output: '{"output": "x"}' }),
      timed('event_msg', { type: 'token_count', info: { last_token_usage: { input_tokens: 3, output_tokens: 2 } } }),
      timed('compacted', { message: 'It began.' }),
    ],
  },
  {
    format: 'codex',
    name: 'rollout-old.jsonl',
    records: [
      { id: 's', timestamp: '2026-01-02T03:04:05Z', instructions: null },
      { record_type: 'state' },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'How many?' }] },
      { type: 'reasoning', summary: [], encrypted_content: 'x' },
      { type: 'local_shell_call', call_id: 'c', status: 'completed', action: { type: 'exec', command: ['ls'] } },
    ],
  },
  {
    format: 'gemini-cli',
    name: 'qwen.jsonl',
    records: [
      {
        sessionId: 's',
        uuid: 'u',
        parentUuid: null,
        timestamp: '2026-01-02T03:04:05Z',
        type: 'user',
        cwd: '/a',
        message: { role: 'user', parts: [{ text: 'How many?' }] },
      },
      {
        sessionId: 's',
        uuid: 'v',
        parentUuid: 'u',
        timestamp: '2026-01-02T03:04:06Z',
        type: 'assistant',
        cwd: '/a',
        message: {
          role: 'model',
          parts: [{ text: 'Hm.', thought: true }, { functionCall: { id: 'c', name: 'ls', args: {} } }],
        },
        usageMetadata: { promptTokenCount: 3 },
      },
      {
        sessionId: 's',
        uuid: 'w',
        parentUuid: 'v',
        timestamp: '2026-01-02T03:04:07Z',
        type: 'tool_result',
        cwd: '/a',
        message: { role: 'user', parts: [{ functionResponse: { id: 'c', name: 'ls', response: { output: 'a' } } }] },
        toolCallResult: { status: 'success' },
      },
    ],
  },
  {
    format: 'ethogram',
    name: 'export.jsonl',
    records: [
      {
        trajectory: {
          id: 'x:1',
          contentHash: 'h',
          revision: 1,
          source: { format: 'x', uri: 'u' },
          task: { tags: [] },
          agent: {},
          outcomes: [],
          steps: [
            { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'How many?' }] },
            { index: 1, actor: 'agent', parts: [{ kind: 'tool-call', callId: 'c', name: 'f', argumentsText: '{}' }] },
          ],
          extra: {},
        },
      },
      { label: { trajectoryId: 'x:1', name: 'label:x/good', value: true, steps: [0, 1] } },
    ],
  },
  {
    format: 'langsmith',
    name: 'runs.jsonl',
    records: [
      {
        id: 'r1',
        trace_id: 'r1',
        run_type: 'llm',
        name: 'm',
        inputs: { messages: [{ role: 'user', content: 'How many?' }] },
        outputs: { content: 'Five.' },
      },
      {
        id: 'r2',
        trace_id: 'r1',
        parent_run_id: 'r1',
        run_type: 'tool',
        name: 'f',
        inputs: { a: 1 },
        outputs: { output: 'x' },
      },
    ],
  },
  {
    format: 'langfuse',
    name: 'observations.jsonl',
    records: [
      {
        id: 'o',
        traceId: 't',
        parentObservationId: null,
        type: 'GENERATION',
        input: 'How many?',
        output: 'Five.',
        startTime: '2026-01-02T03:04:05Z',
      },
      { id: 'x', traceId: 't', name: 'good', value: 1, source: 'ANNOTATION', dataType: 'BOOLEAN' },
    ],
  },
  {
    format: 'model-stream',
    name: 'chunks.jsonl',
    records: [
      chunk({ role: 'assistant', reasoning_content: 'Hm' }),
      chunk({ content: 'Fi' }),
      chunk({ tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '{"a"' } }] }),
      chunk({ tool_calls: [{ index: 0, function: { arguments: ': 1}' } }] }),
      chunk({}, { usage: { prompt_tokens: 3, completion_tokens: 2 } }),
    ],
  },
  {
    format: 'openai-messages',
    name: 'messages.jsonl',
    records: [
      { role: 'user', content: 'How many?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'c', content: '5' },
    ],
  },
  {
    format: 'openinference',
    name: 'frame.jsonl',
    records: [
      {
        'context.trace_id': 't',
        'context.span_id': 'a',
        name: 'x',
        parent_id: null,
        'attributes.openinference.span.kind': 'LLM',
        'attributes.llm.input_messages': [{ 'message.role': 'user', 'message.content': 'How many?' }],
        'attributes.llm.output_messages': [{ 'message.role': 'assistant', 'message.content': 'Five.' }],
      },
    ],
  },
  {
    format: 'otel-genai',
    name: 'spans.jsonl',
    records: [
      span,
      {
        ...span,
        span_id: 'a7ad6b7169203331',
        parent_id: 'b7ad6b7169203331',
        name: 'execute_tool f',
        attributes: { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'f' },
      },
    ],
  },
  {
    format: 'reflexion',
    name: 'env_results_trial_3.json',
    records: [{ name: 'env_1', memory: ['I should look.'], is_success: false, skip: false }],
  },
  {
    format: 'who-and-when',
    name: 'hand-crafted.json',
    records: [
      {
        history: [
          { content: 'How many?', role: 'human' },
          { content: 'Ask the counter.', role: 'Orchestrator (thought)' },
          { content: 'Five.', role: 'Counter' },
        ],
        question: 'How many?',
        question_ID: 'q',
        mistake_agent: 'Counter',
        mistake_step: '2',
        mistake_reason: 'Six.',
        is_corrected: false,
        groundtruth: '6',
      },
    ],
  },
];
