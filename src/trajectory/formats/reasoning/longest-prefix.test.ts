import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { longestPrefix } from './longest-prefix.ts';

test('the longest of the texts that another begins with is found', () => {
  const texts = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\udc00'), maxLength: 6 }), {
    maxLength: 12,
  });
  fc.assert(
    fc.property(texts, texts, (given, asked) => {
      const find = longestPrefix(given);
      for (const text of asked) {
        const lengths = given.filter((candidate) => text.startsWith(candidate)).map((candidate) => candidate.length);
        assert.equal(find(text), text.slice(0, Math.max(0, ...lengths)));
      }
    }),
  );
});
