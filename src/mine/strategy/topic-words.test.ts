import assert from 'node:assert/strict';
import { test } from 'node:test';
import { topicWords } from './topic-words.ts';

const THINGS = ['the left wing', 'my parcel', 'the harbour gate', 'this old receipt', 'the spare key'];

test('words that stand where other sentences have something else are topics, the words around them are not', () => {
  const frames = [
    'let me list what is known about %',
    'i look at % from the other side',
    'before all else i measure % twice',
  ];
  const topics = topicWords(frames.flatMap((frame) => THINGS.map((thing) => frame.replace('%', thing))));
  for (const word of ['wing', 'parcel', 'harbour', 'gate', 'receipt', 'key']) assert.ok(topics.has(word), word);
  for (const word of ['list', 'known', 'look', 'side', 'measure', 'twice', 'before'])
    assert.ok(!topics.has(word), word);
});

test('paraphrases without a common frame have no topics', () => {
  const said = [
    'let me check the units before adding',
    'first the units have to agree',
    'are all units the same',
    'i compare units',
  ];
  assert.deepEqual([...topicWords(said)], []);
});
