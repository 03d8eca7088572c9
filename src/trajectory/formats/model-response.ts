import { exchangeFormat } from '../exchange/exchange-format.ts';
import type { TraceFormat } from '../trace-format.ts';

/**
 * Responses of chat completions (OpenAI and the many that speak its protocol) and of Google's `generateContent`, alone
 * or with their requests, and OpenAI's batch files. Each record is a run.
 */
export const modelResponse: TraceFormat = exchangeFormat({
  name: 'model-response',
  description: 'responses of chat completions and of Gemini, alone or with their requests; OpenAI batch files',
  protocols: ['chat', 'google'],
});
