import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readTasks } from './read-tasks.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-tasks-'));
after(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'tasks.jsonl');
const GOOD = '{"text": "What is 2 + 2?", "check": {"kind": "number", "answer": 4}}';

test('a task without an id gets one from its text, and the same text gets the same', () => {
  writeFileSync(file, `\uFEFF${GOOD}\r\n\r\n{"id": "two", "tags": ["easy"], "text": "Say yes.", "check": {"kind": "exact", "answer": "yes"}}\n`); // prettier-ignore
  assert.deepEqual(readTasks(file), [
    {
      id: 'task-87046891418d',
      text: 'What is 2 + 2?',
      tags: [],
      check: { kind: 'number', answer: 4, tolerance: 1e-6 },
    },
    { id: 'two', text: 'Say yes.', tags: ['easy'], check: { kind: 'exact', answer: 'yes', ignoreCase: true } },
  ]);
});

for (const [what, line, message] of [
  ['what is not JSON', '{"text": ', /:2: found what is not JSON \(.+\), expected a task$/],
  ['a text without a check', '{"text": "x"}', /:2: check: found nothing, expected /],
  ['an unknown kind of check', '{"text": "x", "check": {"kind": "luck"}}', /:2: check\.kind: found "luck", expected /],
  [
    'a check with a wrong type',
    '{"text": "x", "check": {"kind": "number", "answer": "4"}}',
    /:2: check\.answer: found "4", expected a number$/,
  ],
  ['a field that is not known', '{"text": "x", "check": {"kind": "number", "answer": 4}, "chekc": 1}', /:2: .*chekc/],
  [
    'a pattern that is none',
    '{"text": "x", "check": {"kind": "pattern", "pattern": "("}}',
    /:2: check\.pattern: found "\(", expected a regular expression$/,
  ],
  [
    'a flag that is none',
    '{"text": "x", "check": {"kind": "pattern", "pattern": "a", "flags": "g"}}',
    /:2: check\.flags: found "g", expected letters of imsuv$/,
  ],
  [
    'a choice that is not offered',
    '{"text": "x", "check": {"kind": "choice", "answer": "c", "of": ["a", "b"]}}',
    /:2: check\.answer: found "c", expected one of a, b$/,
  ],
  [
    'a world',
    '{"text": "x", "check": {"kind": "environment"}}',
    /:2: check\.kind: found "environment", expected exact, number, pattern, json, set, choice, countdown, code or judge$/,
  ],
  [
    'a task that comes twice',
    GOOD,
    /:2: id: found that of line 1 again \("task-\w+"\), expected another for another task$/,
  ],
] as const) {
  test(`${what} is refused with its line and field`, () => {
    writeFileSync(file, `${GOOD}\n${line}\n`);
    assert.throws(() => readTasks(file), { code: 'bad-tasks', message });
  });
}

test('no file and no task are told apart', () => {
  assert.throws(() => readTasks(join(folder, 'none.jsonl')), { code: 'file-not-found' });
  writeFileSync(file, '\n');
  assert.throws(() => readTasks(file), { code: 'bad-tasks', message: /found no task, expected JSON Lines of tasks$/ });
});
