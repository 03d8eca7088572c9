import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callEffect, type CallEffect } from './call-effect.ts';

test('tools are read by the first telling word of their name', () => {
  const cases: readonly (readonly [name: string, effect: CallEffect])[] = [
    ['get_order', 'read'],
    ['searchFlights', 'read'],
    ['cancel_reservation', 'write'],
    ['send_money', 'write'],
    ['Edit', 'edit'],
    ['Write', 'edit'],
    ['apply_patch', 'edit'],
    ['run_tests', 'check'],
    ['TodoWrite', 'read'],
    ['transfer_to_human_agents', 'unknown'],
    ['frobnicate', 'unknown'],
  ];
  for (const [name, effect] of cases) assert.equal(callEffect(name, '{}'), effect, name);
  assert.equal(callEffect('str_replace_editor', '{"command": "view", "path": "/a"}'), 'read');
});

test('command lines are read by what they run', () => {
  const cases: readonly (readonly [command: string, effect: CallEffect])[] = [
    ['ls -la && cat a.txt', 'read'],
    ['git status', 'read'],
    ['git commit -m "run > test"', 'write'],
    ['npm install', 'write'],
    ['npm test 2>&1 | tail -5', 'check'],
    ['cd app && npm run test:unit', 'check'],
    ['python3 solve.py > /dev/null', 'check'],
    ['./scripts/run-all.sh', 'check'],
    ['git add -A && npm test', 'check'],
    ["sed -i 's/a/b/' x.ts", 'edit'],
    ["cat <<'EOF' > x.ts\nhello\nEOF", 'edit'],
    ['echo hi >> notes.md', 'edit'],
    ['if [ $a -gt 3 ]; then ls; fi', 'read'],
    ['rm -rf dist', 'write'],
    ['frobnicate', 'unknown'],
  ];
  for (const [command, effect] of cases) assert.equal(callEffect('Bash', JSON.stringify({ command })), effect, command);
});
