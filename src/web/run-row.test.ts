import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runMoves } from '../analysis/run-moves.ts';
import { calls, sampleRun, says } from '../trajectory/testing/sample-run.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import type { Event } from '../behavior/event.ts';
import { eventNotes, runRow } from './run-row.ts';

test('a run becomes a row of labelled cells, marks and an outcome', () => {
  const run = sampleRun(
    [says('system', 'Be kind.'), says('user', 'Cancel it.'), ...calls('1', 'cancel_order', '{}', 'done')],
    {
      outcomes: [{ name: 'success', value: false, by: 'verifier' }],
    },
  );
  const row = runRow(run, runMoves(run.steps), [
    { step: 0, kind: 'note', label: 'told' },
    { step: 1, part: 0, start: 5, kind: 'note', label: 'asks' },
    { step: 2, kind: 'fault', label: 'breaks confirm-first' },
    { step: 99, kind: 'note', label: 'nowhere' },
  ]);
  assert.deepEqual(row, {
    label: 'test:1, failed: Cancel it.',
    cells: [
      { tone: 'grey', label: '1. user says: “Cancel it.”', tokens: estimateTokens('Cancel it.') },
      { tone: 'orange', label: '2. changes: cancel_order', tokens: estimateTokens('{}') + estimateTokens('done') },
    ],
    marks: [
      { cell: 0, at: 0, kind: 'note', label: 'told' },
      { cell: 0, at: 0.5, kind: 'note', label: 'asks' },
      { cell: 1, at: 0, kind: 'fault', label: 'breaks confirm-first' },
    ],
    outcome: 'failure',
  });
});

test('coded events are notes, faults or, when they are neutral, nothing', () => {
  const event = (code: string, verdict: Event['verdict'], spans: Event['spans']): Event => ({
    id: code,
    trajectoryId: 'test:1',
    revision: 1,
    code: `talk/${code}@abc`,
    kind: 'point',
    unit: 'step',
    actor: 'agent',
    steps: [4, 5],
    spans,
    verdict,
    tier: 'cue',
    detector: 'cue@1',
    confidence: 1,
  });
  const events = [
    event('asks-first', 'present', [{ step: 5, part: 1, start: 7, end: 9, quote: 'ok' }]),
    event('acts-blindly', 'present', []),
    event('greets', 'present', []),
    event('asks-first', 'unsupported', []),
  ];
  const polarities = new Map([
    ['talk/acts-blindly', 'bad'],
    ['talk/greets', 'neutral'],
  ] as const);
  assert.deepEqual(eventNotes(events, polarities), [
    { step: 5, part: 1, start: 7, kind: 'note', label: 'asks first' },
    { step: 4, kind: 'fault', label: 'acts blindly' },
  ]);
});
