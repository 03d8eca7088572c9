import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { numberField, objectField, stringField } from '../chat/string-field.ts';
import type { StreamAssembler } from './stream-assembler.ts';

interface Block {
  fields: Record<string, Json>;
  /** Input as it came, in pieces. */
  input: string;
}

// The field that a delta adds to, by the delta's type.
const FIELD_OF_DELTA: ReadonlyMap<string, string> = new Map([
  ['text_delta', 'text'],
  ['thinking_delta', 'thinking'],
  ['signature_delta', 'signature'],
  ['compaction_delta', 'content'],
]);

/** Events of Anthropic's Messages API (`message_start` … `message_stop`) as one message. */
export function anthropicAssembler(): StreamAssembler {
  let message: Record<string, Json> | undefined;
  const blocks = new Map<number, Block>();
  let usage: JsonObject | undefined;
  let stopped = false;

  function addDelta(index: number, delta: JsonObject): void {
    const block: Block = blocks.get(index) ?? { fields: { type: 'text' }, input: '' };
    blocks.set(index, block);
    const type = stringField(delta, 'type') ?? '';
    const field = FIELD_OF_DELTA.get(type);
    if (field !== undefined) {
      block.fields[field] = (stringField(block.fields, field) ?? '') + (stringField(delta, field) ?? '');
    } else if (type === 'input_json_delta') block.input += stringField(delta, 'partial_json') ?? '';
    else if (type === 'citations_delta') {
      const known = block.fields['citations'];
      block.fields['citations'] = [...(Array.isArray(known) ? (known as Json[]) : []), delta['citation'] ?? null];
    }
  }

  return {
    add(event) {
      const index = numberField(event, 'index') ?? 0;
      switch (event['type']) {
        case 'message_start': {
          message = { ...objectField(event, 'message') };
          usage = objectField(message, 'usage');
          break;
        }
        case 'content_block_start': {
          blocks.set(index, { fields: { ...objectField(event, 'content_block') }, input: '' });
          break;
        }
        case 'content_block_delta': {
          addDelta(index, objectField(event, 'delta') ?? {});
          break;
        }
        case 'message_delta': {
          const { type: _type, delta, usage: counted, ...rest } = event;
          message = { ...message, ...rest, ...(isJsonObject(delta) && delta) };
          // Counts are totals; those that are not told again stand.
          if (isJsonObject(counted)) usage = { ...usage, ...counted };
          break;
        }
        case 'message_stop': {
          stopped = true;
          break;
        }
        case 'error': {
          message = { ...message, error: event['error'] ?? null };
          break;
        }
        default:
      }
    },
    ended: () => stopped,
    response() {
      if (message === undefined && blocks.size === 0) return undefined;
      const content = [...blocks.values()].map(({ fields, input }): JsonObject =>
        input === '' ? fields : { ...fields, input },
      );
      const given = message?.['content'];
      const before = Array.isArray(given) ? (given as readonly Json[]) : [];
      return {
        ...message,
        type: 'message',
        role: 'assistant',
        content: [...before, ...content],
        ...(usage !== undefined && { usage }),
      };
    },
  };
}
