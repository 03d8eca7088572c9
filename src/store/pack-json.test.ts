import assert from 'node:assert/strict';
import { test } from 'node:test';
import { packJson, unpackJson } from './pack-json.ts';

test('any text survives packing, short or long', () => {
  for (const text of ['', '(', '\0\ud800\udc00\ud800', '(\udc00 word '.repeat(1000)])
    assert.equal(unpackJson(packJson(text)), text);
});

test('long values are compressed, short ones are left readable', () => {
  assert.equal(Buffer.from(packJson({ a: 1 })).toString(), '{"a":1}');
  assert.ok(packJson('word '.repeat(1000)).length < 100);
});
