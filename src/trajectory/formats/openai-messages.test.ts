import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

const messages = [
  { role: 'user', content: 'hi' },
  { role: 'assistant', content: 'ho' },
];

test('a bare list of messages is one run, as an array or as lines', async () => {
  for (const text of [JSON.stringify(messages), messages.map((message) => JSON.stringify(message)).join('\n')]) {
    const [trajectory, ...others] = trajectoriesOf(await importText('a.json', text));
    assert.deepEqual(others, []);
    assert.equal(trajectory!.source.format, 'openai-messages');
    assert.deepEqual(trajectory!.steps, [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'hi' }] },
      { index: 1, actor: 'agent', parts: [{ kind: 'text', text: 'ho' }] },
    ]);
  }
});

test('what is no message among them is an issue', async () => {
  const items = await importText(
    'a.jsonl',
    `${messages.map((message) => JSON.stringify(message)).join('\n')}\n{"n": 1}\n`,
  );
  assert.deepEqual(issuesOf(items), ['bad-record 3: found no chat message, expected {"role": …, "content": …}']);
  assert.equal(trajectoriesOf(items)[0]!.steps.length, 2);
});
