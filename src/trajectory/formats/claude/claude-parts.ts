import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { contentParts } from '../../chat/content-parts.ts';
import { objectField, otherFields, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';
import { partText, type Part } from '../../trajectory.ts';

/** A message's content: parts, blocks that are none, and what its blocks say beside their parts, each with its place. */
export interface ClaudeParts {
  readonly parts: Part[];
  readonly others: readonly Json[];
  readonly facts: readonly (JsonObject & { readonly part: number })[];
}

const BLOCK_KNOWN: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    text: ['type', 'text'],
    thinking: ['type', 'thinking'],
    redacted_thinking: ['type'],
    tool_use: ['type', 'id', 'name', 'input'],
    server_tool_use: ['id', 'name', 'input'],
    mcp_tool_use: ['id', 'name', 'input'],
    tool_result: ['type', 'tool_use_id', 'content', 'is_error'],
    image: ['type', 'source'],
    document: ['type', 'source'],
  }).map(([type, known]) => [type, new Set(known)]),
);

/**
 * Content of a message as {@link contentParts} reads it, with what that leaves out: pictures and other blocks in the
 * results of tools come after their result, and fields of blocks that have no place in a part (signatures of thoughts,
 * who called a tool, citations) are told as `{part: <index of the part>, …}`.
 */
export function claudeParts(content: Json | undefined): ClaudeParts {
  if (!Array.isArray(content)) return { ...contentParts(content), facts: [] };
  const parts: Part[] = [];
  const others: Json[] = [];
  const facts: (JsonObject & { readonly part: number })[] = [];
  for (const value of content as readonly Json[]) {
    const part = parts.length;
    const found = contentParts([value]);
    for (const one of found.parts) parts.push(one);
    for (const one of found.others) others.push(one);
    if (!isJsonObject(value) || found.others.length > 0) continue;
    const type = stringField(value, 'type') ?? '';
    if (type === 'tool_result' && Array.isArray(value['content'])) {
      const inner = contentParts(value['content']);
      const left = [...inner.others, ...inner.facts];
      if (left.length > 0) facts.push({ part, content: left });
    }
    const known = BLOCK_KNOWN.get(type);
    const rest = known && otherFields(value, known);
    if (rest !== undefined) facts.push({ part, ...rest });
  }
  return { parts, others, facts };
}

const MESSAGE_KNOWN = new Set(['role', 'content', 'model', 'usage', 'type']);
const USAGE_KNOWN = new Set(['input_tokens', 'output_tokens', 'cache_read_input_tokens']);

/** What a message says beside its content: its id, why it stopped, and of its usage what `Usage` has no place for. */
export function messageFacts(message: JsonObject): JsonObject {
  const { id, ...rest } = { ...otherFields(message, MESSAGE_KNOWN) };
  const usage = objectField(message, 'usage');
  const more = usage && otherFields(usage, USAGE_KNOWN);
  return { ...(id !== undefined && { messageId: id }), ...rest, ...(more !== undefined && { usage: more }) };
}

const LINE_KNOWN = new Set(
  (
    'type message uuid parentUuid timestamp sessionId session_id isSidechain cwd gitBranch version userType slug agentId ' +
    'isMeta isCompactSummary toolUseResult subtype content attachment isApiErrorMessage parent_tool_use_id'
  ).split(' '),
);

/** What a line says that is neither its message nor a fact of the whole session. */
export function lineFacts(line: JsonObject): JsonObject | undefined {
  return otherFields(line, LINE_KNOWN);
}

const PLACE = new Set(
  'sessionId session_id isSidechain cwd gitBranch version userType slug agentId parentUuid'.split(' '),
);

/** A line that is no step, without what is true of the whole session. */
export function lineEvent(line: JsonObject): JsonObject {
  return otherFields(line, PLACE) ?? {};
}

/** Whether two parts say the same. */
export function isSamePart(a: Part, b: Part): boolean {
  return (
    a.kind === b.kind && partText(a) === partText(b) && (!('callId' in a) || ('callId' in b && a.callId === b.callId))
  );
}

/**
 * Facts of a further fragment of a message: of names that are known, a list with what was known before. Lists that are
 * known grow in place.
 */
export function appended(known: JsonObject, more: JsonObject): Record<string, Json> {
  const facts: Record<string, Json> = {};
  for (const [name, value] of Object.entries(more)) {
    const before = known[name];
    const news = Array.isArray(value) ? (value as readonly Json[]) : [value];
    if (before === undefined) facts[name] = value;
    else if (Array.isArray(before)) {
      for (const item of news) (before as Json[]).push(item);
      facts[name] = before;
    } else facts[name] = [before, ...news];
  }
  return facts;
}

// Files are shown to the model with the numbers of their lines.
const LINE_NUMBERS = /^ *\d{1,7}[\t→]/;
const LINE_NUMBER = /^ *\d{1,7}[\t→]/gm;

/**
 * What a tool's result says in the tool's own shape, beside the text that the model saw: without what that text (with or
 * without the numbers of its lines) or the call says already.
 *
 * @param said - texts of the call and its result
 */
export function resultFacts(line: JsonObject, said: readonly string[]): Json | undefined {
  const given = line['toolUseResult'] ?? line['tool_use_result'];
  if (given === undefined) return undefined;
  const bare = said.flatMap((text) => (LINE_NUMBERS.test(text) ? [text.replaceAll(LINE_NUMBER, '')] : []));
  return withoutRepeats(given, [...said, ...bare]);
}
