import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeSpans } from './code-spans.ts';

test('words between backticks are code, and nothing is lost', () => {
  assert.equal(
    codeSpans('Run `npm test` & `x<y`, not `.').join(''),
    'Run <code>npm test</code> &amp; <code>x&lt;y</code>, not `.',
  );
});
