import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { listField, numberField, objectField, stringField } from '../chat/string-field.ts';
import type { StreamAssembler } from './stream-assembler.ts';

type Fields = Record<string, Json>;

// Where the pieces of a delta go: a block of a list of the item, or a field of the item.
const BLOCKS: ReadonlyMap<string, readonly [list: string, index: string, type: string, field: string]> = new Map([
  ['response.output_text.delta', ['content', 'content_index', 'output_text', 'text']],
  ['response.refusal.delta', ['content', 'content_index', 'refusal', 'refusal']],
  ['response.reasoning_text.delta', ['content', 'content_index', 'reasoning_text', 'text']],
  ['response.reasoning_summary_text.delta', ['summary', 'summary_index', 'summary_text', 'text']],
] as const);
const FIELDS: ReadonlyMap<string, readonly [type: string, field: string]> = new Map([
  ['response.function_call_arguments.delta', ['function_call', 'arguments']],
  ['response.mcp_call_arguments.delta', ['mcp_call', 'arguments']],
  ['response.custom_tool_call_input.delta', ['custom_tool_call', 'input']],
  ['response.code_interpreter_call_code.delta', ['code_interpreter_call', 'code']],
] as const);

/** Events of the Responses API (`response.created` … `response.completed`) as one response. */
export function responsesAssembler(): StreamAssembler {
  let response: JsonObject | undefined;
  const items = new Map<number, Fields>();
  const done = new Set<number>();
  let ended = false;
  let begun = false;

  function addDelta(type: string, event: JsonObject): void {
    const at = numberField(event, 'output_index') ?? 0;
    const delta = stringField(event, 'delta');
    const block = BLOCKS.get(type);
    const field = FIELDS.get(type);
    if (delta === undefined || done.has(at) || (block === undefined && field === undefined)) return;
    const item = items.get(at) ?? { type: field?.[0] ?? (block![0] === 'summary' ? 'reasoning' : 'message') };
    items.set(at, item);
    if (item['type'] === 'message') item['role'] ??= 'assistant';
    if (field !== undefined) {
      item[field[1]] = (stringField(item, field[1]) ?? '') + delta;
      return;
    }
    const [list, indexField, blockType, name] = block!;
    // Pieces come in order, so a place past the end is the next one.
    const blocks = [...(listField(item, list) ?? [])];
    const index = Math.min(numberField(event, indexField) ?? 0, blocks.length);
    const known = blocks[index];
    const fields = isJsonObject(known) ? known : { type: blockType };
    blocks[index] = { ...fields, [name]: (stringField(fields, name) ?? '') + delta };
    item[list] = blocks;
  }

  return {
    add(event) {
      begun = true;
      const type = stringField(event, 'type') ?? '';
      const given = objectField(event, 'response');
      if (given !== undefined) response = { ...response, ...given };
      if (/^response\.(?:completed|incomplete|failed|cancelled)$/.test(type)) ended = true;
      const item = objectField(event, 'item');
      const at = numberField(event, 'output_index') ?? items.size;
      if (type === 'response.output_item.added' && item !== undefined) items.set(at, { ...item });
      else if (type === 'response.output_item.done' && item !== undefined) {
        items.set(at, { ...item });
        done.add(at);
      } else if (type.endsWith('.delta')) addDelta(type, event);
    },
    ended: () => ended,
    response() {
      if (!begun) return undefined;
      const whole = response === undefined ? [] : (listField(response, 'output') ?? []);
      const pieces = [...items].sort(([a], [b]) => a - b).map(([, item]): JsonObject => item);
      return { ...response, object: 'response', output: whole.length > 0 ? whole : pieces };
    },
  };
}
