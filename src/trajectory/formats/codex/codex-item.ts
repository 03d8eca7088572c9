import { isJsonObject, jsonObjectIn, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { idField, listField, numberField, objectField, otherFields, stringField } from '../../chat/string-field.ts';
import type { Actor, Part } from '../../trajectory.ts';

/** What a response item of Codex adds to a run: parts by an actor, and what of it has no place in them. */
export interface CodexItem {
  readonly actor: Actor;
  readonly name?: string;
  readonly parts: readonly Part[];
  readonly extra?: JsonObject;
}

// Context that the program puts before the user's words, in the user's role.
const HARNESS_TEXT =
  /^\s*(?:<(?:environment_context|user_instructions|permissions instructions|turn_aborted|user_shell_command|skill|subagent_notification|INSTRUCTIONS)>|# AGENTS\.md instructions for )/;

/** One item of a conversation with the Responses API as Codex logs it; undefined when it is of no known type. */
export function codexItem(item: JsonObject): CodexItem | undefined {
  const type = stringField(item, 'type') ?? (typeof item['role'] === 'string' ? 'message' : '');
  switch (type) {
    case 'message':
    case 'agent_message':
      return messageItem(item);
    case 'reasoning':
      return reasoningItem(item);
    case 'function_call':
      return callItem(item, stringField(item, 'name') ?? '', item['arguments'], ['name', 'arguments']);
    case 'custom_tool_call':
      return callItem(item, stringField(item, 'name') ?? '', item['input'], ['name', 'input']);
    case 'tool_search_call':
      return callItem(item, 'tool_search', item['arguments'], ['arguments']);
    case 'local_shell_call':
      return callItem(item, 'local_shell', item['action'], ['action']);
    case 'web_search_call':
      return callItem(item, 'web_search', item['action'], ['action']);
    case 'image_generation_call':
      return imageItem(item);
    case 'compaction':
    case 'compaction_summary':
    case 'context_compaction':
      return withExtra({ actor: 'environment', parts: [{ kind: 'compaction', text: '' }] }, item, ['type']);
    default:
      return type.endsWith('_output') ? outputItem(item, type) : undefined;
  }
}

function messageItem(item: JsonObject): CodexItem {
  const { parts, others, facts } = contentParts(item['content']);
  const role = stringField(item, 'role') ?? '';
  const author = stringField(item, 'author');
  const name = author ?? (roleActor(role) === undefined && role !== '' ? role : undefined);
  const context = role === 'user' && parts.some((part) => part.kind === 'text' && HARNESS_TEXT.test(part.text));
  const actor = context ? 'environment' : (roleActor(role) ?? 'environment');
  return withExtra(
    { actor, parts, ...(name !== undefined && { name }) },
    item,
    ['type', 'role', 'author', 'content'],
    others.length + facts.length === 0 ? undefined : { content: [...others, ...facts] },
  );
}

function roleActor(role: string): Actor | undefined {
  if (role === 'assistant') return 'agent';
  if (role === 'developer') return 'system';
  return role === 'user' || role === 'system' || role === 'tool' ? role : undefined;
}

const TEXT_KNOWN = new Set(['type', 'text']);

function reasoningItem(item: JsonObject): CodexItem {
  const parts: Part[] = [];
  const others: Json[] = [];
  for (const [field, visibility] of [
    ['summary', 'summary'],
    ['content', 'raw'],
  ] as const) {
    const given = item[field];
    for (const block of Array.isArray(given) ? (given as readonly Json[]) : [given ?? null]) {
      const text = typeof block === 'string' ? block : isJsonObject(block) ? stringField(block, 'text') : undefined;
      const rest = text !== undefined && isJsonObject(block) ? otherFields(block, TEXT_KNOWN) : undefined;
      if (rest !== undefined) others.push({ part: parts.length, ...rest });
      if (text !== undefined) parts.push({ kind: 'reasoning', text, visibility });
      else if (block !== null) others.push(block);
    }
  }
  if (parts.length === 0) {
    const encrypted = (stringField(item, 'encrypted_content') ?? '') !== '';
    parts.push({ kind: 'reasoning', text: '', visibility: encrypted ? 'encrypted' : 'absent' });
  }
  return withExtra(
    { actor: 'agent', parts },
    item,
    ['type', 'summary', 'content'],
    others.length === 0 ? undefined : { content: others },
  );
}

function callItem(item: JsonObject, name: string, given: Json | undefined, known: readonly string[]): CodexItem {
  const argumentsText =
    typeof given === 'string' ? given : given === undefined || given === null ? '' : JSON.stringify(given);
  const callId = idField(item, 'call_id');
  const part: Part = { kind: 'tool-call', callId: callId ?? idField(item, 'id') ?? '', name, argumentsText };
  // The item's own id is another than the call's.
  return withExtra({ actor: 'agent', parts: [part] }, item, [
    'type',
    'call_id',
    ...(callId === undefined ? ['id'] : []),
    ...known,
  ]);
}

function imageItem(item: JsonObject): CodexItem {
  const { parts, extra } = callItem(item, 'image_generation', item['revised_prompt'], ['revised_prompt', 'result']);
  const result = stringField(item, 'result') ?? '';
  const media: Part[] =
    result === '' ? [] : [{ kind: 'media', mediaType: 'image', ref: result.length > 200 ? inline(result) : result }];
  return { actor: 'agent', parts: [...parts, ...media], ...(extra !== undefined && { extra }) };
}

function inline(data: string): string {
  return `inline:${data.length}`;
}

function outputItem(item: JsonObject, type: string): CodexItem {
  const callId = idField(item, 'call_id') ?? '';
  const field = type === 'tool_search_output' ? 'tools' : 'output';
  const given = item[field];
  const holder = isJsonObject(given) && given['content'] !== undefined ? given : undefined;
  const { text, media, others } = outputText(holder === undefined ? given : holder['content']);
  const success = holder?.['success'];
  const isError = typeof success === 'boolean' ? !success : failed(text);
  const result: Part = { kind: 'tool-result', callId, text, ...(isError !== undefined && { isError }) };
  const rest = {
    ...(holder !== undefined && otherFields(holder, new Set(['content', 'success']))),
    ...(others.length > 0 && { content: others }),
  };
  const more = Object.keys(rest).length === 0 ? undefined : { output: rest };
  return withExtra({ actor: 'tool', parts: [result, ...media] }, item, ['type', 'call_id', field], more);
}

function outputText(given: Json | undefined): {
  readonly text: string;
  readonly media: readonly Part[];
  readonly others: readonly Json[];
} {
  if (typeof given === 'string') return { text: given, media: [], others: [] };
  const isContent = Array.isArray(given) && given.some((block: Json) => isJsonObject(block) && 'type' in block);
  if (!isContent)
    return { text: given === undefined || given === null ? '' : JSON.stringify(given), media: [], others: [] };
  const { parts, others, facts } = contentParts(given);
  const text = parts.map((part) => (part.kind === 'text' ? part.text : '')).join('');
  return { text, media: parts.filter((part) => part.kind !== 'text'), others: [...others, ...facts] };
}

const EXIT_CODE =
  /^(?:Exit code: |(?:Chunk ID: [^\n]{0,40}\n)?(?:Wall time: [^\n]{0,40}\n)?Process exited with code )(-?\d{1,10})\b/;

// The shell tools tell the exit code at the head of their output, or in JSON around it.
function failed(text: string): boolean | undefined {
  const code = EXIT_CODE.exec(text)?.[1];
  if (code !== undefined) return code !== '0';
  const metadata = objectField(jsonObjectIn(text) ?? {}, 'metadata');
  const exitCode = metadata && numberField(metadata, 'exit_code');
  return exitCode === undefined ? undefined : exitCode !== 0;
}

function withExtra(item: CodexItem, source: JsonObject, known: readonly string[], more?: JsonObject): CodexItem {
  const rest = otherFields(source, new Set(known));
  return rest === undefined && more === undefined ? item : { ...item, extra: { ...rest, ...more } };
}

/** The words of an item, one by one and, of a message with several blocks, together: what events repeat. */
export function codexTexts(item: CodexItem): string[] {
  const texts = item.parts.flatMap((part) => (part.kind === 'text' || part.kind === 'reasoning' ? [part.text] : []));
  return texts.length > 1 ? [...texts, texts.join('')] : texts;
}

/** The calls of other agents that an event says were started. */
export function startedAgent(event: JsonObject): { readonly callId: string; readonly threadId: string } | undefined {
  const callId = idField(event, 'call_id');
  const threadId = idField(event, 'new_thread_id');
  return callId === undefined || threadId === undefined ? undefined : { callId, threadId };
}

/** The thread that started this one, where the session says so. */
export function parentThread(meta: JsonObject): string | undefined {
  const named = idField(meta, 'parent_thread_id');
  if (named !== undefined) return named;
  const agent = objectField(objectField(meta, 'source') ?? {}, 'subagent');
  const spawn = agent && (objectField(agent, 'thread_spawn') ?? agent);
  return spawn && idField(spawn, 'parent_thread_id');
}

/** The items of a replaced history, without words that stand in the run already. */
export function newItems(items: readonly Json[], said: ReadonlySet<string>): Json[] {
  return items.flatMap((item): Json[] => {
    if (!isJsonObject(item)) return [item];
    const content = listField(item, 'content');
    if (content === undefined || content.length === 0) return [item];
    const fresh = content.filter((block) => !isJsonObject(block) || !said.has(stringField(block, 'text') ?? ''));
    if (fresh.length === content.length) return [item];
    return [{ ...item, content: fresh }];
  });
}
