import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLexicon } from '../digest/lexicon.ts';
import { moveCues } from './move-cues.ts';

const MOVE = [
  'let me check the units before adding ⟨n⟩',
  'checking the units before I add up',
  'all units have to match before the sum',
];
const OTHERS = [
  'let me check the lamp',
  'the units of the army were tired',
  'before the sum I rest',
  'let me add salt',
  'now I match socks',
];

test('cues find the sentences of the move again, and no others', () => {
  const wordings = createLexicon();
  for (const text of [...MOVE, ...OTHERS]) wordings.id(text);
  const said = Int32Array.from([...MOVE, ...OTHERS], () => 2);
  const [found] = moveCues([[0, 1, 2]], { wordings, said });
  assert.deepEqual({ precision: found!.precision, recall: found!.recall }, { precision: 1, recall: 1 });
  for (const { pattern } of found!.cues)
    assert.ok(
      OTHERS.every((text) => !new RegExp(pattern, 'iu').test(text)),
      pattern,
    );
  assert.match(
    'Okay, checking the units now, before we go on to add',
    new RegExp(found!.cues.map(({ pattern }) => pattern).join('|'), 'iu'),
  );
});

test('what others say word for word gives no cue, and other languages are marked', () => {
  const wordings = createLexicon();
  const texts = [
    'Ich prüfe die Einheiten, bevor ich nicht weiter rechne und alles der Reihe nach addiere.',
    'go on',
    'go on',
  ];
  const ids = texts.map((text) => wordings.id(text));
  const [german, filler] = moveCues([[ids[0]!], [ids[1]!]], { wordings, said: Int32Array.from([5, 1]) });
  assert.equal(german!.cues[0]!.language, 'de');
  assert.deepEqual(filler!.cues, []);
});
