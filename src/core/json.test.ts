import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonObjectIn } from './json.ts';

test('a text holds a JSON object, or nothing', () => {
  assert.deepEqual(jsonObjectIn(' {"a":[1]}\n'), { a: [1] });
  for (const text of ['', '[1]', 'null', '"{}"', '{"a":', '{}{}', '{'.repeat(1e5)]) {
    assert.equal(jsonObjectIn(text), undefined, text.slice(0, 20));
  }
});
