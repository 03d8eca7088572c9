import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callShape } from './call-shape.ts';

test('field order and white space make no difference, values do', () => {
  assert.deepEqual(callShape('book', '{"to": "Rome", "from":"Oslo"}'), {
    key: 'book {"from":"Oslo","to":"Rome"}',
    fields: ['from', 'to'],
  });
  assert.equal(
    callShape('book', '{"from":"Oslo","to":"Rome"}').key,
    callShape('book', '{"to": "Rome", "from":"Oslo"}').key,
  );
  assert.notEqual(callShape('book', '{"to":"Rome"}').key, callShape('book', '{"to":"Bonn"}').key);
  assert.notEqual(callShape('book', '{"to":"Rome"}').key, callShape('look', '{"to":"Rome"}').key);
});

test('arguments that are no JSON object have a key but no fields', () => {
  assert.deepEqual(callShape('run', 'ls   -l\n'), { key: 'run ls -l', fields: [] });
  assert.deepEqual(callShape('run', '[2, 1]'), { key: 'run [2,1]', fields: [] });
  assert.deepEqual(callShape('run', ''), { key: 'run {}', fields: [] });
});

test('numbers too long for JavaScript are compared by their digits', () => {
  assert.notEqual(
    callShape('get', '{"id":12345678901234567890}').key,
    callShape('get', '{"id":12345678901234567891}').key,
  );
});

test('no text makes it throw, however deep', () => {
  assert.equal(callShape('f', '['.repeat(100_000)).fields.length, 0);
  assert.equal(callShape('f', `${'['.repeat(50_000)}${']'.repeat(50_000)}`).fields.length, 0);
  fc.assert(fc.property(fc.string(), (text) => callShape('f', text).key.startsWith('f ')));
});
