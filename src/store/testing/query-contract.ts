import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanCoder } from '../../behavior/human-coder.ts';
import type { Event } from '../../behavior/event.ts';
import { exampleBehavior } from '../../handbook/testing/example-behavior.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';
import { openStore } from '../open-store.ts';
import { loadViews } from '../query/load-views.ts';
import { prepareQuery } from '../query/prepare-query.ts';
import type { QueryValue } from '../query/query-order.ts';
import { runQuery } from '../query/run-query.ts';
import { viewDatabase } from '../query/view-database.ts';
import { VIEWS } from '../query/views.ts';
import type { Store } from '../store.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

type Row = readonly QueryValue[];

/** What queries over views must give on any engine. `fresh` gives the location of a store that does not exist yet. */
export function queryContract(fresh: () => Promise<string>): void {
  let filled: Promise<string> | undefined;
  const opened = async (): Promise<Store> => openStore(await (filled ??= fill(await fresh())), { readonly: true });

  test('each view has what the store holds, as values that can be compared', async () => {
    const store = await opened();
    for (const [query, expected] of ANSWERS) assert.deepEqual(await rowsOf(store, query), expected, query);
    await store.close();
  });

  test('a view that is filled as far as a query reads it gives what a whole one gives', async () => {
    const store = await opened();
    const all = new Map(VIEWS.map(({ name, columns }) => [name, Object.keys(columns)]));
    for (const [query] of ANSWERS) assert.deepEqual(await rowsOf(store, query), await rowsOf(store, query, { reads: all }), query);
    await store.close();
  }); // prettier-ignore

  test('only what is of the runs that are asked for is in the views', async () => {
    const store = await opened();
    const counts = async (filter: TrajectoryFilter): Promise<QueryValue[]> => {
      const list = VIEWS.map(({ name }) => `(SELECT count(*) FROM ${name})`).join(', ');
      return [...(await rowsOf(store, `SELECT ${list}`, { filter }))[0]!];
    };
    // runs, tags, outcomes, steps, parts, calls, events, codings, labels, behaviors, evidence, receipts, model_calls
    assert.deepEqual(await counts({}), [3, 2, 4, 8, 9, 2, 3, 5, 3, 1, 2, 4, 1]);
    assert.deepEqual(await counts({ project: 'shop' }), [1, 2, 3, 4, 5, 2, 3, 3, 2, 1, 1, 2, 1]);
    assert.deepEqual(await counts({ project: 'none' }), [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1]);
    await store.close();
  });

  test('a query runs in a process of its own, which opens the store', async () => {
    const location = await (filled ??= fill(await fresh()));
    const limits = { place: 'q', timeoutMs: 30_000 };
    const query = 'SELECT run, run, 9007199254740993 AS large, 0.1 + 0.2 AS small, x\'00ff\' AS bytes FROM runs ORDER BY 1';
    assert.deepEqual(await runQuery(location, query, { ...limits, limit: 2 }), {
      columns: ['run', 'run_2', 'large', 'small', 'bytes'],
      rows: [
        [A, A, '9007199254740993', 0.30000000000000004, '00ff'],
        ['b', 'b', '9007199254740993', 0.30000000000000004, '00ff'],
      ],
      more: true,
      read: { runs: 3 },
    });
    const one = await runQuery(location, 'SELECT run FROM runs', { ...limits, limit: 9, filter: { project: 'shop' } });
    assert.deepEqual([one.rows, one.more, one.read], [[[A]], false, { runs: 1 }]);
  }); // prettier-ignore
}

// Ids that no database takes as keys.
const A = 'a\u0000x';
const CODE = 'four-habits/verification@1f0c';

const ANSWERS: readonly (readonly [query: string, rows: readonly Row[]])[] = [
  ['SELECT run, task, project, model, success, reward, scores, steps, copy_of, request FROM runs ORDER BY run', [
    [A, 't1', 'shop', 'gpt', 1, 0.5, '{"speed":3}', 4, null, 'Find it.'],
    ['b', null, null, null, null, null, '{}', 2, null, 'hello'],
    ['c', null, null, null, null, null, '{}', 2, 'b', 'hello'],
  ]],
  ['SELECT key, value FROM runs JOIN tags USING (run) WHERE model = \'gpt\' ORDER BY tag', [['domain', 'a=b'], [null, null]]],
  ['SELECT number, name, value, typeof(value), said_by FROM outcomes ORDER BY run, number', [
    [0, 'reward', 0.5, 'real', 'verifier'],
    [1, 'success', 1, 'real', 'human'],
    [2, 'speed', 3, 'real', 'derived'],
    [0, 'feedback', 'Good.', 'text', 'human'],
  ]],
  [`SELECT step, actor, parts, calls, results, failed, output_tokens, text, reasoning FROM steps WHERE run = (SELECT run FROM runs WHERE project = 'shop') ORDER BY step`, [
    [0, 'user', 1, 0, 0, 0, null, 'Find it.', null],
    [1, 'agent', 2, 1, 0, 0, 7, null, 'Hm.'],
    [2, 'tool', 1, 0, 1, 1, null, null, null],
    [3, 'agent', 1, 1, 0, 0, null, null, null],
  ]],
  ['SELECT step, part, actor, kind, tool, call, failed, visibility, injected, text FROM parts NATURAL JOIN runs AS r WHERE project IS NOT NULL ORDER BY step, part', [
    [0, 0, 'user', 'text', null, null, null, null, 0, 'Find it.'],
    [1, 0, 'agent', 'reasoning', null, null, null, 'raw', 0, 'Hm.'],
    [1, 1, 'agent', 'tool-call', 'search', 'c1', 1, null, 0, '{"q":1}'],
    [2, 0, 'tool', 'tool-result', 'search', 'c1', 1, null, 0, 'Error: not found'],
    [3, 0, 'agent', 'tool-call', 'open', 'c2', null, null, 0, '{}'],
  ]],
  ['SELECT step, part, tool, symbol, fields, failed FROM calls ORDER BY step', [
    [1, 1, 'search', 'search', '["q"]', 1],
    [3, 0, 'open', 'open', '[]', 0],
  ]],
  ['SELECT codebook, behavior, code, first_step, last_step, verdict, tier, confidence, modifiers, quote, quotes, counted FROM events ORDER BY event', [
    ['four-habits', 'verification', CODE, 1, 2, 'present', 'cue', 0.5, '{"tone":"calm"}', 'Hm.', 1, 1],
    ['four-habits', 'verification', CODE, 1, 2, 'absent', 'cue', 0.5, null, null, 0, 0],
    ['four-habits', 'verification', CODE, 1, 2, 'present', 'human', 1, null, null, 0, 0],
  ]],
  ['SELECT behavior, sum(observed_units), sum(not_observable), count(*) FROM codings WHERE counted GROUP BY 1 ORDER BY 1', [
    ['backtracking', 4, 2, 2],
    ['verification', 4, 2, 2],
  ]],
  ['SELECT name, first_step, last_step, value, typeof(value), coder FROM labels ORDER BY run, first_step', [
    ['label:s/whole', null, null, '{"a":[1]}', 'text', null],
    ['label:s/step', 1, 2, 1, 'real', 'anna'],
    ['label:s/word', 0, 0, 'x', 'text', null],
  ]],
  ['SELECT name, b.runs, pinned, held, step, quote FROM behaviors b JOIN evidence USING (behavior) ORDER BY run', [
    ['behavior_ask_first', 2, 1, 0, 1, 'May I?'],
    ['behavior_ask_first', 2, 1, 0, 1, 'May I?'],
  ]],
  ['SELECT request, unit, holdout, behavior, version, propensity, served, masked, cited FROM receipts ORDER BY request, behavior', [
    ['r1', 'u', 0, 'b_0000000001', 2, 0.5, 1, 0, null],
    ['r1', 'u', 0, 'b_0000000002', 1, 0.5, 0, 1, 0],
    ['r2', 'u', 1, null, null, null, null, null, null],
    ['r3', 'u', 1, null, null, null, null, null, null],
  ]],
  ['SELECT purpose, model, status, cost_usd FROM model_calls', [['judge', 'openai:some', 'answered', null]]],
  ['SELECT sum(success), count(success), round(rate_low(2, 4), 9), round(rate_high(2, 4), 9) FROM runs', [[1, 1, 0.150038989, 0.849961011]]],
]; // prettier-ignore

async function fill(location: string): Promise<string> {
  const store = await openStore(location);
  const steps: Step[] = [
    { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Find it.' }] },
    {
      index: 1,
      actor: 'agent',
      usage: { outputTokens: 7 },
      parts: [
        { kind: 'reasoning', text: 'Hm.', visibility: 'raw' },
        { kind: 'tool-call', callId: 'c1', name: 'search', argumentsText: '{"q":1}' },
      ],
    },
    { index: 2, actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c1', text: 'Error: not found' }] },
    { index: 3, actor: 'agent', parts: [{ kind: 'tool-call', callId: 'c2', name: 'open', argumentsText: '{}' }] },
  ];
  const outcomes: Trajectory['outcomes'] = [
    { name: 'reward', value: 0.5, by: 'verifier' },
    { name: 'success', value: true, by: 'human' },
  ];
  const a = sampleTrajectory(A, [], {
    steps,
    outcomes: [...outcomes, { name: 'speed', value: 3, by: 'derived' }],
    project: 'shop',
    agent: { model: 'gpt' },
    task: { id: 't1', tags: ['domain=a=b', 'new'] },
  });
  const words = [['user', 'hello'], ['agent', 'hi']] as const;
  const [b, c] = ['b', 'c'].map((id) => sampleTrajectory(id, words, { source: { format: 'openai-chat', uri: `${id}.jsonl`, line: 1 } })) as [Trajectory, Trajectory];
  await store.put([
    { trajectory: a },
    { trajectory: { ...b, outcomes: [{ name: 'feedback', value: 'Good.', by: 'human' }] } },
    { trajectory: c },
    { label: { trajectoryId: A, name: 'label:s/whole', value: { a: [1] } } },
    { label: { trajectoryId: A, name: 'label:s/step', steps: [1, 2], value: true, coder: 'anna' } },
    { label: { trajectoryId: 'b', name: 'label:s/word', steps: [0, 0], value: 'x' } },
  ]);
  const person = humanCoder('anna');
  await store.putCodings([
    {
      coding: coding(A, 'cue@1'),
      events: [
        { ...event('e1', 'cue@1'), modifiers: { tone: 'calm' }, spans: [{ step: 1, part: 0, start: 0, end: 3, quote: 'Hm.' }] },
        { ...event('e2', 'cue@1'), verdict: 'absent' },
      ],
    },
    { coding: { ...coding(A, person), observedUnits: { verification: 9 }, notObservable: {} }, events: [{ ...event('e3', person), tier: 'human', confidence: 1 }] },
    { coding: coding('b', 'cue@1'), events: [] },
  ]);
  await store.putBehaviors([exampleBehavior({ runs: [A, 'b'], pinned: true })], { action: 'mined', at: '2026-01-01T00:00:00.000Z' });
  const receipt = { unit: 'u', task: '', topic: '', at: '2026-01-01T00:00:00.000Z', policy: 'p@1', model: 'm', text: '' };
  const stage = { retrieved: true, masked: false, injected: true };
  await store.putReceipts([
    {
      ...receipt,
      request: 'r1',
      trajectory: A,
      holdout: false,
      candidates: [
        { behavior: 'b_0000000001@2', propensity: 0.5, served: true, stage, tokens: 5 },
        { behavior: 'b_0000000002@1', propensity: 0.5, served: false, stage: { ...stage, masked: true, cited: false }, tokens: 5 },
      ],
    },
    { ...receipt, request: 'r2', holdout: true, candidates: [] },
    { ...receipt, request: 'r3', trajectory: 'b', holdout: true, candidates: [] },
  ]);
  const counts = { attempt: 0, latencyMs: 5, inputTokens: 1, cachedInputTokens: 0, outputTokens: 1, reasoningTokens: 0 };
  await store.putModelCall({ at: '2026-01-01T00:00:00.000Z', purpose: 'judge', model: 'openai:some', promptHash: 'aa', status: 'answered', ...counts });
  await store.close();
  return location;
} // prettier-ignore

function coding(trajectoryId: string, detector: string) {
  return {
    trajectoryId,
    revision: 1,
    codebook: 'four-habits@1f0c',
    detector,
    observedUnits: { verification: 2, backtracking: 2 },
    notObservable: { verification: 1, backtracking: 1 },
    observedTokens: 10,
  };
}

function event(id: string, detector: string): Event {
  const where = { kind: 'point', unit: 'step', actor: 'agent', steps: [1, 2], spans: [] } as const;
  return { id, trajectoryId: A, revision: 1, code: CODE, ...where, verdict: 'present', tier: 'cue', detector, confidence: 0.5 };
} // prettier-ignore

/** What a query gives, in this process. */
async function rowsOf(
  store: Store,
  query: string,
  { reads, filter = {} }: { readonly reads?: ReadonlyMap<string, readonly string[]>; readonly filter?: TrajectoryFilter } = {},
): Promise<Row[]> {
  const database = viewDatabase();
  const prepared = prepareQuery(database, query, 'q');
  database.setAuthorizer(null);
  await loadViews(database, reads ?? prepared.reads, store, { filter });
  const { statement } = prepareQuery(database, query, 'q');
  statement.setReturnArrays(true);
  return statement.all() as unknown as Row[];
} // prettier-ignore
