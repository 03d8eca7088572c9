import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { rawMember } from './raw-member.ts';

test('a member comes out as it was written', () => {
  assert.equal(rawMember('{"name": "f", "arguments": {"b": 1.0,  "a": [ ]} }', 'arguments'), '{"b": 1.0,  "a": [ ]}');
  assert.equal(
    rawMember('{"arguments" : "x, \\"arguments\\": 1" , "n": {"arguments": 2}}', 'arguments'),
    '"x, \\"arguments\\": 1"',
  );
  assert.equal(rawMember('{"n": {"arguments": 2}, "x": "arguments"}', 'arguments'), undefined);
  assert.equal(rawMember('{"a": 1, "a": 2}', 'a'), '2');
  assert.equal(rawMember('[1]', 'a'), undefined);
});

test('parsed, it is what JSON.parse finds there', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true }),
      fc.boolean(),
      (record, spaced) => {
        const text = JSON.stringify(record, null, spaced ? 2 : 0);
        const parsed = JSON.parse(text) as Record<string, unknown>;
        for (const key of Object.keys(parsed)) assert.deepEqual(JSON.parse(rawMember(text, key)!), parsed[key]);
      },
    ),
  );
});
