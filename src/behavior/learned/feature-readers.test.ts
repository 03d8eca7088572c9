import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureReaders } from './feature-readers.ts';

test('a segment has its words, its shape, its cues, and what it shares with what came before', () => {
  const reader = featureReaders({ doubt: [{ pattern: '\\bnot sure\\b' }] })();
  reader.add('The tank holds 40 litres.');
  assert.deepEqual(Object.fromEntries(reader.read('I am not sure.')), {
    'word:i': 1,
    'word:am': 1,
    'word:not': 1,
    'word:sure': 1,
    'cue:doubt': 1,
    'shape:words': Math.log1p(4),
  });
  assert.deepEqual(Object.fromEntries(reader.read('Is 40 = 8?')), {
    'word:is': 1,
    'before:i': 1,
    'before:am': 1,
    'before:not': 1,
    'before:sure': 1,
    'shape:words': Math.log1p(3),
    'shape:numbers': Math.log1p(2),
    'shape:question': 1,
    'shape:equation': 1,
    'run:place': Math.log1p(1),
    'run:old-numbers': 0.5,
  });
  const again = reader.read('Is 40 = 8?');
  assert.equal(again.get('run:nearest'), 1);
  assert.equal(again.get('run:old-words'), 1);
});

test('each run begins with nothing seen', () => {
  const readers = featureReaders();
  readers().read('The lamp is red.');
  assert.equal(readers().read('The lamp is red.').get('run:nearest'), undefined);
});
