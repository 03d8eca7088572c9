import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACME_REPORTS_PROJECT } from './acme-reports-project.ts';
import { ACME_SHOP_PROJECT } from './acme-shop-project.ts';
import { codingTools } from './coding-tools.ts';
import { fakeShell } from './fake-shell.ts';
import { holdsInFixture, runFixtureTests } from './run-fixture-tests.ts';

for (const project of [ACME_SHOP_PROJECT, ACME_REPORTS_PROJECT]) {
  for (const { id, file, before, right, wrong, hidden } of project.tasks) {
    test(`${id}: the right edit passes everything, the wrong one fails the tests, none fails the hidden check`, () => {
      const edited = (replacement: string): Map<string, string> => {
        const text = project.files[file]!;
        assert.ok(text.includes(before));
        return new Map([...Object.entries(project.files), [file, text.replace(before, () => replacement)]]);
      };
      const verdict = (files: Map<string, string>): readonly [boolean, boolean] => [
        runFixtureTests(files).failed === 0,
        holdsInFixture(files, file, hidden),
      ];
      assert.deepEqual(verdict(edited(right)), [true, true]);
      assert.equal(verdict(edited(wrong))[0], false);
      assert.deepEqual(verdict(edited(before)), [true, false]);
    });
  }
}

test('the shell knows its few programs and refuses the rest', () => {
  const shell = fakeShell(ACME_SHOP_PROJECT);
  const codes = [
    'cat README.md',
    'cat nothing',
    'ls src',
    'ls nowhere',
    'python x',
    'python3 x',
    'npm test',
    'npm run test:unit',
  ].map((command) => shell.run(command).exitCode);
  assert.deepEqual(codes, [0, 1, 0, 2, 127, 2, 1, 0]);
  assert.equal(shell.run('curl http://example.com').output, '/bin/bash: line 1: curl: command not found');
  assert.equal(shell.run('npm run tests').output.split('\n')[0], 'npm error Missing script: "tests"');
});

test('git sees edits until they are committed', () => {
  const shell = fakeShell(ACME_REPORTS_PROJECT);
  shell.files.set('src/csv.js', "'use strict';\n");
  assert.equal(shell.run('git status --short').output, ' M src/csv.js');
  assert.equal(shell.run('git add -A && git commit -m "Empty it"').exitCode, 0);
  assert.equal(shell.run('git status --short').output, '');
  assert.match(shell.run('git log --oneline -5').output, /Empty it/);
});

test('a file is edited only after it was read', () => {
  const shell = fakeShell(ACME_REPORTS_PROJECT);
  const tools = codingTools(shell, ACME_REPORTS_PROJECT.cwd);
  const file_path = `${ACME_REPORTS_PROJECT.cwd}/src/csv.js`;
  const edit = { file_path, old_string: 'rows.map', new_string: 'rows.flatMap' };
  assert.equal(tools.call('Edit', edit).text, 'File has not been read yet. Read it first, then edit it.');
  tools.call('Read', { file_path });
  assert.equal(tools.call('Edit', edit).text, `The file ${file_path} has been updated.`);
  assert.match(shell.files.get('src/csv.js')!, /rows\.flatMap/);
});

test('the fixtures cannot reach this process', () => {
  const escape =
    "module.exports = {}; if (typeof process !== 'undefined' || typeof fetch !== 'undefined') throw new Error('out');";
  assert.equal(holdsInFixture(new Map([['src/a.js', escape]]), 'src/a.js', 'same(1, 1)'), true);
  assert.equal(holdsInFixture(new Map([['src/a.js', "require('node:fs');"]]), 'src/a.js', 'same(1, 1)'), false);
});
