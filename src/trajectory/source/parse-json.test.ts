import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseJson } from './parse-json.ts';

test('JSON is read as JSON.parse reads it', () => {
  fc.assert(fc.property(fc.json(), (text) => assert.deepEqual(parseJson(text), JSON.parse(text))));
});

test('whole numbers that a number cannot hold become their digits', () => {
  const text =
    '{"trace_id": 115825058289444712299650141807529952578, "n": -9007199254740993, "exact": 9007199254740992}';
  assert.deepEqual(parseJson(text), {
    trace_id: '115825058289444712299650141807529952578',
    n: '-9007199254740993',
    exact: 9007199254740992,
  });
  assert.deepEqual(parseJson('[12345678901234567890]'), ['12345678901234567890']);
});

test('fractions, exponents and digits in strings stay what they are', () => {
  const text =
    '{"cost": 0.0035475000000000003, "e": 1e400, "s": "id 12345678901234567890, x", "big": 12345678901234567890.5}';
  assert.deepEqual(parseJson(text), JSON.parse(text));
});

test('NaN and Infinity outside strings are null', () => {
  assert.deepEqual(parseJson('{"a": NaN, "b": [-Infinity, Infinity], "c": "NaN \\" Infinity", "NaN": 1}'), {
    a: null,
    b: [null, null],
    c: 'NaN " Infinity',
    NaN: 1,
  });
});

test('what is not JSON is refused', () => {
  for (const text of ['', '{', '{"a": NaN', '"NaN', 'NaNa', "{'a': 1}"])
    assert.throws(() => parseJson(text), SyntaxError);
});
