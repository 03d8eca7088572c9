/** Small files of the formats for chats and the benchmarks made of them, by format. */
export const CHAT_SEEDS: Readonly<Record<string, unknown>> = {
  agentdojo: {
    suite_name: 's',
    user_task_id: 'u',
    pipeline_name: 'p',
    attack_type: null,
    injections: {},
    utility: true,
    security: false,
    messages: [
      { role: 'assistant', content: null, tool_calls: [{ function: 'f', args: { a: 1 }, id: 'c' }] },
      { role: 'tool', content: 'x', tool_call_id: 'c', error: 'e' },
    ],
  },
  atif: {
    schema_version: 'ATIF-v1.5',
    session_id: 's',
    agent: { name: 'a', extra: { continuation_index: 1 } },
    steps: [
      {
        step_id: 1,
        source: 'agent',
        message: 'm',
        tool_calls: [{ tool_call_id: 't', function_name: 'f', arguments: {} }],
        observation: { results: [{ content: 'r', subagent_trajectory_ref: [{ session_id: 'x' }] }] },
        metrics: { prompt_tokens: 1 },
      },
    ],
    subagent_trajectories: [{ schema_version: 'ATIF-v1.5', steps: [] }],
  },
  'claude-code': {
    loglines: [
      { type: 'user', uuid: 'u', sessionId: 's', message: { role: 'user', content: 'hi' }, cwd: '/home/mia/x' },
      {
        type: 'assistant',
        uuid: 'v',
        parentUuid: 'u',
        sessionId: 's',
        message: {
          id: 'm',
          model: 'x',
          content: [{ type: 'tool_use', id: 't', name: 'Task', input: { prompt: 'p' } }],
          usage: { input_tokens: 1 },
        },
      },
      {
        type: 'user',
        sessionId: 's',
        message: { content: [{ type: 'tool_result', tool_use_id: 't', content: [{ type: 'text', text: 'r' }] }] },
        toolUseResult: { agentId: 'a' },
      },
      { type: 'system', subtype: 'compact_boundary', content: 'c', sessionId: 's', compactMetadata: {} },
      { type: 'user', isSidechain: true, sessionId: 's', uuid: 'w', message: { content: 'p' } },
      { type: 'attachment', sessionId: 's', attachment: { type: 'queued_command', prompt: 'q' } },
      { type: 'summary', summary: 'x' },
    ],
  },
  ethogram: {
    trajectory: {
      id: 'x:1',
      contentHash: 'h',
      revision: 1,
      source: { format: 'x', uri: 'u' },
      task: { tags: [] },
      agent: {},
      outcomes: [{ name: 'reward', value: 1, by: 'verifier' }],
      steps: [{ index: 0, actor: 'user', parts: [{ kind: 'text', text: 't' }] }],
      extra: {},
    },
  },
  'openai-chat': {
    messages: [
      { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u' } }] },
      { role: 'assistant', reasoning_content: 'r', function_call: { name: 'f', arguments: '{}' } },
      { role: 'function', content: 'x' },
    ],
    reward: 1,
    metadata: { model: 'm' },
    tools: [],
  },
  'openai-messages': { role: 'user', content: 'x' },
  sharegpt: {
    conversations: [
      { from: 'human', value: 'x' },
      { from: 'function_call', value: '{"name": "f", "arguments": {}}' },
      { from: 'observation', value: 'y' },
    ],
    system: 's',
    tools: '[]',
  },
  'tau-bench': {
    task_id: 1,
    reward: 1,
    trial: 0,
    traj: [{ role: 'user', content: 'x' }],
    info: { task: { instruction: 'i' } },
  },
  tau2: {
    info: { agent_info: { llm: 'm' }, environment_info: { domain_name: 'd' } },
    tasks: [{ id: '1', user_scenario: { instructions: { reason_for_call: 'r' } } }],
    simulations: [
      {
        id: 's',
        task_id: '1',
        messages: [{ role: 'tool', id: 'c', content: 'x', error: true, requestor: 'user' }],
        reward_info: { reward: 1, reward_breakdown: { DB: 1 } },
      },
    ],
  },
};
