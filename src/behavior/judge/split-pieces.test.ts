import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Piece } from './run-pieces.ts';
import { splitPieces } from './split-pieces.ts';

function piece(step: number, part: number, text: string): Piece {
  return { step, part, actor: 'agent', kind: 'text', text };
}

const places = (stretches: readonly (readonly Piece[])[]): string[] =>
  stretches.map((stretch) => stretch.map(({ step, part }) => `${step}.${part}`).join(' '));

test('a run is cut between steps, and what fits stays together', () => {
  const words = 'one two three four five six seven eight nine ten ';
  const pieces = [0, 1, 1, 2].map((step, i) => piece(step, step === 1 ? i - 1 : 0, words.repeat(4)));
  assert.deepEqual(places(splitPieces(pieces, 1000)), ['0.0 1.0 1.1 2.0']);
  assert.deepEqual(places(splitPieces(pieces, 120)), ['0.0', '1.0 1.1', '2.0']);
  assert.deepEqual(places(splitPieces(pieces, 60)), ['0.0', '1.0', '1.1', '2.0']);
  assert.deepEqual(splitPieces([], 60), []);
});

test('nothing is lost, doubled or put in another order, and no stretch is much longer than it may be', () => {
  const text = fc.array(fc.constantFrom('The sky is blue. ', 'word ', '数字', '🙂', '\n\n', '{"a":1}'), {
    maxLength: 200,
  });
  const pieces = fc
    .array(text, { maxLength: 6 })
    .map((texts) => texts.map((some, i) => piece(i >> 1, i & 1, some.join(''))));
  fc.assert(
    fc.property(pieces, fc.integer({ min: 40, max: 300 }), (run, maxTokens) => {
      const stretches = splitPieces(run, maxTokens);
      const joined = stretches.flat().reduce((known, { step, part, text: some }) => {
        const key = `${step}.${part}`;
        return known.set(key, (known.get(key) ?? '') + some);
      }, new Map<string, string>());
      assert.deepEqual(
        [...joined],
        run.map(({ step, part, text: whole }) => [`${step}.${part}`, whole]),
      );
      for (const stretch of stretches) {
        const tokens = stretch.reduce((sum, { text: some }) => sum + estimateTokens(some), 0);
        // A stretch without sentences is cut by characters, of which some take more than half a token.
        assert.ok(stretch.length === 1 || tokens <= maxTokens, `${tokens} of ${maxTokens}`);
        assert.ok(tokens <= maxTokens * 4, `${tokens} of ${maxTokens}`);
      }
    }),
  );
});
