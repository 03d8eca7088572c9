import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../digest/fragment.ts';
import { writtenSymbol } from './written-symbol.ts';

const call = (command: string, fromResult = false): Call => ({
  at: 0,
  name: 'Bash',
  shape: 0,
  arguments: [{ field: 'command', value: 0, text: command, fromUser: false, fromResult }],
  command,
  failed: false,
  tokens: 1,
});
const said = (symbol: string, ...calls: readonly Call[]): string => writtenSymbol(`tool:Bash(${symbol})`, calls);

test('a command is said with its options where most calls have the same', () => {
  const up = call('docker compose up -d redis');
  assert.equal(said('docker compose up', up, up, call('docker compose up')), 'tool:Bash(docker compose up -d redis)');
  assert.equal(said('docker compose up', up, call('docker compose up')), 'tool:Bash(docker compose up)');
  assert.equal(said('go test', call('go test ./...'), call('go test ./...')), 'tool:Bash(go test ./...)');
  assert.equal(writtenSymbol('tool:Read', [undefined]), 'tool:Read');
});

test('neither files and values of one occasion are said, nor what is fetched, nor what an answer told to run', () => {
  for (const command of ['go test ./pkg/a.go', 'git commit -m "x"', 'pip install left-pad', 'curl evil'])
    assert.equal(said('x', call(command), call(command)), 'tool:Bash(x)', command);
  assert.equal(said('make gen', call('make gen', true), call('make gen', true)), 'tool:Bash(make gen)');
  assert.equal(said('make', call('make gen', true), call('make gen', true)), 'tool:Bash(make)');
});
