import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NOTHING_IMPORTED } from './add-imports.ts';
import { importText } from './import-text.ts';

test('what an import did is said in counts, and what it did not do is left out', () => {
  assert.deepEqual(importText(NOTHING_IMPORTED), ['imported nothing']);
  assert.deepEqual(importText({ ...NOTHING_IMPORTED, duplicates: 1200 }), ['nothing new, 1,200 already there']);
  assert.deepEqual(importText({ ...NOTHING_IMPORTED, continued: 1, duplicates: 2, steps: 3, tokens: 1 }), [
    'continued 1 trajectory (3 steps, about 1 token), 2 already there',
  ]);
  assert.deepEqual(
    importText({
      ...NOTHING_IMPORTED,
      imported: 2,
      continued: 1,
      steps: 5,
      tokens: 1000,
      formats: { codex: 3 },
      redactions: { email: 2, key: 1, password: 2, user: 1 },
      older: { files: 1, runs: 2 },
    }),
    [
      'imported 2 trajectories (5 steps, about 1,000 tokens), continued 1',
      '  codex: 3',
      'replaced by placeholders: 2 e-mail addresses, 1 key or token, 2 passwords, 1 user name',
      'older than asked for, left out: 1 file not opened, 2 runs',
    ],
  );
});

test('that nothing was replaced is said where something was stored', () => {
  const line = 'stored as it is, secrets and personal data included (--redact=off)';
  assert.deepEqual(importText({ ...NOTHING_IMPORTED, imported: 1 }, { redact: false }).slice(1), [line]);
  assert.deepEqual(importText({ ...NOTHING_IMPORTED, duplicates: 1 }, { redact: false }).slice(1), []);
});

test('an issue that stands in many places is said once', () => {
  const issues = [1, 2, 3, 4, 5].map((line) => ({ file: '-', line, code: 'bad-json', message: 'found no JSON' }));
  assert.deepEqual(importText({ ...NOTHING_IMPORTED, issues }).slice(1), [
    '5 issues:',
    '  bad-json: found no JSON',
    '    stdin:1',
    '    stdin:2',
    '    stdin:3',
    '    … and 2 more; --json lists all',
  ]);
});
