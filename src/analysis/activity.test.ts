import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callActivity } from './activity.ts';

test('what a call is for is told from its name and its command', () => {
  const tools = [
    'get_user_details',
    'Read',
    'cancel_reservation',
    'Edit',
    'send_email',
    'calculate',
    'TodoWrite',
    'think',
    'x',
  ];
  assert.deepEqual(
    tools.map((tool) => callActivity(tool, '{}')),
    ['look', 'look', 'change', 'change', 'change', 'use', 'use', 'think', 'use'],
  );
  const commands = ['git status', 'git commit -m x', 'npm test', 'rm -r build', 'sed -i s/a/b/ file', 'cat file'];
  assert.deepEqual(
    commands.map((command) => callActivity('Bash', JSON.stringify({ command }))),
    ['look', 'change', 'use', 'change', 'change', 'look'],
  );
});
