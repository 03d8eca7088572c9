import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../src/core/random.ts';
import { speaker } from './speaker.ts';

test('choices are made, nested ones too, and slots are filled afterwards', () => {
  const heard = new Set<string>();
  for (let seed = 0; seed < 60; seed++) {
    heard.add(
      speaker(seededRandom(seed)).say(['take [the [red|blue]|a] {thing}[, please|].'], { thing: 'list [1, 2]' }),
    );
  }
  assert.deepEqual(
    [...heard].sort(),
    ['the red', 'the blue', 'a']
      .flatMap((which) => [`Take ${which} list [1, 2], please.`, `Take ${which} list [1, 2].`])
      .sort(),
  );
});

test('no template is used twice before all were used', () => {
  const voice = speaker(seededRandom(3));
  const templates = ['one', 'two', 'three'];
  const rounds = [0, 1, 2, 3].map(() => templates.map(() => voice.phrase(templates)).sort());
  assert.deepEqual(
    rounds,
    [0, 1, 2, 3].map(() => ['one', 'three', 'two']),
  );
});

test('sentences begin in upper case, commands and addresses stay as they are', () => {
  const voice = speaker(seededRandom(1));
  assert.equal(
    voice.say(['yes. {a} works! so does {b}'], { a: 'npm test', b: 'it' }),
    'Yes. npm test works! So does it',
  );
  assert.equal(voice.say(['{a} is mine'], { a: 'ada.adler@example.com' }), 'ada.adler@example.com is mine');
  assert.equal(voice.say(['{a} is off by one'], { a: 'pageCount' }), 'pageCount is off by one');
});
