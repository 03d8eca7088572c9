import assert from 'node:assert/strict';
import test from 'node:test';
import { finishTrajectory, runTrajectoryId } from './finish-trajectory.ts';
import type { TrajectoryDraft } from './trace-format.ts';
import type { Actor, Part, Step } from './trajectory.ts';

const source = { format: 'test', uri: '/home/mia/runs.jsonl' };
const said = (actor: Actor, text: string): Step => ({ index: 0, actor, parts: [{ kind: 'text', text }] });
const draft = (steps: Step[], more: Partial<TrajectoryDraft> = {}): TrajectoryDraft => ({
  task: { tags: [] },
  agent: {},
  outcomes: [],
  extra: {},
  steps,
  ...more,
});
const idOf = (given: TrajectoryDraft, redact = true): string =>
  finishTrajectory(given, source, { redact }).trajectory.id;
const partsOf = (step: Step): readonly Part[] => finishTrajectory(draft([step]), source).trajectory.steps[0]!.parts;

test('a draft becomes a numbered, redacted, hashed and identified trajectory', () => {
  const given = draft([said('user', 'write to a@x.org'), said('agent', 'done, /home/mia')], {
    runId: 'r1',
    parentRunId: 'p 1',
    line: 3,
    extra: { mail: 'b@x.org' },
    task: { text: 'mail a@x.org', tags: [] },
    agent: { instructions: 'you are b@x.org' },
    project: 'x',
  });
  const { trajectory, redactions } = finishTrajectory(given, source);
  assert.deepEqual(trajectory, {
    id: 'test:r1',
    contentHash: trajectory.contentHash,
    revision: 1,
    source: { format: 'test', uri: '/home/[user-1]/runs.jsonl', line: 3 },
    parentId: 'test:p%201',
    project: 'x',
    task: { text: 'mail [email-1]', tags: [] },
    agent: { instructions: 'you are [email-2]' },
    outcomes: [],
    steps: [
      { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'write to [email-1]' }] },
      { index: 1, actor: 'agent', parts: [{ kind: 'text', text: 'done, /home/[user-1]' }] },
    ],
    extra: { mail: '[email-2]' },
  });
  assert.deepEqual(redactions, { email: 4, user: 2 });
});

test('tool names and call ids are never redacted', () => {
  const parts: Part[] = [{ kind: 'tool-call', callId: 'a@x.org', name: 'b@x.org', argumentsText: '"c@x.org"' }];
  assert.deepEqual(partsOf({ index: 0, actor: 'agent', parts }), [{ ...parts[0], argumentsText: '"[email-1]"' }]);
});

test('ids have no spaces, and do not hold what would be redacted', () => {
  assert.equal(runTrajectoryId('f', 'a b%\n'), 'f:a%20b%25%0A');
  assert.equal(runTrajectoryId('f', 'mia@x.org'), 'f:e3be62e859cf7a877ad8');
  assert.match(runTrajectoryId('f', 'x'.repeat(201)), /^f:[0-9a-f]{20}$/);
  assert.match(runTrajectoryId('f', ''), /^f:[0-9a-f]{20}$/);
});

test('a run without an id is known by its task and its beginning, wherever it lies and whether redacted or not', () => {
  const steps = [said('system', 'be kind to s@x.org'), said('user', 'I am a@x.org')];
  const id = idOf(draft(steps));
  assert.match(id, /^test:[0-9a-f]{20}$/);
  assert.equal(idOf(draft([...steps, said('agent', 'hello b@x.org')], { line: 9, extra: { x: 1 } })), id);
  assert.equal(idOf(draft([...steps, said('agent', 'c@x.org')]), false), id);
  assert.equal(finishTrajectory(draft(steps), { ...source, uri: 'elsewhere' }).trajectory.id, id);
  const others = [
    draft([steps[0]!, said('user', 'I am B')]),
    draft([said('system', 'be rude'), steps[1]!]),
    draft(steps, { task: { id: '1', tags: [] } }),
    draft(steps, { task: { id: '1', trial: '2', tags: [] } }),
    draft(steps, { agent: { model: 'm' } }),
    draft(steps, { distinguishing: ['attack'] }),
  ];
  assert.equal(new Set([id, ...others.map((other) => idOf(other))]).size, others.length + 1);
});

test('a run that grows keeps the placeholders of its steps', () => {
  const steps = [said('user', 'a@x.org'), said('agent', 'b@x.org')];
  const more = { task: { text: 'z@x.org', tags: [] } };
  const short = finishTrajectory(draft(steps, more), source).trajectory;
  const long = finishTrajectory(draft([...steps, said('user', 'c@x.org a@x.org')], more), source).trajectory;
  assert.deepEqual(long.steps.slice(0, 2), short.steps);
  assert.equal(long.id, short.id);
});

test('inline reasoning of the agent becomes parts of its own; others may write what they like', () => {
  const text = '<think>\nhm\n</think>\n\nSo 4.';
  assert.deepEqual(partsOf(said('agent', text)), [
    { kind: 'reasoning', text: '\nhm\n', visibility: 'raw', open: '<think>', close: '</think>' },
    { kind: 'text', text: '\n\nSo 4.' },
  ]);
  assert.deepEqual(partsOf(said('user', text)), [{ kind: 'text', text }]);
});

test('injected text is recognised in prompts only', () => {
  const text = 'a<ethogram-behaviors ids="b1">x</ethogram-behaviors>';
  assert.deepEqual(partsOf(said('system', text)), [
    { kind: 'text', text: 'a' },
    { kind: 'text', text: text.slice(1), injected: ['b1'] },
  ]);
  assert.deepEqual(partsOf(said('agent', text)), [{ kind: 'text', text }]);
});
