import { EthogramError } from '../core/ethogram-error.ts';

/** Packages that speak to providers, by the provider's name on the command line. */
export const PROVIDERS = ['openai', 'anthropic', 'google', 'compatible'] as const;

/** One of {@link PROVIDERS}. */
export type Provider = (typeof PROVIDERS)[number];

/** Which model to speak to, and where. */
export interface ModelName {
  readonly provider: Provider;
  /** As the provider calls it. */
  readonly model: string;
  /** As the audit and the stored answers call it: `provider:name`. */
  readonly name: string;
  /** Without a slash at the end; undefined for the provider's own address. */
  readonly baseUrl?: string;
}

/** Where programs that serve models on this machine listen unless told otherwise. */
const LOCAL: Readonly<Record<string, string>> = {
  ollama: 'http://127.0.0.1:11434/v1',
  llamacpp: 'http://127.0.0.1:8080/v1',
  vllm: 'http://127.0.0.1:8000/v1',
  lmstudio: 'http://127.0.0.1:1234/v1',
};

/**
 * Reads `--model` and `--base-url`: `openai:gpt-5`, `anthropic:…`, `google:…`, `ollama:qwen3:8b` (also `llamacpp`, `vllm`,
 * `lmstudio`: at their usual addresses on this machine), `compatible:NAME` with an address of its own, or any name with
 * `--base-url`, which is then spoken to as OpenAI-compatible.
 *
 * @throws EthogramError `bad-argument`
 */
export function modelName(text: string, baseUrl?: string): ModelName {
  const url = baseUrl === undefined ? undefined : checkedUrl(baseUrl);
  const colon = text.indexOf(':');
  const provider = text.slice(0, Math.max(0, colon));
  const model = text.slice(colon + 1);
  if (model === '') throw unreadable(text);
  if (Object.hasOwn(LOCAL, provider))
    return { provider: 'compatible', model, name: text, baseUrl: url ?? LOCAL[provider]! };
  if ((PROVIDERS as readonly string[]).includes(provider)) {
    if (provider === 'compatible' && url === undefined) {
      throw new EthogramError('bad-argument', `--model ${text}: found no address, expected one with --base-url`, {
        hint: `--model ${text} --base-url http://127.0.0.1:8080/v1`,
      });
    }
    return { provider: provider as Provider, model, name: text, ...(url !== undefined && { baseUrl: url }) };
  }
  // Names of local models hold colons themselves (`qwen3:8b`).
  if (url !== undefined) return { provider: 'compatible', model: text, name: `compatible:${text}`, baseUrl: url };
  throw unreadable(text);
}

function unreadable(text: string): EthogramError {
  const known = [...PROVIDERS, ...Object.keys(LOCAL)].join(', ');
  return new EthogramError('bad-argument', `--model: found ${JSON.stringify(text)}, expected PROVIDER:NAME, the provider one of ${known}`, {
    hint: '--model ollama:qwen3:8b, or --model NAME --base-url http://127.0.0.1:8080/v1',
  }); // prettier-ignore
}

function checkedUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new EthogramError(
      'bad-argument',
      `--base-url: found ${JSON.stringify(text)}, expected an http or https address`,
      {
        hint: '--base-url http://127.0.0.1:11434/v1 is that of Ollama',
      },
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new EthogramError('bad-argument', '--base-url: found a user or password in it, expected none', {
      hint: 'keys are read from the environment: ETHOGRAM_API_KEY',
    });
  }
  if (url.search !== '' || url.hash !== '') {
    throw new EthogramError('bad-argument', `--base-url: found ${JSON.stringify(url.search || url.hash)} in it, expected an address that a path can follow`, {
      hint: `--base-url ${url.origin}${url.pathname}`,
    });
  } // prettier-ignore
  return text.replace(/\/+$/, '');
}
