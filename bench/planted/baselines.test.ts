import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BASELINES, withBestKind } from './baselines.ts';
import { generatePlanted } from './generate-planted.ts';
import { scorePlanted } from './score-planted.ts';

test('where nothing gets in between, every baseline finds some of what is planted, within its allowance', () => {
  const corpus = generatePlanted({
    seed: 2,
    runs: 200,
    noise: 0,
    gaps: 0,
    interleaving: 0,
    distractors: 0,
    paraphrase: 1,
  });
  const matched = Object.values(BASELINES).map((mine) => {
    const patterns = mine(corpus, 40);
    assert.ok(patterns.length <= 40);
    const { verdicts } = scorePlanted(corpus, withBestKind(corpus, patterns));
    return verdicts.filter(({ verdict }) => verdict === 'true').length;
  });
  assert.ok(
    matched.every((count) => count >= 3),
    String(matched),
  );
});
