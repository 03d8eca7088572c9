import type { JsonObject } from '../../core/json.ts';
import { stringField, listField } from '../chat/string-field.ts';
import { anthropicAssembler } from './anthropic-assembler.ts';
import { chatAssembler } from './chat-assembler.ts';
import { googleAssembler } from './google-assembler.ts';
import { responsesAssembler } from './responses-assembler.ts';
import type { StreamAssembler } from './stream-assembler.ts';
import type { Protocol } from '../exchange/read-exchange.ts';

/** The protocol that an event of a stream belongs to; undefined when it is none of a stream. */
export function streamProtocol(event: JsonObject): Protocol | undefined {
  if (event['object'] === 'chat.completion.chunk') return 'chat';
  const type = stringField(event, 'type') ?? '';
  if (type.startsWith('response.')) return 'responses';
  if (/^(?:message_(?:start|delta|stop)|content_block_(?:start|delta|stop))$/.test(type)) return 'anthropic';
  const choice = listField(event, 'choices')?.[0];
  if (typeof choice === 'object' && choice !== null && 'delta' in choice) return 'chat';
  return Array.isArray(event['candidates']) && !('choices' in event) ? 'google' : undefined;
}

/** An assembler for a response of that protocol. */
export function assembleStream(protocol: Protocol): StreamAssembler {
  switch (protocol) {
    case 'chat':
      return chatAssembler();
    case 'responses':
      return responsesAssembler();
    case 'anthropic':
      return anthropicAssembler();
    case 'google':
      return googleAssembler();
  }
}
