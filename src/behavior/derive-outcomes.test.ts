import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OutcomeRecord, Part, Step } from '../trajectory/trajectory.ts';
import { deriveOutcomes, withDerivedOutcomes } from './derive-outcomes.ts';

const step = (actor: Step['actor'], ...parts: Part[]): Omit<Step, 'index'> => ({ actor, parts });
const says = (actor: Step['actor'], text: string): Omit<Step, 'index'> => step(actor, { kind: 'text', text });
const calls = (name: string, args: object): Omit<Step, 'index'> =>
  step('agent', { kind: 'tool-call', callId: 'c', name, argumentsText: JSON.stringify(args) });
const answers = (text: string, isError?: boolean): Omit<Step, 'index'> =>
  step('tool', { kind: 'tool-result', callId: 'c', text, ...(isError !== undefined && { isError }) });
const numbered = (steps: readonly Omit<Step, 'index'>[]): Step[] => steps.map((s, index) => ({ index, ...s }));
const outcomes = (...steps: Omit<Step, 'index'>[]): Record<string, unknown> =>
  Object.fromEntries(deriveOutcomes(numbered(steps)).map(({ name, value }) => [name, value]));

const edit = [calls('Edit', { file_path: 'a.ts' }), answers('ok')];
const tests = (...result: [string, boolean?]): Omit<Step, 'index'>[] => [
  calls('Bash', { command: 'cd app && npm run test:unit' }),
  answers(...result),
];

test('the last run of the tests says whether the run succeeded', () => {
  assert.deepEqual(outcomes(says('user', 'fix it'), ...edit, ...tests('1 failing', true)), {
    'tests-passed': false,
    success: false,
  });
  assert.deepEqual(outcomes(...tests('Exit code 1'), ...edit, ...tests('12 passed')), {
    'tests-passed': true,
    success: true,
  });
  assert.deepEqual(outcomes(...tests('=== 2 failed, 3 passed in 0.1s ===')), { 'tests-passed': false, success: false });
});

test('commands are told apart: tests, and words about tests', () => {
  const passed = (command: string): unknown => outcomes(calls('Bash', { command }), answers('ok'))['tests-passed'];
  for (const command of [
    'pytest -q',
    'python -m pytest tests/',
    'npx vitest run',
    'cargo test --all',
    'go test ./...',
    'node --test src',
    'pnpm -s run test',
    'make test',
    'timeout 60 npm test | tail -5',
  ])
    assert.equal(passed(command), true, command);
  for (const command of ['cat test.txt', 'grep -r jestful .', 'git add tests', 'ls test', 'npm run build'])
    assert.equal(passed(command), undefined, command);
});

test('a person who stops, rejects or corrects the agent and leaves it there says it failed', () => {
  assert.deepEqual(outcomes(says('user', 'go'), ...edit, says('user', 'No, that is the wrong file')), {
    'user-corrections': 1,
    success: false,
  });
  assert.deepEqual(outcomes(...edit, says('user', '[Request interrupted by user]')), { interrupts: 1, success: false });
  const rejection = "The user doesn't want to proceed with this tool use.";
  assert.deepEqual(outcomes(calls('Write', {}), answers(rejection, true)), { 'rejected-calls': 1, success: false });
});

test('corrections are recognised by how messages begin', () => {
  for (const text of [
    'no',
    'No!',
    'no, the other one',
    'no - use pnpm',
    'No you should not push',
    "ok but that's wrong",
    "that's not what I meant",
    "That isn't right",
    'undo that',
    'you forgot the tests',
    'I said main, not master',
    'hmm, it did not work',
    '不对，应该用 pnpm',
  ])
    assert.equal(outcomes(...edit, says('user', text))['user-corrections'], 1, text);
});

test('what was objected to and then worked on is counted, and judged no more', () => {
  assert.deepEqual(outcomes(...edit, says('user', "That's not what I asked for"), ...edit), { 'user-corrections': 1 });
  assert.deepEqual(outcomes(...edit, says('user', 'it still does not work'), ...edit, ...tests('ok, 3 passed')), {
    'tests-passed': true,
    'user-corrections': 1,
    success: true,
  });
});

test('changes that are taken back are counted, other uses of git are not', () => {
  const reverts = (command: string): unknown =>
    outcomes(...edit, calls('Bash', { command }), answers(''))['reverted-changes'];
  for (const command of ['git checkout -- a.ts', 'git restore a.ts', 'git reset --hard HEAD~1', 'cd x && git stash'])
    assert.equal(reverts(command), 1, command);
  for (const command of [
    'git checkout -b topic',
    'git restore --staged .',
    'git stash pop',
    'git log',
    'git checkout main',
  ])
    assert.equal(reverts(command), undefined, command);
  assert.deepEqual(outcomes(calls('Bash', { command: 'git restore .' }), answers('')), {});
});

test('ordinary words, simulated users, copied steps and quotes say nothing', () => {
  for (const text of [
    'No problem, go on',
    'no worries!',
    'Stop the server and start it again',
    'Now add a test',
    'thanks!',
    'No known action matches that input.',
    "That's not a verb I recognise.",
  ])
    assert.deepEqual(outcomes(...edit, says('user', text)), {}, text);
  assert.deepEqual(outcomes(says('user', 'No, do it like this')), {}, 'before the agent did anything');
  assert.deepEqual(outcomes(...edit, { ...says('user', 'No!'), simulatedUser: true }), {});
  assert.deepEqual(outcomes(...edit, { ...says('user', 'No!'), copied: true }), {});
  assert.deepEqual(outcomes(calls('Read', {}), answers("1: the user doesn't want to", false)), {});
});

test('only runs that nobody judged get derived outcomes', () => {
  const judged: OutcomeRecord[] = [{ name: 'reward', value: 1, by: 'verifier' }];
  const failing = numbered(tests('Exit code 1'));
  assert.equal(withDerivedOutcomes(judged, failing), judged);
  const derived = withDerivedOutcomes([], failing);
  assert.deepEqual(derived, [
    { name: 'tests-passed', value: false, by: 'derived' },
    { name: 'success', value: false, by: 'derived' },
  ]);
  assert.equal(withDerivedOutcomes(derived, failing), derived);
});

test('long hostile texts cost little', () => {
  const started = performance.now();
  for (const text of ['no '.repeat(500_000), 'still '.repeat(200_000), 'git '.repeat(200_000), ' '.repeat(1_000_000)]) {
    outcomes(...edit, says('user', text), calls('Bash', { command: text }), answers(text));
  }
  assert.ok(performance.now() - started < 500);
});
