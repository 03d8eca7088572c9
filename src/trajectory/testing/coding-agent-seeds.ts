/** Small files of the logs of coding agents, by format, for tests that damage them. */
export const CODING_AGENT_SEEDS: Readonly<Record<string, unknown>> = {
  codex: {
    session: {
      id: 's',
      timestamp: '2026-01-01T00:00:00Z',
      instructions: 'Be brief.',
      cwd: '/a/b',
      git: { branch: 'main' },
    },
    items: [
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'go' }] },
      { type: 'reasoning', summary: [{ type: 'summary_text', text: 'hm' }], content: null, encrypted_content: 'x' },
      { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c' },
      { type: 'function_call_output', call_id: 'c', output: { content: 'no', success: false } },
      { type: 'custom_tool_call', name: 'apply_patch', input: '***', call_id: 'd' },
      { type: 'web_search_call', status: 'completed', action: { query: 'q' } },
      { type: 'compaction', encrypted_content: 'y' },
    ],
  },
  'gemini-cli': {
    sessionId: 's',
    projectHash: 'h',
    startTime: '2026-01-01T00:00:00Z',
    messages: [
      {
        id: 'u',
        timestamp: '2026-01-01T00:00:00Z',
        type: 'user',
        content: [{ text: 'go' }, { inlineData: { data: 'A' } }],
      },
      {
        id: 'a',
        type: 'gemini',
        content: 'I go.',
        model: 'm',
        thoughts: [{ subject: 'Plan', description: 'go', timestamp: '2026-01-01T00:00:00Z' }],
        tokens: { input: 1, output: 2, thoughts: 3 },
        toolCalls: [
          {
            id: 'c',
            name: 'ls',
            args: {},
            status: 'success',
            result: [{ functionResponse: { name: 'ls', response: { output: 'x' } } }],
          },
        ],
      },
    ],
  },
};
