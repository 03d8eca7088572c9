import { exchangeFormat } from '../exchange/exchange-format.ts';
import type { TraceFormat } from '../trace-format.ts';

/**
 * Anthropic's Messages API: requests (`{system, messages, tools}`), responses, both together, and lines of batches and
 * their results. Each record is a run.
 */
export const anthropicMessages: TraceFormat = exchangeFormat({
  name: 'anthropic-messages',
  description: 'requests and responses of the Anthropic Messages API, and its batches',
  protocols: ['anthropic'],
});
