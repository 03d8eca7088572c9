import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { borisProject } from './boris-project.ts';
import type { ExchangeEvent } from './exchange-event.ts';
import { exchangeBehaviors, type ExchangeRun } from './exchange-run.ts';

const run: TrajectorySummary = {
  id: 'r',
  format: 'f',
  source: { format: 'f', uri: 'u' },
  task: { tags: [] },
  agent: {},
  startedAt: '2026-01-31T12:00:00.123456+02:00',
  outcome: { scores: {} },
  steps: 9,
  tokens: 9,
  revision: 1,
};
const event = (behavior: string, start: number, stop: number, modifiers = ''): ExchangeEvent => ({
  behavior,
  category: 'book',
  subject: 'agent',
  kind: start === stop ? 'point' : 'state',
  start,
  stop,
  modifiers,
  note: '',
});

test('every event has one modifier of each set of its behavior, as BORIS checks when it opens a project; dates are as it reads them', async () => {
  const events = [
    event('rest', 0, 4, 'depth=2'),
    event('rest', 1, 2, 'depth=2'),
    event('rest', 5, 5, 'how=still'),
    event('call', 6, 6, 'red|small'),
    event('call', 7, 7),
    event('look', 8, 8),
  ];
  const runs = async function* (): AsyncGenerator<ExchangeRun> {
    yield { id: 'r', run, timeBase: 'steps', seconds: 9, events, codings: [] };
  };
  const text = (await Array.fromAsync(borisProject(runs(), await exchangeBehaviors(runs())))).join('');
  const { observations, behaviors_conf: behaviors } = JSON.parse(text);
  const sets = Object.values(behaviors).map((own) => {
    const { code, type, modifiers } = own as { code: string; type: string; modifiers: Record<string, { name: string; values: string[] }> };
    return [code, type, Object.values(modifiers).map(({ name, values }) => [name, ...values])];
  });
  assert.deepEqual(sets, [
    ['call', 'Point event', [['', 'red'], ['', 'small']]],
    ['look', 'Point event', []],
    ['rest', 'State event', [['depth', 'depth=2'], ['overlap', 'overlap=2'], ['how', 'how=still']]],
  ]);
  assert.deepEqual(
    observations.r.events.map((moment: readonly unknown[]) => [moment[0], moment[2], moment[3]]),
    [
      [0, 'rest', 'depth=2|None|None'],
      [1, 'rest', 'depth=2|overlap=2|None'],
      [2, 'rest', 'depth=2|overlap=2|None'],
      [4, 'rest', 'depth=2|None|None'],
      [5, 'rest', 'None|None|how=still'],
      [5, 'rest', 'None|None|how=still'],
      [6, 'call', 'red|small'],
      [7, 'call', 'None|None'],
      [8, 'look', ''],
    ],
  );
  assert.deepEqual([observations.r.date, observations.r.independent_variables['started at']], ['2026-01-31T12:00:00.123', run.startedAt]);
}); // prettier-ignore
