import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../core/ethogram-error.ts';
import { modelName } from './model-name.ts';
import { costOf, parsePrice, priceOf } from './price-of.ts';

test('a model is named by provider, by a program on this machine, or by its address', () => {
  assert.deepEqual(modelName('openai:gpt-5'), { provider: 'openai', model: 'gpt-5', name: 'openai:gpt-5' });
  assert.deepEqual(modelName('ollama:qwen3:8b'), {
    provider: 'compatible',
    model: 'qwen3:8b',
    name: 'ollama:qwen3:8b',
    baseUrl: 'http://127.0.0.1:11434/v1',
  });
  assert.deepEqual(modelName('qwen3:8b', 'http://localhost:9/v1/'), {
    provider: 'compatible',
    model: 'qwen3:8b',
    name: 'compatible:qwen3:8b',
    baseUrl: 'http://localhost:9/v1',
  });
});

for (const [name, url, code] of [
  ['gpt-5', undefined, /^--model: found "gpt-5", expected PROVIDER:NAME/],
  ['openai:', undefined, /^--model: found "openai:"/],
  ['compatible:x', undefined, /found no address, expected one with --base-url$/],
  ['x', 'ftp://there', /^--base-url: found "ftp:\/\/there"/],
  ['x', 'http://me:secret@there/v1', /^--base-url: found a user or password in it/],
] as const) {
  test(`${name} at ${url ?? 'no address'} is refused`, () => {
    assert.throws(
      () => modelName(name, url),
      (error) => error instanceof EthogramError && error.code === 'bad-argument' && code.test(error.message),
    );
  });
}

test('a dated name has the price of the name without its date', () => {
  assert.deepEqual(priceOf('openai:gpt-5-mini-2025-08-07'), priceOf('openai:gpt-5-mini'));
  assert.equal(priceOf('openai:never-heard-of'), undefined);
});

test('cached input is billed at its own price', () => {
  const price = parsePrice('2,0.5,8');
  assert.equal(costOf({ inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000 }, price), 2.2);
  assert.deepEqual(parsePrice('0,0'), { input: 0, cachedInput: 0, output: 0 });
  assert.throws(() => parsePrice('cheap'), EthogramError);
});
