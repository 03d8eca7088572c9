import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EmbeddingStore } from '../core/embedding-store.ts';
import { modelName } from './model-name.ts';
import { openEmbedder, type Embedder } from './open-embedder.ts';
import { echoMind } from './testing/minds/echo-mind.ts';
import { startModelServer } from './testing/start-model-server.ts';

const now = (): Date => new Date('2026-01-01T00:00:00Z');

/** An empty store of vectors that counts what it is given. */
function emptyStore(): EmbeddingStore & { readonly kept: Map<string, Float32Array> } {
  const kept = new Map<string, Float32Array>();
  return {
    kept,
    embeddings: async (model, hashes) =>
      new Map(hashes.flatMap((hash) => (kept.has(`${model} ${hash}`) ? [[hash, kept.get(`${model} ${hash}`)!]] : []))),
    putEmbeddings: async (model, vectors) => {
      for (const [hash, vector] of vectors) kept.set(`${model} ${hash}`, vector);
    },
  };
}

async function open(url: string, store: EmbeddingStore): Promise<Embedder> {
  return openEmbedder(modelName('compatible:embed-1', `${url}/v1`), { store, now, env: {}, cwd: process.cwd() });
}

test('vectors have length 1, and those that are known are not asked for again', async () => {
  const server = await startModelServer(echoMind);
  const store = emptyStore();
  const embedder = await open(server.url, store);
  const texts = Array.from({ length: 200 }, (_, i) => `request number ${i % 150} of a kind`);
  const vectors = await embedder.embed(texts);
  await server.close();
  assert.equal(vectors.size, 150);
  assert.equal(store.kept.size, 150);
  for (const vector of vectors.values()) {
    assert.ok(Math.abs(vector.reduce((sum, value) => sum + value * value, 0) - 1) < 1e-5);
  }
  assert.deepEqual(await embedder.embed(texts), vectors);
});

test('a server that is away is told so, within the time given', async () => {
  const server = await startModelServer(echoMind);
  await server.close();
  const embedder = await open(server.url, emptyStore());
  await assert.rejects(embedder.embed(['a request'], { timeoutMs: 2000 }), { code: 'model-failed' });
});

test('a provider without embedding models is refused', async () => {
  const asked = modelName('anthropic:claude-5');
  await assert.rejects(openEmbedder(asked, { store: emptyStore(), now, env: {}, cwd: process.cwd() }), {
    code: 'model-unusable',
  });
});
