import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import fc from 'fast-check';
import { contentHash } from './content-hash.ts';
import { arbitraryTrajectory } from './testing/arbitrary-trajectory.ts';
import type { Part, Step } from './trajectory.ts';

const step = (...parts: Part[]): Step => ({ index: 0, actor: 'agent', parts });
const text = (value: string): Part => ({ kind: 'text', text: value });

test('the hash is the SHA-256 of the steps written one after the other', () => {
  const steps: Step[] = [
    { index: 0, actor: 'user', parts: [text('hi')] },
    { index: 1, actor: 'tool', name: 'look', parts: [{ kind: 'tool-result', callId: 'c', text: 'é', isError: true }] },
  ];
  const bytes = 'ethogram:1\nuser-1\nt2:hi\ntool4:look1\no11:c1:é';
  assert.equal(contentHash(steps), createHash('sha256').update(bytes).digest('hex'));
});

test('the hash of a prefix is one of the chain', () => {
  fc.assert(
    fc.property(arbitraryTrajectory(), ({ steps }) => {
      const prefixes = steps.map((_, i) => contentHash(steps, i + 1));
      assert.equal(contentHash(steps), prefixes.at(-1) ?? contentHash([]));
      assert.deepEqual(
        prefixes,
        steps.map((_, i) => contentHash(steps.slice(0, i + 1))),
      );
    }),
    { numRuns: 50 },
  );
});

test('long runs are hashed in pieces with the same result', () => {
  const long = text('x'.repeat(50_000));
  const steps = [step(long), step(long, long), step(text('end'))];
  const x = `\nt50000:${'x'.repeat(50_000)}`;
  const bytes = `ethogram:1\nagent-1${x}\nagent-2${x}${x}\nagent-1\nt3:end`;
  assert.equal(contentHash(steps), createHash('sha256').update(bytes).digest('hex'));
});

test('what differs has different hashes', () => {
  const different: readonly Step[][] = [
    [],
    [step()],
    [step(), step()],
    [step(text(''))],
    [step(text('a'), text('b'))],
    [step(text('ab'))],
    [step(text('a')), step(text('b'))],
    [{ ...step(text('ab')), actor: 'user' }],
    [{ ...step(text('ab')), name: '' }],
    [step({ kind: 'text', text: 'ab', injected: [] })],
    [step({ kind: 'text', text: 'ab', injected: ['c,d'] })],
    [step({ kind: 'text', text: 'ab', injected: ['c', 'd'] })],
    [step({ kind: 'feedback', text: 'ab' })],
    [step({ kind: 'reasoning', text: 'ab', visibility: 'raw' })],
    [step({ kind: 'reasoning', text: 'ab', visibility: 'raw', open: '' })],
    [step({ kind: 'reasoning', text: 'ab', visibility: 'raw', close: '' })],
    [step({ kind: 'tool-result', callId: 'a', text: 'b' })],
    [step({ kind: 'tool-result', callId: 'a', text: 'b', isError: false })],
    [step({ kind: 'tool-result', callId: '', text: 'ab' })],
    [step(text('\uD800'))],
    [step(text('\uDC00'))],
    [step(text('\uFFFD'))],
    [step(text('\\ud800'))],
  ];
  assert.equal(new Set(different.map((steps) => contentHash(steps))).size, different.length);
});

test('times, usage and extra are not part of the content', () => {
  const bare = step(text('a'));
  assert.equal(
    contentHash([{ ...bare, index: 7, at: '2026-01-01', usage: { inputTokens: 1 }, extra: { a: 1 } }]),
    contentHash([bare]),
  );
});
