import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { literalScanner } from './literal-scanner.ts';

function found(literals: readonly string[], text: string): string[] {
  const hits: string[] = [];
  literalScanner(literals).scan(text, (literal, end) => hits.push(`${literals[literal]}@${end}`));
  return hits;
}

test('overlapping literals are all found, in order of their end', () => {
  assert.deepEqual(found(['he', 'she', 'hers', 'his'], 'uSHErs'), ['she@4', 'he@4', 'hers@6']);
});

test('a typographic apostrophe counts as an apostrophe', () => {
  assert.deepEqual(found(["don't"], 'I don’t'), ["don't@7"]);
});

test('the automaton finds exactly what searching for each literal finds', () => {
  const letters = fc.constantFrom('a', 'b', 'c', ' ', 'é', '中');
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: letters, minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      fc.string({ unit: fc.oneof(letters, fc.constantFrom('A', 'É', 'ß', '文')), maxLength: 30 }),
      (literals, text) => {
        const expected = literals.flatMap((literal) => {
          const hits: string[] = [];
          for (
            let at = text.toLowerCase().indexOf(literal);
            at >= 0;
            at = text.toLowerCase().indexOf(literal, at + 1)
          ) {
            hits.push(`${literal}@${at + literal.length}`);
          }
          return hits;
        });
        assert.deepEqual(found(literals, text).sort(), expected.sort());
      },
    ),
    { numRuns: 500 },
  );
});
