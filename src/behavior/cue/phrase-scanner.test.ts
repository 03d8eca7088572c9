import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EDGE, phraseScanner, phraseShare } from './phrase-scanner.ts';

const phrase = (written: string): string => written.replace('⌊', EDGE).replace('⌋', EDGE);

function found(phrases: readonly string[], text: string): string[] {
  const hits: string[] = [];
  phraseScanner(phrases.map(phrase)).scan(text, (index) => hits.push(phrases[index]!), 0, text.length);
  return hits;
}

test('phrases are found by their rarest words, whatever their case and the apostrophe, in order', () => {
  assert.deepEqual(found(['⌊let me check⌋', "⌊don't⌋", '⌊verif', ', so⌋'], 'I DON’T; let me Check. Verified, so'), [
    "⌊don't⌋",
    '⌊let me check⌋',
    '⌊verif',
    ', so⌋',
  ]);
});

test('a word within another word is none', () => {
  assert.deepEqual(found(['⌊hi⌋', '⌊no⌋'], 'which I know; this'), []);
});

test('what a phrase is known by must begin a word, or be one', () => {
  assert.equal(phraseShare('check'), undefined);
  assert.equal(phraseShare(`check${EDGE}`), undefined);
  assert.ok(phraseShare(`${EDGE}check`)! > phraseShare(`${EDGE}check${EDGE}`)!);
  assert.ok(phraseShare(`${EDGE}the${EDGE}`)! > phraseShare(`${EDGE}of the${EDGE}`)!);
});

test('no phrase that stands in a text is missed', () => {
  const words = fc.constantFrom('ab', 'abcd', 'abcdefg', 'x', '中', 'é', '9_z', ',', '?', "'");
  const join = fc.constantFrom(' ', '', ', ', "'");
  const texts = fc.array(fc.tuple(words, join), { minLength: 1, maxLength: 6 }).map((parts) => parts.flat().join(''));
  fc.assert(
    fc.property(texts, texts, texts, (before, inner, after) => {
      const told = inner.trim();
      const text = `${before} ${told.toUpperCase()} ${after}`;
      const marked = `${/^\w/.test(told) ? EDGE : ''}${told}${/\w$/.test(told) ? EDGE : ''}`;
      if (told === '' || phraseShare(marked) === undefined) return;
      let hit = false;
      phraseScanner([marked]).scan(text, () => (hit = true), 0, text.length);
      assert.ok(hit, JSON.stringify([marked, text]));
    }),
    { numRuns: 1000 },
  );
});
