import { isJsonObject, jsonObjectIn, type Json } from '../../core/json.ts';
import { streamedResponse } from '../../trajectory/stream/streamed-response.ts';
import { readMessage, type ReadMessage } from '../request/read-message.ts';
import { answerText } from './answer-text.ts';
import type { SessionAnswer } from './session-answer.ts';

/**
 * Whether a response is the one that a program sends back as `message`: by the ids of its tool calls, else by its words, white
 * space apart. A body that cannot be read is not.
 */
export function answerSays(answer: SessionAnswer, message: ReadMessage): boolean {
  const text = answerText(answer);
  if (message.calls.length > 0) return message.calls.every((call) => text.includes(JSON.stringify(call)));
  const response = jsonObjectIn(text) ?? streamedResponse(text);
  if (response === undefined) return false;
  const [choice] = listOf(response['choices']);
  const said = isJsonObject(choice)
    ? [choice['message'] ?? null]
    : 'output' in response
      ? listOf(response['output'])
      : [{ role: 'assistant', content: response['content'] ?? null }];
  return said.some((part) => plain(readMessage(part).text) === plain(message.text));
}

function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
