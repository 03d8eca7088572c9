import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadCodebooks } from '../behavior/codebooks/load-codebooks.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { Actor, Part, Trajectory } from '../trajectory/trajectory.ts';
import { sampleRun } from '../trajectory/testing/sample-run.ts';
import { checkRules } from './check-rules.ts';
import { loadRules, ruleFileNames } from './load-rules.ts';
import { parseRules } from './parse-rules.ts';
import { runEvents } from './run-events.ts';

const say = (text: string): Part => ({ kind: 'text', text });
const call = (callId: string, name: string, args = '{}'): Part => ({
  kind: 'tool-call',
  callId,
  name,
  argumentsText: args,
});
const answer = (callId: string, text: string): Part => ({ kind: 'tool-result', callId, text });

function run(id: string, ...turns: readonly (readonly [actor: Actor, ...parts: Part[]])[]): Trajectory {
  return sampleRun(
    turns.map(([actor, ...parts]) => ({ actor, parts })),
    { id },
  );
}

const RULES = parseRules(
  `rules:
  - id: authenticate-first
    formula: '!(tool:cancel_order | tool:refund) W tool:find_user'
    posture: block
    description: find out who is asking first
  - id: answer-errors
    formula: G("error:refund" -> F agent:apologise)
  - id: never-delete
    formula: G !tool:delete
`,
  'rules.yaml',
);

test('each run is satisfied, violated or vacuous, and a violation is explained where it happened', async () => {
  const runs = [
    run(
      'good',
      ['user', say('Cancel it.')],
      ['agent', call('1', 'find_user')],
      ['tool', answer('1', '{}')],
      ['agent', call('2', 'cancel_order')],
    ),
    run(
      'early',
      ['agent', say('Sure.'), call('1', 'refund'), call('2', 'find_user')],
      ['tool', answer('1', 'Error: declined')],
      ['tool', answer('2', '{}')],
    ),
    run('idle', ['user', say('What is the weather?')]),
    run(
      'late',
      ['agent', call('1', 'find_user')],
      ['agent', call('2', 'refund')],
      ['tool', answer('2', 'Error: declined')],
      ['agent', call('3', 'delete')],
      ['agent', say('I am sorry about that.')],
    ),
  ];
  const results = await checkRules(RULES, runs);
  const withoutInterval = results.map((result) => {
    const { interval: _, ...rest } = result;
    return rest;
  });
  assert.deepEqual(withoutInterval, [
    {
      id: 'authenticate-first',
      posture: 'block',
      formula: '!(tool:cancel_order | tool:refund) W tool:find_user',
      description: 'find out who is asking first',
      satisfied: 2,
      violated: 1,
      vacuous: 1,
      violations: [
        {
          trajectory: 'early',
          step: 0,
          part: 1,
          explanation: 'tool:refund at step 0, before any tool:find_user: find out who is asking first',
        },
      ],
    },
    {
      id: 'answer-errors',
      posture: 'log',
      formula: 'G("error:refund" -> F agent:apologise)',
      satisfied: 1,
      violated: 1,
      vacuous: 2,
      violations: [
        {
          trajectory: 'early',
          step: 1,
          part: 0,
          explanation: 'error:refund at step 1, and no agent:apologise after it',
        },
      ],
    },
    {
      id: 'never-delete',
      posture: 'log',
      formula: 'G !tool:delete',
      satisfied: 3,
      violated: 1,
      vacuous: 0,
      violations: [{ trajectory: 'late', step: 3, part: 0, explanation: 'tool:delete at step 3, which must never be' }],
    },
  ]);
});

test('the interval of violations is between tasks, over runs that put the rule to the test', async () => {
  const trial = (i: number, task: string, ...names: readonly string[]) => ({
    ...run(`${task}-${i}`, ...names.map((name) => ['agent', call(name, name)] as const)),
    task: { id: task, tags: [] },
  });
  const tasks = ['1', '2', '3', '4', '5', '6', '7', '8'];
  const first = tasks.map((task) => trial(0, task, ...(Number(task) % 2 === 0 ? ['find_user', 'refund'] : ['refund'])));
  const again = first.map((one) => ({ ...one, id: `${one.id}-again` }));
  const [once] = await checkRules(RULES, [...first, trial(1, '9', 'find_user')]);
  const [twice] = await checkRules(RULES, [...first, ...again]);
  assert.deepEqual([once?.violated, once?.vacuous, twice?.violated, twice?.vacuous], [4, 1, 8, 0]);
  assert.deepEqual(twice?.interval, once?.interval);
});

test('of a rule with several parts, the part that is named was broken at the step that is named', async () => {
  const rules = parseRules('- { id: both, formula: "(!tool:b W tool:a) & (!tool:d W tool:c)" }', 'r.yaml');
  const [result] = await checkRules(rules, [run('r', ['agent', call('1', 'd')], ['agent', call('2', 'b')])]);
  assert.deepEqual(result?.violations, [
    { trajectory: 'r', step: 1, part: 0, explanation: 'tool:b at step 1, before any tool:a' },
  ]);
});

test('parallel calls stand one after the other, and each event says what it is', () => {
  const trajectory = run(
    'r',
    ['user', say('Yes, my number is 7.')],
    ['agent', say('Let me look.'), call('1', 'Bash', '{"command":"git push"}'), call('2', 'get_x')],
    ['tool', answer('1', 'Exit code 1'), answer('2', '{}')],
    ['system'],
  );
  assert.deepEqual(
    runEvents(trajectory.steps).map(({ step, part, atoms }) => [step, part, [...atoms].sort()]),
    [
      [0, 0, ['user', 'user:provide-information']],
      [1, 0, ['agent', 'agent:state-plan']],
      [1, 1, ['agent', 'effect:write', 'tool:Bash', 'tool:Bash(git push)']],
      [1, 2, ['agent', 'effect:read', 'tool:get_x']],
      [2, 0, ['error:Bash', 'tool']],
      [2, 1, ['ok:get_x', 'tool']],
      [3, 0, ['system']],
    ],
  );
});

test('rules may speak of behaviors in reasoning', async () => {
  const rules = parseRules('- { id: check-before-end, formula: "F behavior:verification" }', 'r.yaml');
  const think = (text: string): Part => ({ kind: 'reasoning', text, visibility: 'raw' });
  const runs = [
    run('a', ['agent', think('Let me check: 24.'), say('24')]),
    run('b', ['agent', think('It is 24.'), say('24')]),
  ];
  const [result] = await checkRules(rules, runs, { codebooks: loadCodebooks(['four-habits']) });
  assert.deepEqual(
    [result!.satisfied, result!.violations],
    [1, [{ trajectory: 'b', step: 0, part: 0, explanation: 'the run ends without any behavior:verification' }]],
  );
});

test('an empty run breaks only what demands', async () => {
  const rules = parseRules('- { id: a, formula: "F x" }\n- { id: b, formula: "G !x" }', 'r.yaml');
  const results = await checkRules(rules, [run('empty')]);
  assert.deepEqual(
    results.map(({ violated, satisfied, vacuous }) => [violated, satisfied, vacuous]),
    [
      [1, 0, 0],
      [0, 0, 1],
    ],
  );
});

test('a file of rules that cannot be read says where and why', () => {
  const message = (text: string): string => {
    try {
      parseRules(text, 'r.yaml');
    } catch (error) {
      assert.ok(error instanceof EthogramError);
      return `${error.code}: ${error.message}`;
    }
    return 'no error';
  };
  assert.equal(
    message('- id: a\n  formula: "a &"'),
    'bad-formula: r.yaml:1: a: formula a &: column 4: found the end, expected an atom, an operator or a bracket',
  );
  assert.equal(
    message('- id: a\n  formula: a\n  posture: shout'),
    'bad-rules: r.yaml:3: [0].posture: found "shout", expected log, warn, ask, retry, block or stop',
  );
  assert.equal(
    message('rules:\n  - id: a\n    formula: a\n  - id: a\n    formula: b'),
    'bad-rules: r.yaml:4: second rule with the id a, expected different ids',
  );
  assert.match(message('rules: 7'), /^bad-rules: r\.yaml:1: rules: found 7, expected a list/);
  assert.match(message('a: [1'), /^bad-rules: r\.yaml:1: /);
});

test('a yes that is older than what it would be to is said to be missing', async () => {
  const rules = parseRules('- { id: yes, formula: "G(tool:refund -> (!tool:get_order S user:confirm))" }', 'r.yaml');
  const turns = [
    ['user', say('Yes, that is mine.')],
    ['agent', call('1', 'get_order')],
    ['tool', answer('1', '{}')],
    ['agent', call('2', 'refund')],
  ] as const;
  const [{ violations } = { violations: [] }] = await checkRules(rules, [run('hasty', ...turns)]);
  assert.deepEqual(
    violations.map(({ explanation }) => explanation),
    ['tool:refund at step 3, and no user:confirm since the last tool:get_order'],
  );
});

test('a rule about a behavior that no codebook has is refused, since nothing could break it', async () => {
  const rules = parseRules('- { id: habit, formula: "F behavior:verificaton" }', 'r.yaml');
  await assert.rejects(checkRules(rules, [], { codebooks: loadCodebooks(['four-habits', 'moves']) }), {
    code: 'bad-rules',
    message: 'habit: found behavior:verificaton, expected the slug of a code in four-habits, moves',
  });
  await assert.rejects(checkRules(rules, []), { code: 'bad-rules', message: /of which there are none$/ });
});

test('the rules that ship are well formed', () => {
  for (const name of ruleFileNames()) assert.ok(loadRules(name).length > 0, name);
  assert.throws(() => loadRules('nowhere.yaml'), {
    code: 'file-not-found',
    message: 'nowhere.yaml: cannot be read, expected a file of rules or one of general',
  });
});
