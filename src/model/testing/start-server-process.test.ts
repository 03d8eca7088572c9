import assert from 'node:assert/strict';
import { test } from 'node:test';
import { generateText } from 'ai';
import { modelsAt } from './models-at.ts';
import { startServerProcess } from './start-server-process.ts';

test('a server runs in a process of its own, and is gone when it is killed', async () => {
  const server = await startServerProcess({ mind: { name: 'solver', errorRate: 0 } });
  const model = modelsAt(server.url).anthropic;
  const { text } = await generateText({ model, prompt: 'Compute 17 * 23.' });
  assert.match(text, /Answer: 391$/);
  await server.kill();
  await assert.rejects(generateText({ model, prompt: 'Compute 17 * 23.', maxRetries: 0 }), /Cannot connect to API/);
});
