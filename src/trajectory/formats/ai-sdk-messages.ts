import { aiSdkSteps, hasModelPart, isUiMessage } from './ai-sdk/ai-sdk-steps.ts';
import { isChatMessage } from '../chat/chat-steps.ts';
import { messageListFormat } from '../chat/message-list-format.ts';
import type { TraceFormat } from '../trace-format.ts';

/** One conversation as a bare list of the AI SDK's messages: of the model, or of the user interface. */
export const aiSdkMessages: TraceFormat = messageListFormat({
  name: 'ai-sdk-messages',
  description: 'one conversation as a bare list of Vercel AI SDK messages (ModelMessage, UIMessage)',
  expected: 'a message {"role": …} with content or parts',
  isMessage: (value) => isChatMessage(value) || isUiMessage(value),
  sureness: (messages) => (messages.some(hasModelPart) ? 0.9 : messages.some(isUiMessage) ? 0.8 : 0),
  steps: aiSdkSteps,
});
