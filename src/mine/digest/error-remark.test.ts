import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorRemark } from './error-remark.ts';

test('the line that says what went wrong is found in what shells, Python, JSON and tools answer', () => {
  const cases: [string, string][] = [
    ['Error: payment amount does not add up', 'payment amount does not add up'],
    ['Exit code 127\n/bin/bash: line 1: python: command not found', '/bin/bash: line 1: python: command not found'],
    ['Exit code 128\nfatal: The current branch has no upstream branch.', 'The current branch has no upstream branch.'],
    ['Traceback (most recent call last):\n  File "a.py", line 1\nKeyError: \'x\'', "KeyError: 'x'"],
    ['{"error":"invalid order id"}', 'invalid order id'],
    ['{"error":{"code":4,"message":"too many requests"}}', 'too many requests'],
    ['<tool_use_error>File has not been read yet.</tool_use_error>', 'File has not been read yet.'],
    ['', ''],
    ['\n\n---\n', ''],
  ];
  for (const [text, remark] of cases) assert.equal(errorRemark(text), remark, text);
});
