import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { shellCommands, shellPrograms } from './shell-commands.ts';

const namesOf = (line: string): string[] => shellCommands(line).map(({ name }) => name);

test('a command is named after the program and its sub-command', () => {
  const cases: readonly (readonly [line: string, name?: string])[] = [
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
    ['$(whoami)'],
    [''],
  ];
  for (const [line, name] of cases) assert.deepEqual(namesOf(line), name === undefined ? [] : [name], line);
});

test('a line speaks as the commands that it is for', () => {
  const cases: readonly (readonly [line: string, ...names: string[]])[] = [
    ['gofmt -w a.go; go test ./... 2>&1 | tail -5', 'gofmt', 'go test'],
    ['git add -A && git commit -m "$(cat <<\'EOF\'\nrun npm test\nEOF\n)" && git push', 'git add', 'git commit', 'git push'],
    ['echo "=== lint ==="\ncd api\nruff check . || true\nls', 'ruff check'],
    ['echo start; grep -rn open src | head', 'grep'],
    ["cat <<'EOF' > run.sh\nnpm install\nEOF\nbash run.sh", 'cat', 'bash'],
    ['bash -lc "cd web && npm ci && npm test"', 'npm ci', 'npm test'],
    ['if [ -f go.mod ]; then go vet ./...; else mix test; fi', 'go vet', 'mix test'],
    ['for f in a b; do node $f.js; node $f.js; done', 'node'],
    ['cat data.json | python3 -m json.tool > out.json', 'python3 -m json.tool'],
    ['build() { make all; }; time build', 'build'],
  ]; // prettier-ignore
  for (const [line, ...names] of cases) assert.deepEqual(namesOf(line), names, line);
});

test('a command is told without what only shortens its output', () => {
  assert.deepEqual(shellCommands('cd web && CI=1 npm test -- --bail 2>&1 | tail -20; echo done'), [
    { name: 'npm test', text: 'CI=1 npm test -- --bail', folder: 'web', alone: true },
  ]);
  assert.deepEqual(shellCommands('cat a.txt | sort | uniq -c'), [
    { name: 'cat', text: 'cat a.txt | sort | uniq -c', alone: true },
  ]);
  assert.deepEqual(shellCommands('yes | ./install.sh > log.txt 2>/dev/null | grep ok'), [
    { name: 'install.sh', text: 'yes | ./install.sh > log.txt', alone: false },
  ]);
});

test('a command is alone where nothing else of its line puts out anything', () => {
  const alone = (line: string): boolean[] => shellCommands(line).map((command) => command.alone);
  assert.deepEqual(alone('cd web && echo "== tests" && npm test'), [true]);
  assert.deepEqual(alone('npm run lint && npm test'), [false, false]);
  assert.deepEqual(alone('cat a.json; cat b.json'), [false]);
  assert.deepEqual(alone('git remote show origin | head -3'), [true]);
  assert.deepEqual(alone('git remote show origin | grep HEAD'), [false]);
});

test('every program of a line is known, and whether it writes a file', () => {
  const told = shellPrograms('ls -l "my docs"; sort < a > b 2>&1').map(({ words, writesFile }) => [words, writesFile]);
  assert.deepEqual(told, [
    [['ls', '-l', 'my docs'], false],
    [['sort'], true],
  ]);
});

test('no line makes it throw or hang', () => {
  fc.assert(fc.property(fc.string(), (line) => shellCommands(line).length <= 6));
  const started = performance.now();
  for (const piece of ['a', '"', '$(', '((', '<<A\n', 'if ', 'a | ', '`']) shellCommands(piece.repeat(1_000_000));
  assert.ok(performance.now() - started < 2000);
});
