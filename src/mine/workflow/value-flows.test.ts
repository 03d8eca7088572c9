import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { Corpus } from '../digest/corpus.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { actRuns } from './act-runs.ts';
import { findValueFlows, type ValueFlows } from './value-flows.ts';

test('a value that an answer held flows into the field that is given it, whatever both are called', () => {
  const { answers } = flowsOf((random) => {
    const id = `N-${random.below(1e6)}`;
    return random.shuffle<MadeCall[]>([[['ulm', {}, `it is ${id}`], ['rix', { og: id }]], [['fen', { og: `N-${random.below(1e6)}` }]]]).flat(); // prettier-ignore
  });
  assert.equal(answers('ulm', 'rix', 'og'), true);
  assert.equal(answers('ulm', 'fen', 'og'), false);
  assert.equal(answers('fen', 'rix', 'og'), false);
});

test('calls about the same thing are tied only when one of them nearly always comes first', () => {
  const { shares } = flowsOf((random) => {
    const thing = `S-${random.below(1e6)}`;
    const about = (name: string): MadeCall => [name, { thing }];
    return [...random.shuffle([about('ham'), about('tor')]), about('last')];
  });
  assert.equal(shares('ham', 'last'), true);
  assert.equal(shares('tor', 'last'), true);
  assert.equal(shares('ham', 'tor'), false);
  assert.equal(shares('tor', 'ham'), false);
});

test('values that many runs use are met in answers by chance', () => {
  const { answers } = flowsOf((random) => {
    const pool = ['north', 'south', 'east', 'west'];
    return [['vane', {}, `wind from the ${random.pick(pool)}`], ['steer', { to: random.pick(pool) }], ['rest', {}, random.pick(pool)]]; // prettier-ignore
  });
  assert.equal(answers('vane', 'steer', 'to'), false);
});

interface NamedFlows {
  answers(first: string, second: string, field: string): boolean;
  shares(first: string, second: string): boolean;
}

function flowsOf(calls: (random: ReturnType<typeof seededRandom>) => MadeCall[]): NamedFlows {
  const runs = Array.from({ length: 100 }, (_, i) =>
    callsRun(`run-${i}`, calls(seededRandom(i)), { task: `task-${i}` }),
  );
  const corpus: Corpus = readRuns(runs);
  const flows: ValueFlows = findValueFlows(
    corpus,
    actRuns(corpus, () => true),
    corpus.lexicon.size,
  );
  const id = (name: string): number => corpus.lexicon.id(`tool:${name}`);
  return {
    answers: (first, second, field) => flows.answers(id(first), id(second), field),
    shares: (first, second) => flows.shares(id(first), id(second)),
  };
}
