import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedResult } from './failed-result.ts';

const failed = (text: string, isError?: boolean): boolean =>
  failedResult({ kind: 'tool-result', callId: 'c', text, ...(isError !== undefined && { isError }) });

test('what the source says wins over the text', () => {
  assert.equal(failed('all good', true), true);
  assert.equal(failed('Error: looks bad but the tool says otherwise', false), false);
});

test('a result that says it failed where tools say so has failed', () => {
  const texts = [
    'Error: payment method not found',
    'Error: no such user',
    'error[E0308]: mismatched types',
    'Exit code 1\nnpm error Missing script: "tset"',
    'tests ran\n[exit code: 2]',
    '<returncode>127</returncode>\n<output>\nsh: foo: not found\n</output>',
    'Command failed with a signal',
    'bash: line 1: pyton: command not found',
    'cat: notes.txt: No such file or directory',
    'Traceback (most recent call last):\n  File "a.py", line 1, in <module>\nKeyError: \'x\'',
    'ValueError: invalid literal for int()',
    '{"error": "order not found"}',
    '{"success": false, "reason": "closed"}',
    '{"status":"error","message":"no"}',
    '{"statusCode":404,"message":"no such pier"}',
    '{"errors":[{"message":"no such field"}]}',
    '{"stdout":"","exit_code":2}',
    'Fehler: Der Steg ist gesperrt',
    'Erreur : le quai est fermé',
    '错误：泊位已占用',
    'fatal: not a git repository',
    'npm ERR! missing script: test',
    'Error executing the query: no statement was found',
    "echo 'x: -c: line 2: syntax error: unexpected end of file",
    'Malformed command',
    'E: Unable to locate package harbour',
    '<error>Tool does not exist</error>',
  ];
  for (const text of texts) assert.equal(failed(text), true, text);
});

test('a result that merely talks about errors has not failed', () => {
  const texts = [
    '',
    '   \n',
    '255.0',
    '[]',
    '{"error": null, "items": []}',
    '{"error": "", "ok": true}',
    '{"errors": 0, "warnings": 2}',
    'Error handling in Rust: a short guide',
    'Unknown tools of the Stone Age',
    '{"errors": [{"message":"one field is old"}], "data": {"id": 4}}',
    '{"status": 200, "body": "fine"}',
    '{"status": 3, "lamp": "red"}',
    '{"stdout": "error: none here", "exit_code": 0}',
    '0 errors, 0 warnings',
    'Errors: 0',
    'Done.\nexit code: 0',
    'Process exited with code 0\nError handling was added to the parser.',
    'The handbook says: on "command not found" install the program first, then try again.',
    `src/errors.ts\n1: // Error: thrown when a file is missing\n${'2: export const x = 1;\n'.repeat(60)}`,
    '12 passed, no failures',
    'The flight was cancelled due to a system error last May.',
  ];
  for (const text of texts) assert.equal(failed(text), false, text);
});

test('hostile results cost little', () => {
  const started = performance.now();
  for (const text of [
    '{'.repeat(1_000_000),
    'error '.repeat(300_000),
    ' '.repeat(2_000_000),
    'a/'.repeat(800_000),
    '\n'.repeat(900_000),
  ]) {
    failed(text);
    failed(`{"error": ${text}`);
  }
  assert.ok(performance.now() - started < 1000);
});
