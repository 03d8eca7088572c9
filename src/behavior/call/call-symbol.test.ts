import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callSymbol, callSymbols, shellCommand } from './call-symbol.ts';

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

test('a line of several commands has a symbol of each that it is for', () => {
  const line = 'cd web && npm run lint && git commit -m "lint && fix" 2>&1 | tail -3';
  const text = JSON.stringify({ command: line });
  const found = callSymbols('Bash', text).map(({ symbol, start, end }) => [symbol, text.slice(start, end)]);
  assert.deepEqual(found, [
    ['tool:Bash(npm run lint)', 'npm run lint'],
    ['tool:Bash(git commit)', 'git commit -m \\"lint && fix\\"'],
  ]);
  assert.deepEqual(callSymbols('Bash', '{"command":"$(whoami)"}'), [{ symbol: 'tool:Bash', start: 0, end: 23 }]);
});

test('of a transcript in Markdown the code under the title is the command', () => {
  assert.equal(callSymbol('Bash', 'Run the suite\n\n`go test ./...`'), 'tool:Bash(go test)');
  assert.equal(callSymbol('Bash', 'Find callers\n\n```bash\ncd lib\ngrep -rn open .\n```'), 'tool:Bash(grep)');
  assert.equal(callSymbol('Bash', 'echo `date`\nls'), 'tool:Bash(ls)');
});
