import type * as Google from '@ai-sdk/google';
import type * as OpenAI from '@ai-sdk/openai';
import type * as Compatible from '@ai-sdk/openai-compatible';
import type { EmbeddingModelV4 } from '@ai-sdk/provider';
import { sha256 } from '../core/content-key.ts';
import type { EmbeddingStore } from '../core/embedding-store.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { unitVector } from '../handbook/retrieval/word-hasher.ts';
import { createRedactor } from '../trajectory/redact/create-redactor.ts';
import { callFailure } from './call-failure.ts';
import { loadProvider, type LoadOptions } from './load-language-model.ts';
import type { ModelName } from './model-name.ts';

/** A model that makes vectors of texts, and keeps them. */
export interface Embedder {
  /** As the store calls it: `provider:name`, with the address where it has one. */
  readonly name: string;
  /**
   * Vectors of length 1, by text; those known before are not asked for again. What leaves the machine is redacted.
   *
   * @throws EthogramError `model-failed` when the model does not answer in time, or not with vectors of one length
   */
  embed(texts: readonly string[], options?: { readonly timeoutMs?: number }): Promise<Map<string, Float32Array>>;
}

/** What an embedder needs from outside. */
export interface EmbedderOptions extends LoadOptions {
  readonly store: EmbeddingStore;
  readonly now: () => Date;
}

const AT_ONCE = 96;
const TIMEOUT_MS = 60_000;
const MOST_BYTES = 64e6;

/**
 * Opens an embedding model of OpenAI, Google, or a server that speaks as OpenAI does (Ollama, llama.cpp, vLLM, LM Studio).
 *
 * @throws EthogramError `model-unusable` when the package is not installed, the key is missing, or the provider has no
 *   embedding models
 */
export async function openEmbedder(asked: ModelName, { store, now, ...where }: EmbedderOptions): Promise<Embedder> {
  if (asked.provider === 'anthropic') {
    throw new EthogramError('model-unusable', `--embed ${asked.name}: found no embedding models of Anthropic, expected another provider`, {
      hint: '--embed ollama:nomic-embed-text is one on this machine',
    }); // prettier-ignore
  }
  const { loaded, key, apiKey } = await loadProvider(asked, where);
  const model = embeddingModel(asked, { loaded, key, ...(apiKey !== undefined && { apiKey }) });
  const name = asked.baseUrl === undefined ? asked.name : `${asked.name} ${asked.baseUrl}`;
  const { text: redact } = createRedactor();
  const withoutKey = (text: string): string => (apiKey === undefined ? text : text.replaceAll(apiKey, '[KEY]'));

  const ask = async (values: readonly string[], timeoutMs: number): Promise<readonly (readonly number[])[]> => {
    try {
      const { embeddings } = await model.doEmbed({
        values: values.map(redact),
        abortSignal: AbortSignal.timeout(timeoutMs),
      });
      return embeddings;
    } catch (error) {
      const isLate = error instanceof Error && /Timeout|Abort/.test(error.name);
      const message = isLate ? `no answer within ${timeoutMs} ms` : callFailure(error, { now, withoutKey }).message;
      throw new EthogramError('model-failed', `${asked.name}: ${message}`, { cause: error });
    }
  };

  return {
    name,
    async embed(texts, { timeoutMs = TIMEOUT_MS } = {}) {
      const hashes = new Map([...new Set(texts)].map((text) => [text, sha256(text)]));
      const known = await store.embeddings(name, [...hashes.values()]);
      const found = new Map<string, Float32Array>();
      for (const [text, hash] of hashes) if (known.has(hash)) found.set(text, known.get(hash)!);
      const missing = [...hashes.keys()].filter((text) => !found.has(text));
      let dimensions = found.values().next().value?.length;
      for (let i = 0; i < missing.length; i += AT_ONCE) {
        const some = missing.slice(i, i + AT_ONCE);
        const vectors = (await ask(some, timeoutMs)).map((vector) => unitVector(Float32Array.from(vector)));
        dimensions ??= vectors[0]?.length;
        if (vectors.length !== some.length || !vectors.every((vector) => isVector(vector, dimensions))) {
          throw new EthogramError('model-failed', `${asked.name}: found other than ${some.length} vectors of one length, expected one for each text`); // prettier-ignore
        }
        await store.putEmbeddings(name, new Map(some.map((text, k) => [hashes.get(text)!, vectors[k]!])));
        for (const [k, text] of some.entries()) found.set(text, vectors[k]!);
      }
      return found;
    },
  };
}

function isVector(vector: Float32Array, dimensions: number | undefined): boolean {
  return vector.length > 0 && vector.length === dimensions && vector.every(Number.isFinite);
}

function embeddingModel(
  { provider, model, baseUrl }: ModelName,
  { loaded, key, apiKey }: { readonly loaded: unknown; readonly key: string; readonly apiKey?: string },
): EmbeddingModelV4 {
  const settings = { apiKey: key, fetch: boundedFetch, ...(baseUrl !== undefined && { baseURL: baseUrl }) };
  if (provider === 'openai') return (loaded as typeof OpenAI).createOpenAI(settings).embeddingModel(model);
  if (provider === 'google') return (loaded as typeof Google).createGoogleGenerativeAI(settings).embeddingModel(model);
  return (loaded as typeof Compatible)
    .createOpenAICompatible({
      name: 'compatible',
      baseURL: baseUrl!,
      fetch: boundedFetch,
      ...(apiKey !== undefined && { apiKey }),
    })
    .embeddingModel(model);
}

/** Follows no redirect, since the key would go along, and reads no more than any answer has. */
const boundedFetch: typeof globalThis.fetch = async (input, init) => {
  const response = await globalThis.fetch(input, { ...init, redirect: 'manual' });
  if (response.body === null) return response;
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body as ReadableStream<Uint8Array>) {
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new Error(`it sent more than ${MOST_BYTES / 1e6} MB`);
    pieces.push(piece);
  }
  const { status, statusText, headers } = response;
  return new Response(Buffer.concat(pieces), { status, statusText, headers });
};
