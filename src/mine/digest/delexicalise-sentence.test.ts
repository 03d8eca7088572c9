import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delexicaliseSentence } from './delexicalise-sentence.ts';

test('names, variables and formulas inside a sentence become slots', () => {
  const cases: [string, string][] = [
    ['Let me ask whether Carla Brandt has paid.', 'Let me ask whether ⟨name⟩ has paid.'],
    ['I solve x + 3 = 10 before I look at y = 2.', 'I solve ⟨n⟩ before I look at ⟨n⟩.'],
    ['So \\(a^2 + b^2\\) has to be checked.', 'So ⟨n⟩ has to be checked.'],
    ['Let k be the number of doors.', 'Let ⟨x⟩ be the number of doors.'],
    ['I look for A Field of Reeds and The Sea first.', 'I look for ⟨name⟩ first.'],
    ['I take a break, and I go on.', 'I take a break, and I go on.'],
    ['Ich prüfe zuerst die Einheiten und den Rest.', 'Ich prüfe zuerst die Einheiten und den Rest.'],
    ['Pay $5 now and $6 later.', 'Pay ⟨n⟩ now and ⟨n⟩ later.'],
  ];
  assert.deepEqual(
    cases.map(([text]) => delexicaliseSentence(text)),
    cases.map(([, plain]) => plain),
  );
});
