import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import type { Phrase } from '../phrase.ts';
import { applyBoosts, learnBoosts, savedBits } from './learn-boosts.ts';
import { openPages } from './open-pages.ts';
import { inOrder, learnOrder1 } from './order1.ts';
import { readPhrase } from './read-phrase.ts';

const END = 8;
const all = (): boolean => true;

/** Runs of noise, in most of which 0 … 6 or 1 … 7 stand a symbol or two apart. */
function plantedRuns(n: number): Int32Array[] {
  return Array.from({ length: n }, (_, seed) => {
    const random = seededRandom(seed);
    const noise = (): number[] => Array.from({ length: random.below(3) }, () => 2 + random.below(4));
    const open = random.below(2);
    return Int32Array.from([...noise(), open, ...noise(), 6 + open, ...noise()]);
  });
}

function opened(runs: readonly Int32Array[]): ReturnType<typeof openPages> {
  return openPages(
    runs,
    learnOrder1(
      runs.map((run) => inOrder(run, END)),
      END + 1,
    ),
    END,
  );
}

test('it stays a code: at every place the chances of all symbols add up to one', () => {
  const pages = opened(plantedRuns(40));
  const phrases: Phrase[] = [
    { elements: [[0], [6]], maxGap: 2 },
    { elements: [[1], [6, 7], [2]], maxGap: 1 },
    { elements: [[2], [0, 2]], maxGap: 0 },
  ];
  for (const phrase of phrases) {
    const reading = readPhrase(pages, phrase);
    applyBoosts(pages, reading, learnBoosts(pages, reading, all), all);
  }
  for (const [place, symbol] of pages.symbols.entries()) {
    let sum = 0;
    for (let other = 0; other <= END; other++) sum += pages.column(other)[place]!;
    assert.ok(Math.abs(sum - 1) < 1e-9, `${sum} at ${place}`);
    assert.ok(Math.abs(pages.column(symbol)[place]! - pages.chances[place]!) < 1e-12);
  }
});

test('a phrase across a gap saves nearly the bit that there is to save per run, one without meaning nothing', () => {
  const runs = plantedRuns(400);
  const pages = opened(runs);
  const learned = (run: number): boolean => run < 300;
  const gained = (phrases: readonly Phrase[]): number => {
    const fresh = opened(runs);
    let sum = 0;
    for (const phrase of phrases) {
      const reading = readPhrase(fresh, phrase);
      const boosts = learnBoosts(fresh, reading, learned);
      sum += savedBits(fresh, reading, boosts, (run) => !learned(run)).reduce((total, bits) => total + bits, 0);
      applyBoosts(fresh, reading, boosts, all);
    }
    return sum;
  };
  const both = gained([
    { elements: [[0], [6]], maxGap: 2 },
    { elements: [[1], [7]], maxGap: 2 },
  ]);
  assert.ok(both > 50, `${both} bits of 100 unseen runs`);
  const none = gained([{ elements: [[2], [3]], maxGap: 1 }]);
  assert.ok(Math.abs(none) < 8, `${none} bits`);
  assert.equal(pages.runs.length, 400);
});
