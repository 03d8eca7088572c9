import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { callSymbol, programOf, shellCommand } from './call-symbol.ts';

test('a shell call is named after the program and its sub-command', () => {
  const cases: readonly (readonly [command: string, program: string | undefined])[] = [
    ['git commit -m "a && b"', 'git commit'],
    ['cd /srv/app && npm run test:unit -- --watch', 'npm run test:unit'],
    ['cd repo; FOO=1 BAR="x y" sudo -E /usr/bin/python3 -m pytest -q', 'python3 -m pytest'],
    ['git -C /tmp/x --no-pager log --oneline | head -5', 'git log'],
    ['timeout 30 ./scripts/run-all.sh', 'run-all.sh'],
    ['docker compose up -d', 'docker compose up'],
    ['gh pr create --fill', 'gh pr create'],
    ['npx tsc -p .', 'npx tsc'],
    ['ls -la', 'ls'],
    ['cat a.txt | grep x', 'cat'],
    ['# only a comment\nmake test', 'make test'],
    ['export A=1 && cd x', 'export'],
    ['$(whoami)', undefined],
    ['', undefined],
  ];
  for (const [command, program] of cases) assert.equal(programOf(command), program, command);
});

test('only shells are looked into', () => {
  assert.equal(callSymbol('Bash', '{"command":"git push"}'), 'tool:Bash(git push)');
  assert.equal(callSymbol('execute_bash', '{"command":"cd a && ls"}'), 'tool:execute_bash(ls)');
  assert.equal(callSymbol('shell', '{"command":["bash","-lc","git status"]}'), 'tool:shell(git status)');
  assert.equal(callSymbol('shell', '{"command":["git","diff"]}'), 'tool:shell(git diff)');
  assert.equal(callSymbol('search', '{"command":"git push"}'), 'tool:search');
  assert.equal(callSymbol('Bash', '{"command":42}'), 'tool:Bash');
  assert.equal(callSymbol('Bash', '{"comm'), 'tool:Bash');
  assert.equal(shellCommand('bash', 'ls -l'), 'ls -l');
});

test('no command line makes it throw or hang', () => {
  fc.assert(fc.property(fc.string(), (line) => typeof (programOf(line) ?? '') === 'string'));
  const started = performance.now();
  programOf('a'.repeat(5_000_000));
  programOf('"'.repeat(1_000_000));
  assert.ok(performance.now() - started < 500);
});

test('of a transcript in Markdown the code under the title is the command', () => {
  assert.equal(callSymbol('Bash', 'Run the suite\n\n`go test ./...`'), 'tool:Bash(go test)');
  assert.equal(callSymbol('Bash', 'Find callers\n\n```bash\ncd lib\ngrep -rn open .\n```'), 'tool:Bash(grep)');
  assert.equal(callSymbol('Bash', 'echo `date`\nls'), 'tool:Bash(echo)');
});
