import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Anthropic from '@ai-sdk/anthropic';
import type * as Google from '@ai-sdk/google';
import type * as OpenAI from '@ai-sdk/openai';
import type * as Compatible from '@ai-sdk/openai-compatible';
import type { LanguageModelV4 } from '@ai-sdk/provider';
import { EthogramError } from '../core/ethogram-error.ts';
import type { ModelName, Provider } from './model-name.ts';

const PACKAGES: Readonly<Record<Provider, string>> = {
  openai: '@ai-sdk/openai',
  anthropic: '@ai-sdk/anthropic',
  google: '@ai-sdk/google',
  compatible: '@ai-sdk/openai-compatible',
};

/** Environment variables in which each provider's key is looked for, in order. A server of one's own may do without. */
export const KEYS: Readonly<Record<Provider, readonly string[]>> = {
  openai: ['OPENAI_API_KEY'],
  anthropic: ['ANTHROPIC_API_KEY'],
  google: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
  compatible: ['ETHOGRAM_API_KEY'],
};

/** The key of a provider and the variable that holds it; undefined when none does. */
export function keyOf(
  provider: Provider,
  env: LoadOptions['env'],
): { readonly variable: string; readonly value: string } | undefined {
  for (const variable of KEYS[provider]) {
    const value = env[variable]?.trim();
    if (value !== undefined && value !== '') return { variable, value };
  }
  return undefined;
}

/** What is taken from outside. */
export interface LoadOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the provider's package is looked for after Ethogram's own folder: that of the user's project. */
  readonly cwd: string;
}

/** The AI SDK's model of a provider, for any connection. */
export interface LoadedModel {
  through(fetch: typeof globalThis.fetch): Pick<LanguageModelV4, 'doStream' | 'doGenerate'>;
  /** The text with `[KEY]` for the key: a server may say it back. */
  withoutKey(text: string): string;
}

// Shorter ones are placeholders, and words.
const SHORTEST_KEY = 8;

/**
 * Loads the AI SDK's package of a provider, an optional peer.
 *
 * @throws EthogramError `model-unusable` when the package is not installed, or the key is missing or cannot be one
 */
export async function loadLanguageModel(asked: ModelName, where: LoadOptions): Promise<LoadedModel> {
  const { provider, model, baseUrl } = asked;
  const { loaded, key, apiKey } = await loadProvider(asked, where);
  // A provider's model is made once, which takes longer than a call, and each call has a connection of its own.
  const connection = new AsyncLocalStorage<typeof globalThis.fetch>();
  const made = make(async (input, init) => connection.getStore()!(input, init));
  const through = (fetch: typeof globalThis.fetch): Pick<LanguageModelV4, 'doStream' | 'doGenerate'> => ({
    doStream: async (options) => connection.run(fetch, async () => made.doStream(options)),
    doGenerate: async (options) => connection.run(fetch, async () => made.doGenerate(options)),
  });
  const hidden = apiKey !== undefined && apiKey.length >= SHORTEST_KEY ? apiKey : undefined;
  return { through, withoutKey: (text) => (hidden === undefined ? text : text.replaceAll(hidden, '[KEY]')) };

  function make(fetch: typeof globalThis.fetch): LanguageModelV4 {
    const settings = { apiKey: key, fetch, ...(baseUrl !== undefined && { baseURL: baseUrl }) };
    switch (provider) {
      case 'openai':
        // A server that is not OpenAI's rarely has its Responses protocol.
        return baseUrl === undefined
          ? (loaded as typeof OpenAI).createOpenAI(settings).responses(model)
          : (loaded as typeof OpenAI).createOpenAI(settings).chat(model);
      case 'anthropic':
        return (loaded as typeof Anthropic).createAnthropic(settings)(model);
      case 'google':
        return (loaded as typeof Google).createGoogleGenerativeAI(settings)(model);
      case 'compatible':
        return (loaded as typeof Compatible).createOpenAICompatible({
          name: 'compatible',
          baseURL: baseUrl!,
          fetch,
          ...(apiKey !== undefined && { apiKey }),
          includeUsage: true,
          supportsStructuredOutputs: true,
        })(model);
    }
  }
}

/** The AI SDK's package of a provider, and the key to it. */
export interface LoadedProvider {
  readonly loaded: unknown;
  /** `none` for a server at an address of one's own that wants none. */
  readonly key: string;
  /** As the environment has it. */
  readonly apiKey?: string;
}

/**
 * Loads the AI SDK's package of a provider, an optional peer, and finds the key.
 *
 * @throws EthogramError `model-unusable` when the package is not installed, or the key is missing or cannot be one
 */
export async function loadProvider(asked: ModelName, { env, cwd }: LoadOptions): Promise<LoadedProvider> {
  const { provider, baseUrl } = asked;
  const { variable, value: apiKey } = keyOf(provider, env) ?? {};
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    // The key itself is not shown.
    throw new EthogramError('model-unusable', `${asked.name}: found white space or other odd characters in ${variable}, expected a key`);
  } // prettier-ignore
  // A server at an address of one's own often wants no key, but the packages of the services insist on one.
  const key = apiKey ?? (baseUrl === undefined ? undefined : 'none');
  if (key === undefined) {
    throw new EthogramError('model-unusable', `${asked.name}: found no key in the environment, expected ${KEYS[provider].join(' or ')}`, {
      hint: `export ${KEYS[provider][0]}=…; a model on this machine needs none: --model ollama:NAME`,
    }); // prettier-ignore
  }
  return { loaded: await load(provider, cwd), key, ...(apiKey !== undefined && { apiKey }) };
}

async function load(provider: Provider, cwd: string): Promise<unknown> {
  const name = PACKAGES[provider];
  try {
    return await import(name);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
  }
  try {
    const path = createRequire(join(cwd, 'package.json')).resolve(name);
    return await import(pathToFileURL(path).href);
  } catch (cause) {
    if (!isMissing(cause)) throw cause;
    throw new EthogramError('model-unusable', `${provider}: found no package ${name}, expected it installed`, {
      hint: `npm install ${name}`,
      cause,
    });
  }
}

function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
}
