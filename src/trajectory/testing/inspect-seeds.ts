// A sample in which everything occurs that is not plain.
const sample = {
  id: 'q',
  epoch: 2,
  input: 'attachment://aa',
  target: 't',
  messages: [
    { id: 'm0', role: 'user', content: 'attachment://aa' },
    {
      id: 'm1',
      role: 'assistant',
      content: [
        { type: 'reasoning', reasoning: 'so', signature: 's' },
        { type: 'reasoning', reasoning: 'zzz', redacted: true, summary: 'in short' },
        { type: 'text', text: 'look', citations: [{ url: 'u' }] },
        { type: 'image', image: 'data:image/png;base64,AAAA' },
        { type: 'tool_use', id: 'w', name: 'web', arguments: '{"q":1}', result: 'found', error: 'late' },
      ],
      tool_calls: [{ id: 'c1', function: 'ask', arguments: { who: 'helper' }, type: 'function', parse_error: 'odd' }],
    },
    {
      id: 'm2',
      role: 'tool',
      tool_call_id: 'c1',
      function: 'ask',
      content: '',
      error: { type: 'timeout', message: 'slow' },
    },
  ],
  output: { choices: [{ message: { id: 'm1' }, stop_reason: 'stop' }], completion: '' },
  scores: {
    exact: { value: 'C', answer: 'a' },
    judge: { value: 'I', history: [{ value: 'C' }, { value: 'I', provenance: { timestamp: '2026-01-02T00:00:00Z' } }] },
    parts: { value: { form: 1, content: 'N' } },
  },
  attachments: { aa: 'the question', bb: 'for a viewer' },
  events_data: {
    messages: [
      { id: 'm0', role: 'user', content: 'attachment://aa' },
      { id: 'x', role: 'user', content: 'other' },
    ],
  },
  events: [
    { event: 'span_begin', id: 'main', type: 'agent', name: 'main', span_id: 'main', timestamp: '1' },
    {
      event: 'model',
      span_id: 'main',
      timestamp: '2',
      completed: '3',
      input: [],
      input_refs: [[0, 2]],
      tools: [{ name: 'ask' }],
      output: {
        choices: [{ message: { id: 'm1', role: 'assistant', content: 'look' } }],
        usage: { input_tokens: 5, output_tokens: 2, total_tokens: 10, input_tokens_cache_read: 3 },
      },
    },
    { event: 'span_begin', id: 'tool', type: 'tool', name: 'ask', span_id: 'tool', parent_id: 'main', timestamp: '4' },
    {
      event: 'tool',
      id: 'c1',
      span_id: 'tool',
      function: 'ask',
      arguments: { who: 'helper' },
      result: '',
      timestamp: '5',
    },
    {
      event: 'span_begin',
      id: 'sub',
      type: 'agent',
      name: 'helper',
      span_id: 'sub',
      parent_id: 'tool',
      timestamp: '6',
    },
    {
      event: 'model',
      span_id: 'sub',
      timestamp: '7',
      model: 'small',
      input: [{ id: 'h0', role: 'user', content: 'help' }],
      output: { choices: [{ message: { id: 'h1', role: 'assistant', content: 'yes' } }] },
    },
  ],
};
const log = {
  version: 3,
  status: 'error',
  eval: { eval_id: 'e', task: 'quiz', model: 'm/x', scorers: [], dataset: { sample_ids: ['q'], name: 'd' } },
  samples: [sample],
};

/** A small log of Inspect, by format, whose values tests damage. */
export const INSPECT_SEEDS = { 'inspect-eval': log };
