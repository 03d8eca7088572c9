import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { completeJsonPrefix } from './complete-json-prefix.ts';

test('what is open is closed, and what is not complete is left out', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{"a": [1, {"b": 2, "c', '{"a": [1, {"b": 2}]}'],
    ['{"a": [1, {"b": 2, "c": tr', '{"a": [1, {"b": 2}]}'],
    ['{"a": "lo', '{"a": "lo"}'],
    ['["x", "lo', '["x", "lo"]'],
    ['{"a": "x\\', '{"a": "x"}'],
    ['{"a": "x\\\\', '{"a": "x\\\\"}'],
    ['{"a": "x\\"', '{"a": "x\\""}'],
    ['{"a": "x\\u00e', '{"a": "x"}'],
    ['{"a": "x\\\\u00e', '{"a": "x\\\\u00e"}'],
    ['{"a": "', '{"a": ""}'],
    ['{"', '{}'],
    ['{"a": {}} {"b": 1', '{"a": {}}'],
  ];
  for (const [text, expected] of cases) assert.equal(completeJsonPrefix(text), expected, text);
});

test('every beginning of an object or array that holds text is made JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), fc.nat(), (value, at) => {
      const json = JSON.stringify(value);
      const closed = completeJsonPrefix(json.slice(0, 1 + (at % json.length)));
      assert.ok(Array.isArray(JSON.parse(closed)));
    }),
  );
});
