import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { Step } from '../../trajectory/trajectory.ts';
import { corpusOf } from '../digest/corpus-of.ts';
import { fragmentOf } from '../digest/fragment.ts';
import { createLexicon } from '../digest/lexicon.ts';
import { readTurns } from './read-turns.ts';

// Runs of a keeper who, in every fourth turn, says something after which the gate is mostly closed.
const random = seededRandom(1);
const [symbols, wordings] = [createLexicon(), createLexicon()];
const telling: { run: number; sentence: number }[] = [];
const fragments = Array.from({ length: 60 }, (_, run) => {
  const steps = Array.from({ length: 5 }, (_step, index): Step => {
    const tells = random.chance(0.25);
    if (tells) telling.push({ run, sentence: index });
    const name =
      tells && random.chance(0.8)
        ? 'close_gate'
        : random.pick(['close_gate', 'feed_goat', 'mend_fence', 'fill_trough']);
    return {
      index,
      actor: 'agent',
      parts: [
        { kind: 'reasoning', visibility: 'raw', text: tells ? 'A storm is coming.' : 'All is calm here.' },
        { kind: 'tool-call', callId: `${run} ${index}`, name, argumentsText: '{}' },
      ],
    };
  });
  const id = `run-${String(run).padStart(2, '0')}`;
  return fragmentOf(
    {
      id,
      contentHash: id,
      revision: 1,
      source: { format: 'openai-chat', uri: 'planted' },
      task: { id, tags: [] },
      agent: {},
      outcomes: [],
      steps,
      extra: {},
    },
    symbols,
    wordings,
  );
});
const corpus = corpusOf(fragments, { symbols, wordings, heldOut: 0, seed: 1 });
const turns = readTurns(corpus);

test('the step that follows more often than after the same step elsewhere is found', () => {
  const told = telling.map(({ run, sentence }) => turns.turnOf(run, sentence));
  const found = turns.nextStep(told);
  assert.equal(corpus.lexicon.word(found!.symbol), 'tool:close_gate');
  assert.ok(found!.p < 1e-6 && found!.times > 1.8 * found!.expected, JSON.stringify(found));
  assert.deepEqual(turns.followed(told, found!.symbol), {
    turns: found!.turns,
    times: found!.times,
    expected: found!.expected,
  });
});

test('turns at random are followed by what follows anyway, and few turns say nothing', () => {
  const all = fragments.flatMap((_, run) => [0, 1, 2, 3, 4].map((sentence) => turns.turnOf(run, sentence)));
  let sure = 0;
  for (let i = 0; i < 100; i++) {
    const found = turns.nextStep(all.filter(() => random.chance(0.2)));
    sure += Number(found !== undefined && found.p < 0.05);
  }
  assert.ok(sure <= 8, `${sure} of 100`);
  assert.equal(turns.nextStep(all.slice(0, 4)), undefined);
});
