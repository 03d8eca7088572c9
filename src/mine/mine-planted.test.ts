import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { generatePlanted } from '../../bench/planted/generate-planted.ts';
import { minePlanted } from '../../bench/planted/mine-planted.ts';
import { scorePlanted, type PlantedScore } from '../../bench/planted/score-planted.ts';

let score: PlantedScore;
let leaks: number;

before(async () => {
  const corpus = generatePlanted({ seed: 8, runs: 400 });
  const mined = await minePlanted(corpus);
  score = scorePlanted(corpus, mined.found);
  leaks = mined.leaks;
});

// What `npm run bench -- planted` measures on many corpora, held on one.
const FLOORS = { workflow: 4, repair: 3, fact: 3, strategy: 2, warning: 2, preference: 2 } as const;
const MOST_WRONG = 3;

test('most of what is planted in 400 runs is found', () => {
  for (const [kind, floor] of Object.entries(FLOORS)) {
    const { matched = 0, planted } = score.kinds[kind as keyof typeof FLOORS] ?? {};
    assert.ok(matched >= floor, `${matched} of ${planted} planted behaviors of kind ${kind}`);
  }
});

test('little else is found', () => {
  const wrong = score.verdicts.filter(({ verdict }) => verdict === 'false').map(({ found }) => found.name);
  assert.ok(wrong.length <= MOST_WRONG, wrong.join('\n'));
});

test('a password that is looked up again and again is told nowhere', () => {
  assert.equal(leaks, 0);
});

test('where nothing is planted nothing is found', async () => {
  const { behaviors } = await minePlanted(generatePlanted({ seed: 102, runs: 300, planted: false }));
  assert.deepEqual(
    behaviors.map(({ instruction }) => instruction),
    [],
  );
});
