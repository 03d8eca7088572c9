import assert from 'node:assert/strict';
import test from 'node:test';
import { importText } from './import-text.ts';
import { importedFacts, lostFacts } from './facts-law.ts';

test('facts that an import does not hold are lost, those under another name stand elsewhere', async () => {
  const record = { messages: [{ role: 'user', content: 'How many?' }], reward: 1, metadata: { seed: 3, kept: true } };
  const facts = importedFacts(await importText('a.json', JSON.stringify(record)));
  assert.deepEqual(
    lostFacts(record, facts).map(({ place }) => place),
    ['.messages[].role'],
  );
  const more = {
    ...record,
    weight: 3,
    sure: false,
    note: 'Words that nobody imported, of any run.',
    more: '{"a": [7]}',
  };
  assert.deepEqual(lostFacts(more, facts).slice(1), [
    { place: '.weight', value: '3', elsewhere: true },
    { place: '.sure', value: 'false', elsewhere: false },
    { place: '.note', value: 'Words that nobody imported, of any run.', elsewhere: false },
    { place: '.more~.a[]', value: '7', elsewhere: false },
  ]);
});

test('of a line of text, words are lost', async () => {
  const facts = importedFacts(await importText('a.jsonl', '{"messages": [{"role": "user", "content": "one two"}]}\n'));
  assert.deepEqual(lostFacts('one, two, three', facts), [{ place: '', value: 'three', elsewhere: false }]);
});
