import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from './content-key.ts';
import { materialTag } from './material-tag.ts';

test('the same texts have the same tag, others another', () => {
  assert.equal(materialTag(['one', 'two']), materialTag(['one', 'two']));
  assert.notEqual(materialTag(['one', 'two']), materialTag(['one', 'three']));
  assert.match(materialTag([]), /^[0-9a-f]{8}$/);
});

test('a tag stands in none of the texts, even in one made to hold it', () => {
  // All tags of four digits: one of them is that of the whole text, were tags as short.
  const every = Array.from({ length: 2 ** 16 }, (_, n) => n.toString(16).padStart(4, '0')).join(' ');
  assert.ok(every.includes(sha256(every, 4)));
  for (const texts of [[every], [sha256('one', 8), 'one'], ['#00000000 [3] agent says']]) {
    assert.ok(!texts.join('\n').includes(materialTag(texts)));
  }
});
