/** Small files of agent harnesses and the benchmarks run with them, by format. */
export const HARNESS_SEEDS: Readonly<Record<string, unknown>> = {
  intercode: {
    '0': {
      environment: 'ic_bash',
      dataset: 'nl2bash.json',
      task_id: 0,
      query: 'Count the files.',
      turn_history: {
        thoughts: ['I list them.'],
        actions: ['ls | wc -l', 'submit'],
        observations: ['5', null],
        rewards: [0.5, 1],
        valid_action: [true, false],
      },
      summary: { max_reward: 1, turns_taken: 2 },
    },
    '1': { query: 'Again.', trajectory: [{ action: 'ls', observation: 'a', note: 1 }], reward: 0 },
  },
  'mini-swe-agent': {
    info: {
      exit_status: 'Submitted',
      mini_version: '1.2.3',
      model_stats: { api_calls: 1 },
      config: { model: { model_name: 'm' } },
    },
    instance_id: 'sums-1',
    trajectory_format: 'mini-swe-agent-1',
    messages: [
      { role: 'system', content: 'Use one block.' },
      { role: 'user', content: 'Fix it.' },
      { role: 'assistant', content: 'I look.\n```bash\nls\n```\nSo.', extra: { response: { id: 'r' } } },
      { role: 'user', content: '<returncode>0</returncode>\n<output>\na.py\n</output>' },
    ],
  },
  mint: {
    state: {
      history: [
        { role: 'user', content: 'How many?' },
        { role: 'assistant', content: '<thought>Two.</thought><execute>print(2)</execute>' },
        { role: 'user', content: 'Observation:\n2\n\nExpert feedback:\nNot yet.' },
        { role: 'assistant', content: '<solution>2</solution>' },
      ],
      success: true,
      finished: true,
      terminate_reason: 'task_success',
      agent_action_count: { tool: 1 },
      token_counter: { prompt_tokens: 3 },
    },
    task: { task_name: 'reasoning', task_id: 1, prompt: 'How many?', reference: '2' },
  },
  openhands: {
    instance_id: 'sums-1',
    instruction: 'Fix it.',
    metadata: { agent_class: 'CodeActAgent', llm_config: { model: 'm' } },
    test_result: { report: { resolved: true } },
    error: null,
    history: [
      {
        id: 0,
        timestamp: '2026-01-02T03:04:05',
        source: 'user',
        action: 'message',
        args: { content: 'Fix it.', image_urls: ['u'] },
      },
      {
        id: 1,
        source: 'agent',
        action: 'run',
        args: { command: 'ls', thought: 'I look.' },
        tool_call_metadata: {
          function_name: 'execute_bash',
          tool_call_id: 'c',
          model_response: {
            id: 'r',
            choices: [
              {
                message: {
                  role: 'assistant',
                  content: 'I look.',
                  tool_calls: [{ id: 'c', function: { name: 'execute_bash', arguments: '{"command": "ls"}' } }],
                },
              },
            ],
            usage: { prompt_tokens: 3 },
          },
        },
        llm_metrics: { accumulated_cost: 0.5 },
      },
      { id: 2, source: 'agent', observation: 'run', content: 'a.py', cause: 1, extras: { exit_code: 0 } },
      { id: 3, source: 'agent', action: 'delegate', args: { agent: 'Browser', inputs: { task: 't' } } },
      { id: 4, source: 'agent', observation: 'delegate', content: 'done', cause: 3, extras: { outputs: {} } },
      { id: 5, source: 'environment', observation: 'agent_state_changed', content: '', extras: { agent_state: 'x' } },
      { id: 6, source: 'agent', action: 'finish', args: { outputs: {}, thought: '', final_thought: 'Done.' } },
    ],
  },
  'openhands-sdk': [
    {
      id: 'a',
      kind: 'SystemPromptEvent',
      timestamp: '2026-01-02T03:04:05',
      source: 'agent',
      system_prompt: { type: 'text', text: 'Be brief.' },
      tools: [{ name: 'terminal' }],
    },
    {
      id: 'b',
      kind: 'MessageEvent',
      source: 'user',
      llm_message: { role: 'user', content: [{ type: 'text', text: 'Fix it.' }] },
      extended_content: [{ type: 'text', text: 'By the way.' }],
    },
    {
      id: 'c',
      kind: 'ActionEvent',
      source: 'agent',
      thought: [{ type: 'text', text: 'I look.' }],
      reasoning_content: 'Hm.',
      thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }],
      action: { kind: 'TerminalAction', command: 'ls' },
      tool_name: 'terminal',
      tool_call_id: 't1',
      tool_call: { id: 't1', name: 'terminal', arguments: '{"command": "ls"}' },
      llm_response_id: 'r',
    },
    {
      id: 'd',
      kind: 'ActionEvent',
      source: 'agent',
      thought: [],
      action: { kind: 'TerminalAction', command: 'pwd' },
      tool_name: 'terminal',
      tool_call_id: 't2',
      tool_call: { id: 't2', name: 'terminal', arguments: '{}' },
      llm_response_id: 'r',
    },
    {
      id: 'e',
      kind: 'ObservationEvent',
      source: 'environment',
      tool_name: 'terminal',
      tool_call_id: 't1',
      action_id: 'c',
      observation: { kind: 'TerminalObservation', content: [{ type: 'text', text: 'a.py' }], is_error: false },
    },
    { id: 'f', kind: 'AgentErrorEvent', source: 'agent', error: 'no', tool_name: 'terminal', tool_call_id: 't2' },
    { id: 'g', kind: 'Condensation', source: 'environment', forgotten_event_ids: ['b'], summary: 'It began.' },
  ],
  reflexion: {
    task_id: 'sums/1',
    prompt: 'def add(a, b):',
    test: 'assert add(1, 1) == 2',
    implementations: ['return a', 'return a + b'],
    reflections: ['I forgot b.'],
    solution: 'return a + b',
    is_solved: true,
  },
  'swe-agent': {
    environment: 'main',
    trajectory: [
      {
        action: 'ls',
        observation: 'a.py',
        response: 'I look.\n```\nls\n```',
        thought: 'I look.',
        state: '{"open_file": "n/a"}',
        execution_time: 0.5,
        query: [{ role: 'system', content: 'Be brief.' }],
      },
      { action: 'submit', observation: 'diff', response: 'Done.', thought: 'Done.', state: { cwd: '/' } },
    ],
    history: [
      { role: 'system', content: 'Be brief.', agent: 'primary', message_type: 'system_prompt' },
      { role: 'user', content: 'An example.', agent: 'primary', is_demo: true },
      {
        role: 'assistant',
        content: 'I look.\n```\nls\n```',
        thought: 'I look.',
        action: 'ls',
        agent: 'primary',
        thinking_blocks: [{ type: 'thinking', thinking: 'Hm.', signature: 's' }],
      },
      { role: 'tool', content: 'a.py', agent: 'primary', tool_call_ids: ['c'] },
    ],
    info: { exit_status: 'submitted', submission: 'diff', swe_agent_version: '1.2.3', model_stats: { api_calls: 2 } },
    replay_config: '{"agent": {"model": {"name": "m"}}, "problem_statement": {"id": "sums-1"}}',
  },
  toolbench: {
    win: true,
    try_count: 1,
    forward_args: { method: 'DFS' },
    tree: {
      size: 5,
      tree: {
        node_type: '',
        description: '',
        is_terminal: false,
        children: [
          {
            node_type: 'Thought',
            description: 'I look.',
            children: [
              {
                node_type: 'Action',
                description: 'search',
                children: [
                  {
                    node_type: 'Action Input',
                    description: '{"q": 1}',
                    observation: 'found',
                    children: [],
                    pruned: true,
                  },
                ],
              },
            ],
          },
          { node_type: 'Action', description: 'Finish', children: [{ node_type: 'Action Input', description: '{}' }] },
        ],
      },
    },
    answer_generation: {
      query: 'How many?',
      function: [{ name: 'search' }],
      final_answer: '5',
      train_messages: [
        [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'How many?' },
        ],
      ],
    },
  },
  tooleval: {
    '7': {
      query: 'How many?',
      available_tools: [{ name: 'search' }],
      answer: {
        method: 'CoT@1',
        total_steps: 2,
        final_answer: '5',
        answer_details: [
          {
            role: 'user',
            message: 'How many?',
            next: [
              {
                role: 'tool',
                message: { name: 'search', arguments: '{"q": 1}', response: 'found' },
                next: [{ role: 'assistant', message: 'Five.', next: [] }],
              },
            ],
          },
        ],
      },
    },
    '8': {
      query: 'Again.',
      answer_steps: 'step 1',
      final_step: 'Finish',
      is_solved: 'Solved',
      reason: 'Right.',
      passed: 3,
      failed: 1,
    },
  },
  webvoyager: [
    { role: 'system', content: 'Browse.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'Now given a task: Find five.  Please interact with https://example.com and answer.' },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
      ],
    },
    { role: 'assistant', content: 'Thought: It is there.\nAction: Click [1]' },
    { role: 'user', content: 'Observation: it opened.' },
    { role: 'assistant', content: 'Thought: So.\nAction: ANSWER; 5' },
  ],
};
