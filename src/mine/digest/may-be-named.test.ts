import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayBeNamed } from './may-be-named.ts';

test('names of tools and arguments in any language and style may be spoken of', () => {
  for (const name of ['get_order', 'mcp__harbour__list-boats', 'functions.search', 'Google Search', '取消', 'ابحث', '🔎', '__proto__', 'filter[name]', '$ref', 'a/b:c'])
    assert.ok(mayBeNamed(name), name);
}); // prettier-ignore

test('what would close a code span, add a line, or read as a pattern may not', () => {
  for (const name of ['', ' ', 'a`b', 'a\nb', 'a(b)', 'a | b', 'a*', '<b', 'a → b', 'a\u0000', 'a\ud800', 'a\u202eb', 'x'.repeat(129), 'do this and then that'])
    assert.equal(mayBeNamed(name), false, name);
}); // prettier-ignore
