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
    ['{"status":"failed","error":"E42","message":"the day must come after today"}', 'the day must come after today'],
    ['{"errors":[{"code":7,"detail":"slot is closed"}]}', 'slot is closed'],
    ['{"zib":4,"murn":"tol vek is not ranned"}', 'tol vek is not ranned'],
    ['{"output":"cat: a.txt: No such file or directory\\n","exit":1}', 'cat: a.txt: No such file or directory'],
    [
      'running\nException in thread "main" java.io.IOException: disk is full\n\tat shop.Save.run(Save.java:3)',
      'Exception in thread "main" java.io.IOException: disk is full',
    ],
    [
      '/a/b.js:3\n  throw new Error()\n  ^\n\nRangeError: page 9 is beyond the end\n    at run (/a/b.js:3:9)',
      'RangeError: page 9 is beyond the end',
    ],
    ['build\npanic: index out of range\n\ngoroutine 1 [running]:', 'panic: index out of range'],
    ['Fehler: Der Termin liegt in der Vergangenheit', 'Der Termin liegt in der Vergangenheit'],
    ['错误：日期无效', '日期无效'],
    ['', ''],
    ['\n\n---\n', ''],
  ];
  for (const [text, remark] of cases) assert.equal(errorRemark(text), remark, text);
});
