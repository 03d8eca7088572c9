import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sequenceMatcher } from '../../behavior/call/sequence-matcher.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Candidate } from '../candidate.ts';
import { chooseBehaviors } from './choose-behaviors.ts';
import { phraseOf } from './phrase-of.ts';
import { actCorpus, actRun, toolIds, type Act } from './testing/act-corpus.ts';
import { candidateAt } from './testing/candidates.ts';

const NOISE = ['lum', 'dax', 'rit', 'fep'];

function noise(random: Random): Act[] {
  return Array.from({ length: random.below(3) }, () => ({
    tool: random.pick(NOISE),
    fields: { n: random.below(1e6) },
  }));
}

/** In two runs of three `vam … tol … pif … gud` about one thing, in every other run `hob … nim`. */
const corpus = actCorpus(
  Array.from({ length: 120 }, (_, i) => {
    const random = seededRandom(i);
    const thing = `thing-${random.below(1e6)}`;
    const say = (tools: readonly string[]): Act[] =>
      tools.flatMap((tool) => [{ tool, fields: { thing } }, ...noise(random)]);
    const acts = [i % 3 === 0 ? [] : say(['vam', 'tol', 'pif', 'gud']), i % 2 === 0 ? say(['hob', 'nim']) : []];
    return actRun(`run-${i}`, `task-${i % 40}`, [...noise(random), ...random.shuffle(acts).flat(), ...noise(random)]);
  }),
);

function sequence(kind: 'workflow' | 'repair', ...tools: string[]): Candidate {
  const phrase = { elements: toolIds(corpus, tools).map((id) => [id]), maxGap: 3 };
  const matcher = { sequence: { symbols: tools.map((tool) => `tool:${tool}`), maxGap: 3 } };
  const places = corpus.fragments.flatMap(({ symbols, steps }, run) => {
    const matching = sequenceMatcher(matcher.sequence);
    return Array.from(symbols).flatMap((id, i): [number, number[]][] => {
      const found = matching.next({ symbol: corpus.lexicon.word(id), step: steps[i]!, part: 0, start: 0, end: 0 });
      return found === undefined ? [] : [[run, found.map(({ step }) => step)]];
    });
  });
  return candidateAt(`${kind} ${tools.join(' ')}`, places, { kind, matcher, ...(kind === 'workflow' && { phrase }) });
}

const CANDIDATES = [
  sequence('workflow', 'vam', 'tol'),
  sequence('workflow', 'tol', 'pif', 'gud'),
  sequence('workflow', 'vam', 'tol', 'pif', 'gud'),
  sequence('workflow', 'lum', 'dax'),
  sequence('workflow', 'hob', 'nim'),
  sequence('repair', 'hob', 'nim'),
];

function names(candidates: readonly Candidate[]): string[] {
  return chooseBehaviors(corpus, candidates).map(({ candidate }) => candidate.name.replace('behavior_', ''));
}

test('the whole is chosen and not its parts, the repair and not the workflow that is its own sequence, and no noise', () => {
  assert.deepEqual(names(CANDIDATES).sort(), ['repair_hob_nim', 'workflow_vam_tol_pif_gud']);
});

test('the order of the candidates leaves no trace', () => {
  assert.deepEqual(names(CANDIDATES.toReversed()), names(CANDIDATES));
});

test('with nothing to choose from, or nothing to choose for, nothing is chosen', () => {
  assert.deepEqual(chooseBehaviors(corpus, []), []);
  assert.deepEqual(chooseBehaviors(actCorpus([]), [candidateAt('wave', [])]), []);
});

test('any candidate whose matcher is a sequence is a phrase, alternatives and beginnings of symbols included', () => {
  const phrase = phraseOf(corpus.lexicon);
  const [vam, tol] = toolIds(corpus, ['vam', 'tol']);
  const of = (...symbols: string[]): ReturnType<typeof phrase> =>
    phrase({ matcher: { sequence: { symbols, maxGap: 2 } } });
  assert.deepEqual(of('tool:vam', 'tool:to*|tool:none'), { elements: [[vam], [tol]], maxGap: 2 });
  assert.equal(of('tool:vam', 'tool:none'), undefined);
  assert.equal(of('tool:vam'), undefined);
  assert.equal(phrase({ matcher: { structure: 'repeated-call' } }), undefined);
});
