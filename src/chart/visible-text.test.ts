import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { shorten, visibleText } from './visible-text.ts';

test('ordinary text in any script stays as it is', () => {
  const text = 'Ünïcode, 日本語, עברית, हिन्दी, 👩‍🚀 and\ttabs\nand lines';
  assert.equal(visibleText(text), text);
});

test('what cannot be seen is written out', () => {
  assert.equal(visibleText('a\u0000b\u001b[31mc\u007f'), 'a␀b␛[31mc␡');
  assert.equal(visibleText('pay \u202egro.live\u202c now'), 'pay [U+202E]gro.live[U+202C] now');
  assert.equal(visibleText('a\u200bb\ufeffc\u{e0041}d'), 'a[U+200B]b[U+FEFF]c[U+E0041]d');
  assert.equal(visibleText('\ud83d half \udc00 pair'), '\ufffd half \ufffd pair');
  assert.equal(visibleText('one\r\ntwo\rthree'), 'one\ntwo\nthree');
});

test('a text is shortened to whole characters on one line', () => {
  assert.equal(shorten('  two\n words ', 20), 'two words');
  assert.equal(shorten('abcdefgh', 5), 'abcd…');
  assert.equal(shorten('👩👩👩👩', 3), '👩👩…');
  assert.equal(shorten('x'.repeat(1_000_000), 4), 'xxx…');
});

test('no text is longer than asked for, and nothing is lost without a sign', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, length) => {
      const short = shorten(text, length);
      assert.ok([...short].length <= length);
      if (!short.endsWith('…')) assert.equal(short, text.replace(/\s+/g, ' ').trim());
    }),
  );
});
