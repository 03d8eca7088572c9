import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';

/** The ways into a model server: each protocol by the provider package that speaks it. */
export const PROVIDER_NAMES = ['openai chat', 'openai responses', 'openai-compatible', 'anthropic', 'google'] as const;

/** One of {@link PROVIDER_NAMES}. */
export type ProviderName = (typeof PROVIDER_NAMES)[number];

/** The AI SDK's models at the address of a model server, by provider. */
export function modelsAt(url: string, apiKey = 'key') {
  const openai = createOpenAI({ baseURL: `${url}/v1`, apiKey });
  const compatible = createOpenAICompatible({
    name: 'local',
    baseURL: `${url}/v1`,
    apiKey,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return {
    'openai chat': openai.chat('gpt-4.1'),
    'openai responses': openai.responses('gpt-4.1'),
    'openai-compatible': compatible('qwen3'),
    anthropic: createAnthropic({ baseURL: `${url}/v1`, apiKey })('claude-sonnet-4-5'),
    google: createGoogleGenerativeAI({ baseURL: `${url}/v1beta`, apiKey })('gemini-2.5-flash'),
  } as const;
}
