import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isOwnKey, isOwnText, keyText } from './key-text.ts';

test('an ordinary text is its own key', () => {
  for (const text of ['', 'tau-bench:3f', 'é 🦊 "quoted"', 'x'.repeat(200)]) assert.equal(keyText(text), text);
});

test('different texts have different keys, which any database takes', () => {
  const unit = fc.constantFrom('\0', '\ud800', '\udc00', '\ufffd', '\u0001', 'a', '"', '\\', 'u', '0');
  const text = fc.oneof(fc.string({ unit, maxLength: 8 }), fc.string({ unit, minLength: 195, maxLength: 210 }));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const key = keyText(a);
      assert.ok(key.isWellFormed() && !key.includes('\0') && key.length <= 201);
      assert.equal(key === keyText(b), a === b);
    }),
  );
});

test('a key that says its text is never taken for another text, and one that does not is seen to', () => {
  for (const text of ['', 'tau-bench:3f', 'é 🦊', 'x'.repeat(200)]) {
    assert.deepEqual([isOwnKey(text), isOwnText(keyText(text))], [true, true]);
  }
  for (const text of ['\0', '\ud800', '\u0001', 'a\u0001', 'x'.repeat(201)]) {
    assert.deepEqual([isOwnKey(text), isOwnText(keyText(text))], [false, false]);
  }
});
