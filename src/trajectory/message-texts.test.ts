import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from './trajectory.ts';
import { messageFingerprint, messageTexts } from './message-texts.ts';

const asChat: Step[] = [
  { index: 0, actor: 'system', parts: [{ kind: 'text', text: 'Be kind.' }] },
  { index: 1, actor: 'user', parts: [{ kind: 'text', text: 'Book  a\nflight ' }] },
  {
    index: 2,
    actor: 'agent',
    parts: [
      { kind: 'reasoning', text: 'first look', visibility: 'raw' },
      { kind: 'tool-call', callId: '1', name: 'search', argumentsText: '{"to": "OSL"}' },
    ],
  },
  { index: 3, actor: 'tool', parts: [{ kind: 'tool-result', callId: '1', text: 'two found' }] },
  { index: 4, actor: 'agent', parts: [{ kind: 'text', text: 'Done.' }] },
];
const asSpans: Step[] = [
  { index: 0, actor: 'user', parts: [{ kind: 'text', text: 'Book a flight' }] },
  { index: 1, actor: 'agent', parts: [{ kind: 'text', text: ' ' }] },
  {
    index: 2,
    actor: 'agent',
    parts: [{ kind: 'tool-call', callId: 'x', name: 'search', argumentsText: '{"to":"OSL"}' }],
  },
  { index: 3, actor: 'user', parts: [{ kind: 'tool-result', callId: 'x', isError: false, text: 'two found\n' }] },
  { index: 4, actor: 'agent', parts: [{ kind: 'text', text: 'Done.' }] },
];

test('a run tells the same messages whatever format tells it', () => {
  assert.deepEqual(messageTexts(asChat), ['u Book a flight', 'c search', 'o two found', 'a Done.']);
  assert.deepEqual(messageTexts(asSpans), messageTexts(asChat));
  assert.equal(messageFingerprint(asSpans), messageFingerprint(asChat));
});

test('other words, another order or another speaker are another run', () => {
  const changed = (change: (steps: Step[]) => Step[]): Step[] => change(structuredClone(asChat));
  const others = [
    changed((steps) => steps.slice(0, -1)),
    changed((steps) => [...steps.slice(0, 3), steps[4]!, steps[3]!]),
    changed((steps) => steps.map((s) => (s.index === 4 ? { ...s, actor: 'user' as const } : s))),
    changed((steps) => steps.map((s) => (s.index === 4 ? { ...s, parts: [{ kind: 'text', text: 'Gone.' }] } : s))),
  ];
  const seen = new Set([messageFingerprint(asChat), ...others.map(messageFingerprint)]);
  assert.equal(seen.size, others.length + 1);
});
