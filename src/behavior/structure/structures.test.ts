import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Actor, Part } from '../../trajectory/trajectory.ts';
import { sampleRun } from '../../trajectory/testing/sample-run.ts';
import { detectRun } from '../detect-run.ts';
import { loadCodebooks } from '../codebooks/load-codebooks.ts';
import { parseCodebook } from '../codebooks/parse-codebook.ts';

const CODEBOOKS = loadCodebooks(['agent-runs']);
const say = (words: string): Part => ({ kind: 'text', text: words });
let calls = 0;

/** A call and, unless it is undefined, its answer in the next step. */
type Turn = readonly [actor: Actor, ...parts: Part[]];
function act(name: string, args: object, answer: string): Turn[] {
  const callId = `c${calls++}`;
  return [
    ['agent', { kind: 'tool-call', callId, name, argumentsText: JSON.stringify(args) }],
    ['tool', { kind: 'tool-result', callId, text: answer }],
  ];
}
function together(...pairs: readonly (readonly [name: string, args: object, answer: string])[]): Turn[] {
  const ids = pairs.map(() => `c${calls++}`);
  return [
    [
      'agent',
      ...pairs.map(([name, args], i): Part => ({
        kind: 'tool-call',
        callId: ids[i]!,
        name,
        argumentsText: JSON.stringify(args),
      })),
    ],
    ...pairs.map(([, , answer], i): Turn => ['tool', { kind: 'tool-result', callId: ids[i]!, text: answer }]),
  ];
}
function found(...turns: readonly (Turn | Turn[])[]): string[] {
  const flat = turns.flatMap((turn) => (Array.isArray(turn[0]) ? (turn as Turn[]) : [turn as Turn]));
  const run = sampleRun(flat.map(([actor, ...parts]) => ({ actor, parts })));
  return detectRun(run, CODEBOOKS).events.map(
    ({ code, steps: [first, last] }) => `${code.replace(/^.*\/|@.*$/g, '')} ${first}-${last}`,
  );
}
const user = (words: string): Turn => ['user', say(words)];
const agent = (words: string): Turn => ['agent', say(words)];

test('repeated-call: the same look-up with the same answer and nothing done in between', () => {
  const look = (): Turn[] => act('get_order', { id: 'W1' }, '{"state":"open"}');
  assert.deepEqual(found(look(), look()), ['repeated-call 2-2']);
  assert.deepEqual(found(look(), user('And now?'), look()), []);
  assert.deepEqual(found(look(), act('cancel_order', { id: 'W1' }, 'ok'), look()), []);
  assert.deepEqual(found(look(), act('get_order', { id: 'W2' }, '{}'), look()), ['repeated-call 4-4']);
  assert.deepEqual(found(act('get_time', {}, '10:00'), act('get_time', {}, '10:01')), []);
  assert.deepEqual(found(act('get_order', { id: 'W1' }, 'Error: no W1'), look()).includes('repeated-call 2-2'), false);
  const [call, answer] = look();
  assert.deepEqual(found(['agent', call![1]!, answer![1]!]), [], 'answered in the step of its call');
  const bare = (): Turn[] => [
    ['agent', { kind: 'tool-call', callId: `c${calls}`, name: 'Edit', argumentsText: '' }],
    ['tool', { kind: 'tool-result', callId: `c${calls++}`, text: 'ok' }],
  ];
  assert.deepEqual(found(bare(), bare()), [], 'the log does not show what was asked');
});

test('retry-without-change: the same failing call again at once', () => {
  const fail = (): Turn[] => act('Bash', { command: 'npm tset' }, 'Exit code 1\nunknown command');
  assert.deepEqual(found(fail(), fail()), ['retry-without-change 2-2']);
  assert.deepEqual(found(fail(), user('once more'), fail()), []);
  assert.deepEqual(found(fail(), act('Read', { file_path: '/p' }, '{}'), fail()), []);
  const slow = (): Turn[] => act('fetch', { url: 'u' }, 'Error: request timed out');
  assert.deepEqual(found(slow(), slow()), []);
});

test('error-recovery: past a failure by doing something else', () => {
  const fail = act('get_order', { id: 'W1' }, 'Error: order ids look like #W1');
  assert.deepEqual(found(fail, act('get_order', { id: '#W1' }, '{}')), ['error-recovery 0-3']);
  assert.deepEqual(
    found(
      act('Bash', { command: 'python a.py' }, 'bash: python: command not found'),
      act('Bash', { command: 'python3 a.py' }, 'ok'),
    ),
    ['error-recovery 0-3'],
  );
  assert.deepEqual(
    found(
      act('find_user_by_email', { email: 'x' }, 'Error: no such user'),
      act('find_user_by_name', { name: 'y' }, '{}'),
    ),
    ['error-recovery 0-3'],
  );
  assert.deepEqual(found(act('get_order', { id: 'W1' }, 'Error: busy'), act('get_order', { id: 'W1' }, '{}')), []);
  assert.deepEqual(found(act('get_order', { id: 'W1' }, 'Error: busy'), act('get_user', { id: 'U1' }, '{}')), []);
});

test('finish-without-check: the last edit is never tried', () => {
  const edit = (): Turn[] => [
    ...act('Read', { file_path: '/a.ts' }, 'x'),
    ...act('Edit', { file_path: '/a.ts', old_string: 'x', new_string: 'y' }, 'ok'),
  ];
  assert.deepEqual(found(edit(), agent('Fixed.')), ['finish-without-check 2-4']);
  assert.deepEqual(found(edit(), act('Bash', { command: 'npm test' }, 'ok'), agent('Fixed.')), []);
  assert.deepEqual(found(act('Bash', { command: 'npm test' }, 'ok'), edit(), agent('Fixed.')), [
    'finish-without-check 4-6',
  ]);
  assert.deepEqual(found(edit(), act('Bash', { command: 'git commit -am x' }, 'ok'), agent('Done.')), [
    'finish-without-check 2-6',
  ]);
  assert.deepEqual(found(edit()), [], 'a run that breaks off is not judged');
  assert.deepEqual(found(agent('Nothing to do.')), []);
  for (const tool of ['write_to_file', 'apply_diff', 'fs_write', 'frobnicate']) {
    const change = act(tool, { path: 'src/a.ts', content: 'x' }, 'ok');
    assert.deepEqual(found(change, agent('Fixed.')), ['finish-without-check 0-2'], tool);
    assert.deepEqual(found(change, act('zorp', {}, 'ok'), agent('Fixed.')), [], 'a tool that may check');
    assert.deepEqual(found(change, act('check_syntax', { path: 'src/a.ts' }, 'ok'), agent('Fixed.')), []);
    assert.deepEqual(found(change, act('get_zorp', { id: 'a' }, 'ok'), agent('Fixed.')), ['finish-without-check 0-4']);
  }
  const logged = act('Bash', { command: 'go test ./... > /tmp/full.txt' }, '');
  assert.deepEqual(found(edit(), logged, agent('Fixed.')), []);
  assert.deepEqual(found(act('send_mail', { to: 'a@b.org', body: 'x' }, 'ok'), agent('Sent.')), []);
});

test('dependent-calls-in-one-turn: a call that needed another’s answer', () => {
  assert.deepEqual(
    found(together(['find_user', { name: 'Ann' }, '{"id":"u_9"}'], ['get_orders', { user: 'u_9' }, '[]'])),
    [],
    'u_9 has fewer than four characters that matter',
  );
  assert.deepEqual(
    found(together(['find_user', { name: 'Ann' }, '{"id":"user_93"}'], ['get_orders', { user: 'user_93' }, '[]'])),
    ['dependent-calls-in-one-turn 0-0'],
  );
  assert.deepEqual(
    found(
      user('I am user_93'),
      together(['find_user', { name: 'Ann' }, '{"id":"user_93"}'], ['get_orders', { user: 'user_93' }, '[]']),
    ),
    [],
    'the value was known',
  );
  assert.deepEqual(
    found(
      user('Cancel W7731'),
      together(['get_order', { id: 'W7731' }, '{}'], ['cancel_order', { id: 'W7731' }, 'ok']),
    ),
    ['dependent-calls-in-one-turn 1-1', 'action-before-precondition 1-1'],
  );
  assert.deepEqual(found(together(['a_search', { q: 'x' }, '1'], ['b_open', { url: '<result of a_search>' }, '2'])), [
    'dependent-calls-in-one-turn 0-0',
  ]);
  assert.deepEqual(found(together(['Read', { file_path: '/a.ts' }, 'x'], ['Read', { file_path: '/b.ts' }, 'y'])), []);
});

test('action-before-precondition: changing before looking', () => {
  assert.deepEqual(found(act('cancel_order', { order_id: 'W1' }, 'ok')), ['action-before-precondition 0-0']);
  assert.deepEqual(found(act('get_user', { id: 'u' }, '{}'), act('cancel_order', { order_id: 'W1' }, 'ok')), []);
  assert.deepEqual(found(act('create_ticket', { user_id: 'u' }, 'ok')), []);
  assert.deepEqual(found(act('invite_guest', { user: 'Ann' }, 'ok'), act('remove_guest', { user: 'Ann' }, 'ok')), []);
  const edit = act('Edit', { file_path: '/a.ts', old_string: 'x', new_string: 'y' }, 'ok');
  assert.deepEqual(found(edit), ['action-before-precondition 0-0']);
  assert.deepEqual(found(act('Bash', { command: 'cat a.ts' }, 'x'), edit), []);
  assert.deepEqual(
    found(
      act('Read', { file_path: '/b.ts' }, 'x'),
      act(
        'Write',
        { file_path: '/c.ts', content: '' },
        'Error: File has not been read yet. Read it first before writing to it.',
      ),
    ),
    ['action-before-precondition 2-2'],
  );
});

test('omissions and calls are matched by what a codebook says of them', () => {
  const matched = (match: string, ...turns: readonly (Turn | Turn[])[]): string[] => {
    const flat = turns.flatMap((turn) => (Array.isArray(turn[0]) ? (turn as Turn[]) : [turn as Turn]));
    const text = `{name: own, version: 1, title: Own, source: here, codes: [{slug: it, definition: It., unit: step, match: ${match}}]}`;
    return detectRun(sampleRun(flat.map(([actor, ...parts]) => ({ actor, parts }))), [
      parseCodebook(text, 'own.yaml'),
    ]).events.map(({ steps: [first, last] }) => `${first}-${last}`);
  };
  const pay = act('pay', { bill: 'B1', mode: 'fast' }, 'ok');
  const look = act('look', { bill: 'B1' }, 'due');
  const broken = act('look', { bill: 'B1' }, 'Error: busy');
  const left = (when: string): string => `{omission: {act: ["tool:pay"], needs: ["tool:look"], when: ${when}}}`;
  assert.deepEqual(matched(left('before'), pay), ['0-0']);
  assert.deepEqual(matched(left('before'), look, pay), []);
  assert.deepEqual(matched(left('before'), broken, pay), ['2-2'], 'what failed was not done');
  assert.deepEqual(matched(left('late'), pay, look), ['0-2']);
  assert.deepEqual(matched(left('late'), pay), []);
  assert.deepEqual(matched(left('after'), pay, agent('Done.')), ['0-0']);
  assert.deepEqual(matched(left('after'), pay), [], 'a run that breaks off is not judged');
  assert.deepEqual(matched(left('after'), pay, look, agent('Done.')), []);
  assert.deepEqual(matched('{omission: {act: ["tool:pay"], needs: ["tool:*"], when: after}}', pay, look, agent('Done.')), []); // prettier-ignore
  const late = '{omission: {act: ["tool:look"], needs: ["tool:pay"], when: after-done}}';
  assert.deepEqual(matched(late, look, pay, look, look), ['4-6']);
  assert.deepEqual(matched(late, pay, user('And what is left to pay?'), look), [], 'asked for');
  const failing = '{omission: {act: ["tool:look"], needs: ["tool:look"], when: after-failure}}';
  assert.deepEqual(matched(failing, look, broken), ['2-2']);
  assert.deepEqual(matched(failing, broken, look), []);
  const yes = '{omission: {act: ["tool:pay"], needs: ["user:confirm"], when: before}}';
  assert.deepEqual(matched(yes, user('Yes, please.'), pay), []);
  assert.deepEqual(matched('{call: {symbols: ["tool:pay"], field: mode, value: fast}}', pay, look), ['0-0']);
  assert.deepEqual(matched('{structure: same-answer}', look, pay, look), [], 'paying may have changed it');
  assert.deepEqual(matched('{structure: same-answer}', look, user('And now?'), look), ['3-3']);
  assert.deepEqual(matched('{structure: same-failure}', broken, broken), ['2-2']);
});
