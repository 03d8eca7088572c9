import type { ModelMessage, ModelRequest } from '../core/model.ts';
import { createRedactor } from '../trajectory/redact/create-redactor.ts';

/** What leaves the machine is redacted as imports are; what was redacted before stays as it is. */
export function redactRequest<T>(request: ModelRequest<T>): ModelRequest<T> {
  const { text } = createRedactor();
  return {
    ...request,
    ...(request.instructions !== undefined && { instructions: text(request.instructions) }),
    messages: request.messages.map((message): ModelMessage => {
      if (message.role === 'user') return { ...message, text: text(message.text) };
      if (message.role === 'tool') {
        return { ...message, results: message.results.map((result) => ({ ...result, text: text(result.text) })) };
      }
      const toolCalls = message.toolCalls?.map((call) => ({ ...call, argumentsText: text(call.argumentsText) }));
      return { ...message, text: text(message.text), ...(toolCalls && { toolCalls }) };
    }),
  };
}
