import { anthropicSteps, hasAnthropicBlock } from './anthropic/anthropic-steps.ts';
import { isChatMessage } from '../chat/chat-steps.ts';
import { messageListFormat } from '../chat/message-list-format.ts';
import type { TraceFormat } from '../trace-format.ts';

/** One conversation as a bare list of Anthropic's messages, whose blocks tell them from OpenAI's. */
export const anthropicConversation: TraceFormat = messageListFormat({
  name: 'anthropic-conversation',
  description: 'one conversation as a bare list of Anthropic messages',
  expected: 'a message {"role": …, "content": [blocks]}',
  isMessage: isChatMessage,
  sureness: (messages) => (messages.some(hasAnthropicBlock) ? 0.8 : 0),
  steps: (messages) => anthropicSteps(messages),
});
