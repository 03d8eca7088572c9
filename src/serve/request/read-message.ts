import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';

/** What one message or item of a request says, as far as serving needs it. */
export interface ReadMessage {
  /** Whose it is: the program's instructions, the user's words, the model's answer, or a result of a tool. */
  readonly by: 'instructions' | 'user' | 'model' | 'tool';
  /** Its words, without results of tools, reasoning and bytes of media; of instructions none. */
  readonly text: string;
  /** Ids of the tool calls it makes or answers. */
  readonly calls: readonly string[];
  /**
   * What it says, in a form that stays when a client sends it again: without marks of caching and reasoning, and the same
   * for a text and a list of one text. `''` when it says nothing, and for instructions, which change as they like.
   */
  readonly key: string;
}

const INSTRUCTIONS: ReadMessage = { by: 'instructions', text: '', calls: [], key: '' };

/** Reads a message of Chat Completions or Messages, or an input item of Responses. */
export function readMessage(message: Json): ReadMessage {
  if (!isJsonObject(message)) return { by: 'user', text: '', calls: [], key: JSON.stringify(message) };
  const { role } = message;
  if (role === 'system' || role === 'developer') return INSTRUCTIONS;
  const texts: string[] = [];
  const calls: string[] = [];
  const rest: Json[] = [];
  let results = 0;
  let others = 0;
  const content = message['content'];
  for (const block of typeof content === 'string' ? [content] : Array.isArray(content) ? (content as Json[]) : []) {
    if (typeof block === 'string') {
      texts.push(block);
      others++;
      continue;
    }
    if (!isJsonObject(block)) continue;
    const { type, text, id, tool_use_id: resultOf } = block;
    if (type === 'thinking' || type === 'redacted_thinking' || type === 'reasoning') continue;
    if (type === 'tool_result') {
      calls.push(textOf(resultOf));
      results++;
    } else if (type === 'tool_use') calls.push(textOf(id));
    else if (typeof text === 'string') {
      texts.push(text);
      others++;
    } else {
      rest.push(withoutMarks(block));
      others++;
    }
  }
  const toolCalls = message['tool_calls'];
  if (Array.isArray(toolCalls)) {
    for (const call of toolCalls as Json[]) if (isJsonObject(call)) calls.push(textOf(call['id']));
  }
  for (const name of ['tool_call_id', 'call_id'] as const) {
    if (typeof message[name] === 'string') calls.push(message[name]);
  }
  const by = actorOf(message, results > 0 && others === 0);
  const text = texts.join('\n').trim();
  const says = text !== '' || calls.length > 0 || rest.length > 0;
  return { by, text, calls, key: says ? JSON.stringify([by, text, calls, rest]) : '' };
}

function actorOf({ role, type }: JsonObject, isResults: boolean): ReadMessage['by'] {
  if (role === 'assistant' || role === 'model') return 'model';
  if (role === 'tool' || role === 'function' || isResults) return 'tool';
  if (typeof role === 'string') return 'user';
  // Items of Responses without a role: calls, their outputs, reasoning.
  return typeof type === 'string' && type.endsWith('_output') ? 'tool' : 'model';
}

function withoutMarks({ cache_control: _mark, ...block }: JsonObject): Json {
  return block;
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
