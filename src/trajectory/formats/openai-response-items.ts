import { messageListFormat } from '../chat/message-list-format.ts';
import { hasResponseMark, isResponseItem } from './responses/response-item.ts';
import { responsesSteps } from './responses/responses-steps.ts';
import type { TraceFormat } from '../trace-format.ts';

/** One conversation as a bare list of items of the Responses API: what a session of the Agents SDK stores. */
export const openaiResponseItems: TraceFormat = messageListFormat({
  name: 'openai-response-items',
  description: 'one conversation as a bare list of items of the OpenAI Responses API',
  expected: 'an item of the Responses API with a type or a role',
  isMessage: isResponseItem,
  sureness: (items) => (hasResponseMark(items) ? 0.85 : 0),
  steps: (items) => responsesSteps(items),
});
