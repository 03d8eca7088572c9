import { isJsonObject, type Json } from '../../core/json.ts';
import { elementSpans, fieldSpans, kindAt, type JsonSpan } from './json-span.ts';
import type { ModelRequest } from './model-request.ts';

/**
 * Where the block of a session goes: at the end of the instructions, or into a message, before the block of content with this
 * number. Chosen by the first request, and kept.
 */
export type BlockPlace = 'instructions' | { readonly message: number; readonly block: number };

/** Why a request stays as it is. */
export type NoPlace = 'marked' | 'template' | 'empty';

/** A body with a block put in: the pieces joined are the body. */
export interface Spliced {
  readonly pieces: readonly Buffer[];
  /** Whether it went into what providers of stored conversations keep, so that a request that goes on must not bring it again. */
  readonly isKept: boolean;
}

interface Splice extends JsonSpan {
  readonly text: string;
}

const MARKER = '<ethogram-behaviors ids=';

/**
 * Where a session's first request wants the block: at the end of its instructions, unless a later part is marked for the
 * provider's cache. What is cached must not change with the session, so the block then goes behind the last such mark that is
 * not at the end of everything (there, marks move on with the conversation).
 */
export function blockPlace(request: ModelRequest): BlockPlace {
  const { body, messages, protocol } = request;
  if (protocol === 'responses' || messages.length === 0) return 'instructions';
  const marks = body.subarray(messages[0]!.start, messages.at(-1)!.end).includes('"cache_control"');
  if (!marks) return 'instructions';
  for (let index = messages.length - 1; index >= 0; index--) {
    const blocks = blocksOf(request, index);
    const isLast = index === messages.length - 1;
    const marked = blocks.findLastIndex(
      (block, i) => isJsonObject(block) && isJsonObject(block['cache_control']) && !(isLast && i === blocks.length - 1),
    );
    if (marked < 0 || request.message(index)!.by === 'instructions') continue;
    if (marked + 1 < blocks.length && request.message(index)!.by === 'user')
      return { message: index, block: marked + 1 };
    for (let next = index + 1; next < messages.length; next++) {
      if (request.message(next)!.by === 'user') return { message: next, block: afterResults(blocksOf(request, next)) };
    }
  }
  return 'instructions';
}

/**
 * The body with the block at its place, all else byte for byte as it was; or why it stays as it is: its instructions hold a
 * block already (`marked`), come from a prompt kept by the provider (`template`), or there is nothing to put it into (`empty`).
 *
 * @param block - as `injectedBlock` makes it; not empty
 */
export function spliceBlock(
  request: ModelRequest,
  block: string,
  place: BlockPlace = 'instructions',
): Spliced | NoPlace {
  const splice =
    (place === 'instructions' ? undefined : inMessage(request, block, place)) ?? inInstructions(request, block);
  if (typeof splice === 'string') return splice;
  const { body } = request;
  const pieces = [body.subarray(0, splice.start), Buffer.from(splice.text), body.subarray(splice.end)];
  const input = request.fields.get('input');
  return { pieces, isKept: input !== undefined && splice.start > input.start && splice.end < input.end };
}

function inInstructions(request: ModelRequest, block: string): Splice | NoPlace {
  if (request.protocol === 'chat') return inLeading(request, block, { type: 'text', role: 'system' });
  const name = request.protocol === 'anthropic' ? 'system' : 'instructions';
  const field = request.fields.get(name);
  const kind = field === undefined ? undefined : kindAt(request.body, field.start);
  if (field !== undefined && (kind === 'string' || kind === 'list')) return atEnd(request, field, block, 'text');
  if (request.protocol === 'responses') {
    // A prompt kept by the provider has instructions, which ours would take the place of.
    if (isPresent(request, 'prompt')) return request.messages.length > 0 ? inLeading(request, block, ITEM) : 'template';
    // What is sent now is kept by the provider with the conversation; instructions are not.
    const isKept = isPresent(request, 'previous_response_id') || isPresent(request, 'conversation');
    if (!isKept && leading(request) > 0) return inLeading(request, block, ITEM);
  }
  const text = JSON.stringify(block);
  if (field !== undefined) return kind === 'null' ? { ...field, text } : 'empty';
  const start = request.body.indexOf('{') + 1;
  return { start, end: start, text: `${JSON.stringify(name)}:${text},` };
}

const ITEM = { type: 'input_text', role: 'developer' } as const;

/** At the end of the last of the leading messages of system and developer, else as the first message. */
function inLeading(
  request: ModelRequest,
  block: string,
  { type, role }: { readonly type: string; readonly role: string },
): Splice | NoPlace {
  const { body, messages } = request;
  const [first] = messages;
  if (first === undefined) return 'empty';
  const count = leading(request);
  const own = JSON.stringify({ role, content: block });
  if (count === 0) return { start: first.start, end: first.start, text: `${own},` };
  const last = messages[count - 1]!;
  const content = fieldSpans(body, last.start)?.get('content');
  const kind = content === undefined ? undefined : kindAt(body, content.start);
  if (content !== undefined && (kind === 'string' || kind === 'list')) return atEnd(request, content, block, type);
  return { start: last.end, end: last.end, text: `,${own}` };
}

function atEnd({ body }: ModelRequest, span: JsonSpan, block: string, type: string): Splice | NoPlace {
  if (body.subarray(span.start, span.end).includes(MARKER)) return 'marked';
  const at = span.end - 1;
  if (kindAt(body, span.start) === 'string') {
    const text = JSON.stringify(at === span.start + 1 ? block : `\n\n${block}`).slice(1, -1);
    return { start: at, end: at, text };
  }
  const isEmpty = elementSpans(body, span.start)?.length === 0;
  return { start: at, end: at, text: `${isEmpty ? '' : ','}${JSON.stringify({ type, text: block })}` };
}

function inMessage(
  { body, messages }: ModelRequest,
  block: string,
  { message, block: number }: { readonly message: number; readonly block: number },
): Splice | undefined {
  const span = messages[message];
  const content = span === undefined ? undefined : fieldSpans(body, span.start)?.get('content');
  if (content === undefined) return undefined;
  if (kindAt(body, content.start) === 'string') {
    const at = content.start + 1;
    return { start: at, end: at, text: JSON.stringify(`${block}\n\n`).slice(1, -1) };
  }
  const blocks = elementSpans(body, content.start);
  if (blocks === undefined || blocks.length === 0 || number > blocks.length) return undefined;
  const own = JSON.stringify({ type: 'text', text: block });
  const before = blocks[number];
  if (before !== undefined) return { start: before.start, end: before.start, text: `${own},` };
  const at = content.end - 1;
  return { start: at, end: at, text: `,${own}` };
}

/** How many messages of system and developer come first. */
function leading(request: ModelRequest): number {
  let count = 0;
  while (request.message(count)?.by === 'instructions') count++;
  return count;
}

function isPresent({ body, fields }: ModelRequest, name: string): boolean {
  const span = fields.get(name);
  return span !== undefined && kindAt(body, span.start) !== 'null';
}

function blocksOf({ body, messages }: ModelRequest, index: number): readonly Json[] {
  const content = fieldSpans(body, messages[index]!.start)?.get('content');
  if (content === undefined || kindAt(body, content.start) !== 'list') return [];
  try {
    return JSON.parse(body.toString('utf8', content.start, content.end)) as Json[];
  } catch {
    return [];
  }
}

// Results of tools must come first in their message.
function afterResults(blocks: readonly Json[]): number {
  const other = blocks.findIndex((block) => !isJsonObject(block) || block['type'] !== 'tool_result');
  return other < 0 ? blocks.length : other;
}
