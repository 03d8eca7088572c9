import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { calls, sampleRun, says } from '../trajectory/testing/sample-run.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import type { Event } from '../behavior/event.ts';
import { openStore } from '../store/open-store.ts';
import type { Store } from '../store/store.ts';
import { countSuccess } from './count-success.ts';
import { collectReport } from './collect-report.ts';
import { renderReport } from './report-page.ts';

const RUNS = 50;
let folder: string;
let store: Store;

const run = (i: number) =>
  sampleRun(
    [
      says('user', `Please cancel order ${i}.`),
      ...calls(`a${i}`, 'get_policy', '{"topic":"orders"}', 'Orders can be cancelled.'),
      says('agent', 'Shall I cancel it?'),
      says('user', 'Yes.'),
      ...calls(`b${i}`, 'cancel_order', `{"id":${i}}`, 'cancelled'),
    ],
    {
      id: `test:${String(i).padStart(3, '0')}`,
      contentHash: `hash-${i}`,
      agent: { name: i < 40 ? 'shop' : 'desk' },
      task: { id: `t${i}`, tags: [] },
      startedAt: `2026-01-${String((i % 28) + 1).padStart(2, '0')}T00:00:00Z`,
      outcomes: [{ name: 'success', value: i % 4 !== 0, by: 'verifier' }],
    },
  );

const asked = (i: number): Event => ({
  id: `e${i}`,
  trajectoryId: run(i).id,
  revision: 1,
  code: 'talk/asks@abc',
  kind: 'point',
  unit: 'step',
  actor: 'agent',
  steps: [3, 3],
  spans: [{ step: 3, part: 0, start: 0, end: 18, quote: 'Shall I cancel it?' }],
  verdict: 'present',
  tier: 'cue',
  detector: 'cue@1',
  confidence: 1,
});

const BEHAVIOR: MinedBehavior = {
  id: 'b_1',
  name: 'behavior_ask_before_cancelling',
  instruction: 'Ask before cancelling an order.',
  kind: 'workflow',
  polarity: 'do',
  scope: {},
  status: 'candidate',
  version: 1,
  hash: '0123456789ab',
  parents: [],
  tokens: 6,
  support: { trajectories: RUNS, of: RUNS, tasks: RUNS },
  tokensPerUse: 10,
  savedTokens: 100,
  provenance: [0, 1, 2, 3].map((i) => ({
    trajectoryId: run(i).id,
    steps: [3, 4, 5],
    quote: 'Shall I cancel it?',
    at: { step: 3, part: 0, start: 0, end: 18 },
  })),
};

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ethogram-collect-'));
  store = await openStore(join(folder, 'store.db'));
  await store.put(Array.from({ length: RUNS }, (_, i) => ({ trajectory: run(i) })));
  const coding = {
    revision: 1,
    codebook: 'talk@abc',
    detector: 'cue@1',
    observedUnits: { asks: 2 },
    notObservable: {},
    observedTokens: 9,
  };
  await store.putCodings(
    Array.from({ length: 20 }, (_, i) => ({
      coding: { ...coding, trajectoryId: run(i).id },
      events: i < 10 ? [asked(i)] : [],
    })),
  );
  await store.putBehaviors([BEHAVIOR, { ...BEHAVIOR, id: 'b_2', status: 'archived' }], {
    action: 'mined',
    at: '2026-02-01T00:00:00Z',
  });
});
after(async () => {
  await store?.close();
  await rm(folder, { recursive: true, force: true });
});

const RULE = {
  id: 'ask-first',
  posture: 'log',
  satisfied: 40,
  violated: 2,
  interval: [0.01, 0.15] as const,
  vacuous: 8,
  violations: [
    { trajectory: 'test:007', step: 5, explanation: 'cancel_order before a yes' },
    { trajectory: 'gone', step: 5, explanation: 'in a run that was forgotten since' },
  ],
};
const OPTIONS = { now: '2026-02-01T00:00:00Z', version: '0.1.0', rules: [RULE] };

test('a store becomes a report of bounded size', async () => {
  const data = await collectReport(store, { ...OPTIONS, rasterRows: 12, agents: 1 });
  assert.deepEqual(
    { runs: data.runs, steps: data.steps, success: data.success, period: data.period, formats: data.formats },
    {
      runs: 50,
      steps: 350,
      success: countSuccess(Array.from({ length: 50 }, (_, i) => ({ success: i % 4 !== 0 }))),
      period: ['2026-01-01T00:00:00Z', '2026-01-28T00:00:00Z'],
      formats: [{ format: 'test', runs: 50 }],
    },
  );
  assert.deepEqual(
    data.agents.map(({ name, runs, groups }) => [
      name,
      runs,
      groups.map(({ heading, rows }) => [heading, rows.length]),
    ]),
    [
      [
        'shop',
        40,
        [
          ['Succeeded: 9 of 30 shown', 9],
          ['Failed: 6 of 10 shown', 6],
        ],
      ],
    ],
  );
  assert.equal(data.moreAgents, 1);
  assert.deepEqual([data.repeated.across.distinct, data.repeated.across.top[0]?.runs], [1, 50]);
});

test('behaviors come with evidence from different runs, retired ones not at all', async () => {
  const { behaviors, moreBehaviors } = await collectReport(store, OPTIONS);
  assert.deepEqual([behaviors.map(({ behavior }) => behavior.id), moreBehaviors], [['b_1'], 0]);
  assert.deepEqual(
    behaviors[0]?.passages.map(({ trajectoryId, lines }) => [
      trajectoryId,
      lines.find(({ quote }) => quote !== undefined)?.quote,
    ]),
    ['test:000', 'test:001', 'test:002'].map((id) => [id, 'Shall I cancel it?']),
  );
  assert.equal(behaviors[0]?.evidence, 4);
});

test('codes come with rates over the runs that were examined, and are marked in the raster', async () => {
  const { codes, agents } = await collectReport(store, OPTIONS);
  const [asks] = codes;
  assert.deepEqual([asks?.behavior, asks?.events, asks?.runs, asks?.n, asks?.passages.length], ['asks', 10, 10, 20, 2]);
  const marks = agents.flatMap(({ groups }) => groups.flatMap(({ rows }) => rows.flatMap((row) => row.marks)));
  assert.ok(marks.some(({ kind, label, cell }) => kind === 'note' && label === 'asks' && cell === 2));
});

test('a rule comes with its violations in place, and one whose run is gone is left out', async () => {
  const { rules, agents } = await collectReport(store, { ...OPTIONS, rasterRows: 100 });
  assert.deepEqual(
    rules[0]?.violations.map(({ explanation, passage }) => [explanation, passage.trajectoryId, passage.step]),
    [['cancel_order before a yes', 'test:007', 5]],
  );
  const row = agents[0]?.groups.flatMap(({ rows }) => rows).find(({ label }) => label.startsWith('test:007'));
  assert.deepEqual(
    row?.marks.filter(({ kind }) => kind === 'fault'),
    [{ cell: 4, at: 0, kind: 'fault', label: 'breaks ask-first' }],
  );
});

test('the same store gives the same page', async () => {
  assert.equal(renderReport(await collectReport(store, OPTIONS)), renderReport(await collectReport(store, OPTIONS)));
});

test('an empty store gives an empty report', async () => {
  const empty = await openStore(join(folder, 'empty.db'));
  const data = await collectReport(empty, OPTIONS);
  assert.deepEqual([data.runs, data.agents, data.behaviors, data.codes], [0, [], [], []]);
  assert.match(renderReport(data), /No runs yet/);
  await empty.close();
});
