import type { JsonObject } from '../../core/json.ts';
import { stringField, listField } from '../chat/string-field.ts';
import { anthropicAssembler } from './anthropic-assembler.ts';
import { chatAssembler } from './chat-assembler.ts';
import { googleAssembler } from './google-assembler.ts';
import { responsesAssembler } from './responses-assembler.ts';
import type { Protocol } from '../exchange/read-exchange.ts';

/**
 * Puts the events of one streamed response together. What comes out has the shape of the response that is not streamed,
 * except that arguments which came in pieces are text, exactly as they came.
 */
export interface StreamAssembler {
  /** Takes the next event of the response, in order. Events it does not know are skipped. */
  add(event: JsonObject): void;
  /** Whether the response said that it has ended. */
  ended(): boolean;
  /** The response as far as it came; undefined before its first event. */
  response(): JsonObject | undefined;
}

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
export function streamAssembler(protocol: Protocol): StreamAssembler {
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
