import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseUpstream, upstreamOf, upstreamPath, type UpstreamName } from './upstream.ts';

function target(name: UpstreamName, address: string, path: string): string {
  const upstream = parseUpstream(name, address);
  return `${upstream.origin}${upstreamPath(upstream, path)}`;
}

test('addresses are taken as the providers’ own clients take them', () => {
  const chat = '/v1/chat/completions?a=b';
  assert.equal(target('openai', 'https://api.openai.com/v1', chat), 'https://api.openai.com/v1/chat/completions?a=b');
  assert.equal(target('openai', 'http://localhost:8080', chat), 'http://localhost:8080/v1/chat/completions?a=b');
  assert.equal(
    target('openai', 'https://openrouter.ai/api/v1/', chat),
    'https://openrouter.ai/api/v1/chat/completions?a=b',
  );
  assert.equal(target('openai', 'https://host/v1beta/openai', chat), 'https://host/v1beta/openai/chat/completions?a=b');
  assert.equal(
    target('anthropic', 'https://api.anthropic.com', '/v1/messages'),
    'https://api.anthropic.com/v1/messages',
  );
  assert.equal(target('anthropic', 'https://host/anthropic', '/v1/messages'), 'https://host/anthropic/v1/messages');
  assert.equal(target('anthropic', 'https://host/v1', '/v1/messages'), 'https://host/v1/messages');
});

test('what is no address of a provider is refused, and a password is not repeated', () => {
  assert.throws(() => parseUpstream('openai', 'api.openai.com'), { code: 'bad-argument' });
  assert.throws(() => parseUpstream('openai', 'file:///etc/passwd'), { code: 'bad-argument' });
  assert.throws(
    () => parseUpstream('openai', 'https://me:pw@host'),
    (error: Error) => !error.message.includes('pw@'),
  );
});

test('paths go to the provider whose they are', () => {
  assert.equal(upstreamOf('/v1/messages/count_tokens', {}), 'anthropic');
  assert.equal(upstreamOf('/v1/responses/resp_1/cancel', {}), 'openai');
  assert.equal(upstreamOf('/v1/models', {}), 'openai');
  assert.equal(upstreamOf('/v1/models', { 'anthropic-version': '2023-06-01' }), 'anthropic');
});
