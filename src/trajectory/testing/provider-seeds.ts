/** Small files of the formats of model providers and their SDKs, by format, for tests that damage them at random. */
export const PROVIDER_SEEDS: Readonly<Record<string, unknown>> = {
  'ai-sdk-chat': {
    id: 'c',
    messages: [
      { id: 'm', role: 'user', parts: [{ type: 'text', text: 'hi' }], createdAt: '2026-01-02T03:04:05Z' },
      {
        id: 'n',
        role: 'assistant',
        metadata: { a: 1 },
        parts: [
          { type: 'step-start' },
          { type: 'reasoning', text: 'r', state: 'done' },
          { type: 'tool-look', toolCallId: 't', state: 'output-available', input: { q: 1 }, output: [1] },
          { type: 'dynamic-tool', toolName: 'd', toolCallId: 'u', state: 'output-error', input: {}, errorText: 'e' },
          { type: 'source-url', sourceId: 's', url: 'https://example.com' },
          { type: 'file', mediaType: 'image/png', url: 'data:image/png;base64,AAAA' },
        ],
      },
    ],
    steps: [
      {
        content: [
          { type: 'tool-call', toolCallId: 'v', toolName: 'f', input: {} },
          { type: 'tool-result', toolCallId: 'v', toolName: 'f', output: { x: 1 } },
        ],
        finishReason: 'stop',
        usage: { inputTokens: 1, outputTokens: { total: 2 } },
        response: { id: 'r', modelId: 'm', timestamp: '2026-01-02T03:04:05Z' },
      },
    ],
  },
  'ai-sdk-messages': [
    { role: 'user', content: 'hi' },
    {
      role: 'assistant',
      content: [
        { type: 'text', text: 't' },
        { type: 'tool-call', toolCallId: 'c', toolName: 'f', input: { a: 1 } },
      ],
    },
    {
      role: 'tool',
      content: [{ type: 'tool-result', toolCallId: 'c', toolName: 'f', output: { type: 'json', value: { b: 2 } } }],
    },
  ],
  'anthropic-conversation': [
    { role: 'user', content: 'hi' },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 't', signature: 's' },
        { type: 'redacted_thinking', data: 'd' },
        { type: 'tool_use', id: 'u', name: 'f', input: { a: 1 } },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'u', content: [{ type: 'text', text: 'r' }] }] },
  ],
  'anthropic-messages': {
    custom_id: 'x',
    params: {
      model: 'claude-x',
      max_tokens: 9,
      system: [{ type: 'text', text: 'be kind', cache_control: { type: 'ephemeral' } }],
      tools: [{ name: 'f', input_schema: {} }],
      messages: [
        { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'm', data: 'd' } }] },
      ],
    },
    result: {
      type: 'succeeded',
      message: {
        id: 'msg_1',
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text: 'a', citations: [{ cited_text: 'c' }] }],
        usage: { input_tokens: 1, output_tokens: 2 },
      },
    },
  },
  'autogen-session': {
    mode: 'create',
    messages: [
      { type: 'SystemMessage', content: 's' },
      { type: 'UserMessage', source: 'User', content: ['a', 'b'] },
      { type: 'AssistantMessage', content: [{ id: 'c', name: 'f', arguments: '{}' }], thought: 't' },
      { type: 'FunctionExecutionResultMessage', content: [{ call_id: 'c', content: 'r', is_error: false }] },
    ],
    response: { content: 'done', finish_reason: 'stop', usage: { prompt_tokens: 1, completion_tokens: 2 } },
    stream: [],
  },
  'claude-agent-sdk': {
    metadata: {},
    messages: [
      { direction: 'send', message: { type: 'control_request', request: {} } },
      { direction: 'recv', message: { type: 'system', subtype: 'init', session_id: 's', model: 'm', tools: ['T'] } },
      { direction: 'send', message: { type: 'user', message: { role: 'user', content: 'hi' } } },
      {
        direction: 'recv',
        message: {
          type: 'assistant',
          session_id: 's',
          parent_tool_use_id: 'p',
          message: { id: 'm', role: 'assistant', content: [{ type: 'text', text: 'a' }], usage: { input_tokens: 1 } },
        },
      },
    ],
  },
  'google-adk': {
    id: 's',
    app_name: 'app',
    events: [
      { author: 'user', invocation_id: 'i', timestamp: 1.5, content: { role: 'user', parts: [{ text: 'hi' }] } },
      {
        author: 'agent',
        content: {
          role: 'model',
          parts: [
            { thought: true, text: 't' },
            { function_call: { name: 'f', args: { a: 1 } } },
            { executable_code: { language: 'PYTHON', code: '1' } },
            { code_execution_result: { outcome: 'OUTCOME_OK', output: '1' } },
            { inline_data: { mime_type: 'image/png', data: 'AAAA' } },
          ],
        },
        usage_metadata: { prompt_token_count: 1 },
      },
      { author: 'agent', content: { parts: [{ functionResponse: { name: 'f', response: { ok: true } } }] } },
    ],
  },
  'http-cassette': {
    interactions: [
      {
        request: {
          uri: 'https://example.com/v1/chat/completions',
          method: 'POST',
          headers: {},
          body: '{"model": "m", "messages": [{"role": "user", "content": "hi"}]}',
        },
        response: {
          status: { code: 200 },
          headers: { 'Content-Encoding': ['gzip'] },
          body: { string: '{"id": "c", "choices": [{"index": 0, "message": {"role": "assistant", "content": "a"}}]}' },
        },
        recorded_at: '2026-01-02T03:04:05Z',
      },
    ],
  },
  'model-response': {
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        finish_reason: 'stop',
        message: {
          role: 'assistant',
          content: 'a',
          reasoning_content: 'r',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2 },
  },
  'model-stream': {
    id: 'c',
    object: 'chat.completion.chunk',
    model: 'm',
    choices: [
      {
        index: 0,
        delta: {
          role: 'assistant',
          content: 'a',
          tool_calls: [{ index: 0, id: 't', function: { name: 'f', arguments: '{' } }],
        },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 1 },
  },
  'openai-agents': {
    data: [
      { object: 'trace', id: 'trace_1', workflow_name: 'w', group_id: 'g', metadata: {} },
      { object: 'trace.span', id: 'a', trace_id: 'trace_1', span_data: { type: 'agent', name: 'A', tools: ['f'] } },
      {
        object: 'trace.span',
        id: 'b',
        trace_id: 'trace_1',
        parent_id: 'a',
        started_at: '2026-01-02T03:04:05Z',
        span_data: {
          type: 'generation',
          model: 'm',
          input: [{ role: 'user', content: 'hi' }],
          output: [{ role: 'assistant', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] }],
          usage: { input_tokens: 1 },
        },
      },
      {
        object: 'trace.span',
        id: 'd',
        trace_id: 'trace_1',
        parent_id: 'a',
        started_at: '2026-01-02T03:04:06Z',
        error: { message: 'bad', data: {} },
        span_data: { type: 'function', name: 'f', input: '{}', output: null },
      },
      { object: 'trace.span', id: 'e', trace_id: 'trace_1', parent_id: 'd', span_data: { type: 'agent', name: 'B' } },
      { object: 'trace.span', id: 'h', trace_id: 'trace_1', parent_id: 'e', span_data: { type: 'response' } },
    ],
  },
  'openai-response-items': [
    { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
    { type: 'reasoning', id: 'r', summary: [{ type: 'summary_text', text: 's' }], encrypted_content: 'x' },
    { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c', output: [{ type: 'input_text', text: 'o' }] },
    { type: 'web_search_call', id: 'w', action: { query: 'q' }, status: 'completed' },
    { type: 'mcp_call', id: 'm', name: 'g', arguments: '{}', output: 'o', error: 'e' },
    { type: 'compaction', encrypted_content: 'x' },
  ],
  'openai-responses': {
    responses_create_params: { input: [{ role: 'user', content: 'hi' }], instructions: 'i', tools: [] },
    response: {
      id: 'resp_1',
      object: 'response',
      created_at: 1,
      model: 'm',
      output: [
        { type: 'message', id: 'm', role: 'assistant', content: [{ type: 'output_text', text: 'a', annotations: [] }] },
      ],
      usage: { input_tokens: 1, output_tokens: 2 },
    },
    reward: 1,
    judge_points: 2,
    agent_ref: { name: 'a' },
    info: { success: true },
  },
};
