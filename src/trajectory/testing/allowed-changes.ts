/**
 * A fact that an import may tell otherwise than its source, or not at all, and why. `moved`: its value stands in the import
 * under another name. `named`: under this one. `implied`: it follows from what is imported.
 */
export interface AllowedChange {
  /** The end of the leaf's place. */
  readonly at: RegExp;
  /** Only these values. */
  readonly only?: RegExp;
  readonly how: 'moved' | 'implied' | { readonly named: string };
  readonly why: string;
}

const ROLES =
  /^(?:system|developer|user|human|assistant|agent|model|ai|gpt|chatgpt|tool|function|function_call|observation|gemini|environment)$/i;
const KINDS =
  /^(?:message|text|thinking|reasoning|tool_use|tool_result|tool_call|function|function_call|function_call_output|(?:input|output|summary)_text|image_url|response|chat\.completion(?:\.chunk)?)$/;

/** Changes that every format may make. */
export const ALLOWED_EVERYWHERE: readonly AllowedChange[] = [
  { at: /\.(?:role|from|type|source|author)$/, only: ROLES, how: 'implied', why: 'who acts is the actor of the step' },
  { at: /\.(?:type|object)$/, only: KINDS, how: 'implied', why: 'what a block is, is the kind of its part' },
  { at: /\.(?:is_error|error)$/, only: /^(?:true|false)$/, how: { named: 'isError' }, why: 'a flag of the result' },
  { at: /\.total_tokens$/, how: 'implied', why: 'the sum of input and output, where it is not told' },
  { at: /\.url$/, only: /^data:/, how: 'implied', why: 'bytes are named by their length' },
];

// A trace of which nothing was said: an issue tells it.
const SILENT_SPANS: AllowedChange = { at: /^\.ai\.embed/, how: 'implied', why: 'a trace without messages is an issue' };

const SPAN: readonly AllowedChange[] = [
  {
    at: /\.operation\.name$/,
    only: /^(?:chat|invoke_agent|execute_tool)$/,
    how: 'implied',
    why: 'who acts in the steps of a span',
  },
  { at: /\.(?:is_remote|trace_flags\.value)$/, how: 'implied', why: 'how spans were sent, nothing of the run' },
  { at: /\.status(?:\.status_code|\.code)$/, how: 'implied', why: 'that a span went well; failures are told' },
  {
    at: /\.operation\.name$|\.operationId$|\.spanName$/,
    how: 'moved',
    why: 'what a span does is who acts in its steps',
  },
  { at: /\.usage\.\w+$/, how: 'moved', why: 'counts are the usage of a step' },
  {
    at: /\.(?:finishReason|functionId|system|model\.id|provider\.name)$/,
    how: 'moved',
    why: 'told once for several spans',
  },
  { at: /\.(?:startTime|endTime|time)\[\]$/, how: 'implied', why: 'moments of spans whose steps others tell' },
];

/** Changes that a format may make besides. */
export const ALLOWED_CHANGES: Readonly<Record<string, readonly AllowedChange[]>> = {
  agentdojo: [
    { at: /\.utility$/, how: { named: 'success' }, why: 'the outcome of the benchmark' },
    { at: /\.security$/, how: { named: 'attack_succeeded' }, why: 'the outcome of an attack' },
    { at: /\.tool_calls?(?:\[\])?\.function$/, how: { named: 'name' }, why: 'the name of the tool' },
    { at: /\.user_task_id$/, how: 'moved', why: 'part of the id of the task' },
  ],
  atif: [
    { at: /\.is_copied_context$/, how: { named: 'copied' }, why: 'a flag of the step' },
    { at: /\.function_name$/, how: { named: 'name' }, why: 'the name of the tool' },
    { at: /\.step_id$/, how: 'implied', why: 'steps count from 1 in their order; others are kept' },
    { at: /\.session_id$/, how: 'moved', why: 'part of the id of the run' },
    { at: /\.model_name$/, how: 'moved', why: 'the end of the name of the model of the run' },
  ],
  'autogen-session': [
    {
      at: /\.type$/,
      only: /^(?:System|User|Assistant|FunctionExecutionResult)Message$/,
      how: 'implied',
      why: 'the actor',
    },
  ],
  bbmistake: [{ at: /\.mistake_index$/, how: { named: 'mistake-index' }, why: 'a label' }],
  'claude-code': [
    { at: /\.isSidechain$/, how: 'implied', why: 'a sub-agent has a parent' },
    { at: /\.isMeta$/, only: /^false$/, how: 'implied', why: 'what goes without saying' },
    { at: /\.isMeta$/, how: { named: 'meta' }, why: 'a flag of the step' },
    { at: /\.isCompactSummary$/, how: 'implied', why: 'the part is a compaction' },
    { at: /\.(?:agentId|subtype)$/, how: 'moved', why: 'part of the id of the run; the name of the step' },
    { at: /\.parentUuid$/, how: 'implied', why: 'the order of the steps; branches have a parent' },
    { at: /\.usage\.input_tokens$/, how: 'implied', why: 'input includes what was cached' },
    { at: /\.usage\.output_tokens$/, how: 'implied', why: 'later fragments of a message count more' },
    { at: /\.message\.id$/, how: 'moved', why: 'the id of the message' },
    { at: /content\[\]\.id$/, how: { named: 'callId' }, why: 'the id of the call' },
  ],
  'claude-agent-sdk': [
    { at: /\.usage\.\w+(?:\.\w+)?$/, how: 'implied', why: 'later fragments of a message count more' },
    { at: /\.message\.uuid$/, how: 'implied', why: 'of fragments of one message, the last is kept' },
    { at: /\.session_id$/, only: /^default$/, how: 'implied', why: 'the id before there is a session' },
  ],
  codex: [
    { at: /^\.timestamp$/, how: 'implied', why: 'moments between the first and the last of a step' },
    {
      at: /\.type$/,
      only: /^(?:session_meta|response_item|event_msg|turn_context|agent_reasoning|compacted)$/,
      how: 'implied',
      why: 'what a line is',
    },
    { at: /\.total_token_usage\.\w+$/, how: 'implied', why: 'running sums; the last is kept' },
    { at: /\.last_token_usage\.total_tokens$/, how: 'implied', why: 'a sum' },
    { at: /\.last_token_usage\.\w+$/, how: 'moved', why: 'the usage of a step' },
    { at: /\.call_id$/, how: { named: 'callId' }, why: 'the id of the call' },
    { at: /\.payload\.id$/, how: 'moved', why: 'of a head the id of the run, of items in a list' },
  ],
  'gemini-cli': [{ at: /\.subject$/, how: 'moved', why: 'the first line of a thought' }],
  'dynamic-cheatsheet': [
    { at: /\.current_cheatsheet$/, how: 'moved', why: 'what is inside the prompt is not told again' },
  ],
  'event-table': [
    {
      at: /^$/,
      only: /^(?:case|concept|time|timestamp)$/,
      how: 'implied',
      why: 'names of columns that have a meaning',
    },
  ],
  'gsm8k-solutions': [{ at: /\.is_correct$/, how: { named: 'success' }, why: 'the outcome' }],
  'http-cassette': [{ at: /~\.usage\.\w+$/, how: 'moved', why: 'the usage of a step' }],
  'inspect-eval': [
    { at: /\.epoch$/, how: { named: 'trial' }, why: 'the trial of the task' },
    { at: /\.sample_ids\[\]$/, how: 'moved', why: 'ids of tasks' },
    { at: /\.input_refs\[\]\[\]$/, how: 'implied', why: 'places in the pool of messages, which stand there instead' },
    { at: /\.function$/, how: { named: 'name' }, why: 'the name of the tool' },
    { at: /\.tool_call_id$/, how: { named: 'callId' }, why: 'the id of the call' },
  ],
  langfuse: [
    {
      at: /\.usageDetails\..*$|\.token_usage\.\w+$|\.usage_metadata\.\w+$|\.token_count\..*$/,
      how: 'moved',
      why: 'the usage of a step',
    },
    { at: /\.level$/, only: /^DEFAULT$/, how: 'implied', why: 'what goes without saying' },
    ...SPAN,
    { at: /put\.success$/, only: /^true$/, how: 'implied', why: 'failures are told' },
    { at: /\.(?:agent_name|span\.kind)$/, how: 'implied', why: 'who acts in the steps of a span' },
  ],
  intercode: [{ at: /\.rewards\[\]$/, how: 'moved', why: 'labels of the steps' }],
  'llm-reasoners': [{ at: /\.human_label$/, how: { named: 'human-label' }, why: 'a label' }],
  mast: [
    { at: /\.annotator_\d$/, how: 'implied', why: 'values of labels, with the coder' },
    { at: /\.(?:benchmark_name|mas_name)$/, how: 'moved', why: 'tag of the task and name of the agent' },
    { at: /\.trace~/, how: 'implied', why: 'a trace is divided into steps: its words are held by another law' },
  ],
  'model-stream': [
    { at: /\.delta\.\w+~?$/, how: 'implied', why: 'pieces of the parts' },
    { at: /\.created$/, how: 'implied', why: 'moments after the first' },
  ],
  'mr-ben': [
    { at: /\.Model_Solution_\w+$/, only: /^N\/A$/, how: 'implied', why: 'no error' },
    { at: /\.(?:Model_Solution_\w+|Sampled_Model)$/, how: 'moved', why: 'labels; the model' },
  ],
  'openai-responses': [
    { at: /\.resolved$/, how: { named: 'success' }, why: 'the outcome' },
    { at: /\._ng_\w+_index$/, how: 'moved', why: 'task and trial' },
  ],
  'otel-genai': [
    ...SPAN,
    SILENT_SPANS,
    { at: /\.thought$/, only: /^true$/, how: 'implied', why: 'the part is reasoning' },
  ],
  prmbench: [
    { at: /\.(?:error|modified)_steps\[\]$/, how: 'moved', why: 'labels' },
    { at: /\.idx$/, how: 'moved', why: 'part of the id of the task' },
  ],
  'reasoning-gym': [
    { at: /\.completions\[\]\.score$|\.best_model_answer$/, how: 'moved', why: 'outcomes; one of the answers' },
  ],
  'react-log': [{ at: /^$/, only: /^Correct$/, how: 'implied', why: 'the line of the correct answer is an outcome' }],
  reflexion: [
    { at: /\.is_(?:solved|success)$/, how: { named: 'success' }, why: 'the outcome' },
    { at: /\.name$/, how: 'moved', why: 'part of the id of the task' },
  ],
  specstory: [
    { at: /^$/, only: /^(?:details|summary|Tool|User)$/, how: 'implied', why: 'the frame of a turn or of a call' },
  ],
  'swe-agent': [{ at: /\.observation$/, how: 'moved', why: 'inside the message that the model saw' }],
  'tau-bench': [
    { at: /\.task_id$/, how: 'moved', why: 'part of the id of the task' },
    { at: /\.tool_call_id$/, how: { named: 'callId' }, why: 'the id of the call' },
  ],
  tau2: [
    { at: /\.turn_idx$/, how: 'implied', why: 'the index of the step' },
    { at: /\.task_id$/, how: 'moved', why: 'part of the id of the task' },
  ],
  'tree-of-thought': [
    { at: /\.idx$/, how: 'moved', why: 'the id of the task' },
    { at: /\.step$/, how: 'moved', why: 'the depth of a node' },
    { at: /\.values\[\]$/, how: 'moved', why: 'labels of nodes' },
  ],
  'who-and-when': [
    { at: /\.is_correct(?:ed)?$/, how: { named: 'success' }, why: 'the outcome' },
    { at: /\.mistake_\w+$/, how: 'moved', why: 'labels' },
    { at: /\.history\[\]\.role$/, how: 'moved', why: 'the name of the step' },
  ],
  xes: [
    {
      at: /^$/,
      only: /^(?:extension|global|trace|key|value|string|int|float|date|org|resource|concept|time|timestamp|amp)$/,
      how: 'implied',
      why: 'the language of the file and its names for who, what and when',
    },
  ],
};
