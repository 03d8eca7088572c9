import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { fragmentOf } from './digest/fragment.ts';
import { createLexicon } from './digest/lexicon.ts';
import { mineBehaviors } from './mine-behaviors.ts';
import { PERIODS, periodsOf } from './periods-of.ts';

test('runs are of the day, week, month, quarter and year in which they started, UTC', () => {
  const fragments = ['2026-03-01T23:30:00-02:00', '2026-02-28T12:00:00Z', undefined, 'yesterday'].map((startedAt, i) =>
    fragmentOf(run(`r${i}`, startedAt, []), createLexicon(), createLexicon()),
  );
  assert.deepEqual(
    PERIODS.map((length) => periodsOf({ fragments }, length)),
    [
      [
        { from: '2026-02-28', runs: [1] },
        { from: '2026-03-02', runs: [0] },
      ],
      [
        { from: '2026-02-23', runs: [1] },
        { from: '2026-03-02', runs: [0] },
      ],
      [
        { from: '2026-02-01', runs: [1] },
        { from: '2026-03-01', runs: [0] },
      ],
      [{ from: '2026-01-01', runs: [0, 1] }],
      [{ from: '2026-01-01', runs: [0, 1] }],
    ],
  );
});

test('a fact that came and went is kept with its dates and its support in each period', async () => {
  const runs = Array.from({ length: 24 }, (_, i) => {
    const month = 1 + Math.floor(i / 6);
    const port = month === 2 ? '8081' : `90${String(i).padStart(2, '0')}`;
    const startedAt = `2026-0${month}-1${i % 6}T10:00:00Z`;
    return run(`r${String(i).padStart(2, '0')}`, startedAt, [['get_setting', '{"name":"port"}', `p-${port}`]]);
  });
  const { behaviors } = await mineBehaviors(async function* () { yield* runs; }, { by: 'month', kinds: ['fact'] }); // prettier-ignore
  assert.deepEqual(
    behaviors.map(({ seen, periods }) => ({ seen, periods })),
    [
      {
        seen: { first: '2026-02-10T10:00:00Z', last: '2026-02-15T10:00:00Z' },
        periods: [
          { from: '2026-01-01', trajectories: 0, of: 6 },
          { from: '2026-02-01', trajectories: 6, of: 6 },
          { from: '2026-03-01', trajectories: 0, of: 6 },
          { from: '2026-04-01', trajectories: 0, of: 6 },
        ],
      },
    ],
  );
});

function run(
  id: string,
  startedAt: string | undefined,
  calls: readonly (readonly [string, string, string])[],
): Trajectory {
  const steps = calls.flatMap(([name, argumentsText, text], i) => {
    const callId = `c${i}`;
    return [
      { index: 2 * i, actor: 'agent' as const, parts: [{ kind: 'tool-call' as const, callId, name, argumentsText }] },
      { index: 2 * i + 1, actor: 'tool' as const, parts: [{ kind: 'tool-result' as const, callId, text }] },
    ];
  });
  return {
    id,
    contentHash: id,
    revision: 1,
    source: { format: 'openai-chat', uri: 'runs.jsonl', line: 1 },
    task: { id: `task-${id}`, tags: [] },
    agent: {},
    ...(startedAt !== undefined && { startedAt }),
    outcomes: [],
    steps,
    extra: {},
  };
}
