import assert from 'node:assert/strict';
import { test } from 'node:test';
import { plainCommand, withoutProject } from './plain-command.ts';

test('a command is told without its folder, its output and its time limit', () => {
  const cases: [string, ReturnType<typeof plainCommand>][] = [
    ['npm test', { command: 'npm test' }],
    ['cd web && npm test | tail -20', { command: 'npm test', folder: 'web' }],
    ['cd /srv/boats/harbour && npm test', { command: 'npm test' }],
    ['cd /srv/boats/harbour/web/ && timeout 60 npm test', { command: 'npm test', folder: 'web' }],
    ['cd /tmp/other && npm test', undefined],
    ['ls src | grep pier', { command: 'ls src | grep pier' }],
    ['cat /srv/boats/harbour/conf/quay.toml', { command: 'cat conf/quay.toml' }],
  ];
  for (const [line, plain] of cases) assert.deepEqual(plainCommand(line, '/srv/boats/harbour'), plain, line);
});

test('paths are told within the project, wherever it stands', () => {
  assert.equal(withoutProject('/home/ann/boats/harbour/src/a.ts', 'boats/harbour'), 'src/a.ts');
  assert.equal(withoutProject('/home/ann/boats/harbour', 'boats/harbour'), '.');
  assert.equal(withoutProject('/etc/hosts', 'boats/harbour'), '/etc/hosts');
  assert.equal(withoutProject('src/a.ts', undefined), 'src/a.ts');
});
