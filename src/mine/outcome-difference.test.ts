import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../core/random.ts';
import type { Corpus } from './digest/corpus.ts';
import { createLexicon } from './digest/lexicon.ts';
import { runSentences } from './digest/run-sentences.ts';
import { outcomeDifference } from './outcome-difference.ts';

test('the difference is within tasks, and its interval covers the truth about as often as it says', () => {
  let covered = 0;
  const trials = 200;
  for (let seed = 1; seed <= trials; seed++) {
    const random = seededRandom(seed);
    const runs: { task: string; success: boolean; shows: boolean }[] = [];
    for (let task = 0; task < 40; task++) {
      // Easy tasks show the behavior more often: pooled over tasks it would look helpful beyond its effect.
      const ease = task / 40;
      for (let trial = 0; trial < 4; trial++) {
        const shows = random.chance(0.2 + 0.6 * ease);
        runs.push({ task: `t${task}`, shows, success: random.chance(0.2 + 0.4 * ease + (shows ? 0.2 : 0)) });
      }
    }
    const found = outcomeDifference(corpusOf(runs), new Set(runs.flatMap(({ shows }, i) => (shows ? [i] : []))))!;
    if (found.interval[0] <= 0.2 && found.interval[1] >= 0.2) covered++;
  }
  assert.ok(covered >= 0.9 * trials && covered <= trials, `${covered} of ${trials}`);
});

test('a difference without exceptions is not a certainty', () => {
  const runs = ['a', 'b', 'c'].flatMap((task) => [
    { task, success: true },
    { task, success: false },
  ]);
  const { difference, interval } = outcomeDifference(corpusOf(runs), new Set([0, 2, 4]))!;
  assert.equal(difference, 1);
  assert.ok(interval[0] > 0 && interval[0] < 0.5 && interval[1] === 1, String(interval));
});

test('runs of tasks tried once are compared within their group', () => {
  const runs = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map((task, i) => ({ task, group: 'desk', success: i < 4 }));
  const found = outcomeDifference(corpusOf(runs), new Set([0, 1, 2, 3]))!;
  assert.equal(found.difference, 1);
  assert.ok(Math.abs(found.p - 2 / 70) < 1e-12, String(found.p));
  assert.equal(found.n, 8);
  // A task that was tried again and always went the same way says something of the task.
  const again = [...runs, ...runs].map((run, i) => ({ ...run, success: i % 8 < 4 }));
  assert.equal(outcomeDifference(corpusOf(again), new Set([0, 1, 2, 3, 8, 9, 10, 11])), undefined);
});

test('without a task or group that has runs both with and without it there is nothing to compare', () => {
  const runs = [
    { task: 'a', group: 'desk', success: true },
    { task: 'b', group: 'depot', success: false },
  ];
  assert.equal(outcomeDifference(corpusOf(runs), new Set([0])), undefined);
});

function corpusOf(runs: readonly { task: string; group?: string; success: boolean }[]): Corpus {
  const none = new Int32Array();
  const lexicon = createLexicon();
  return {
    lexicon,
    wordings: createLexicon(),
    tasks: Int32Array.from(runs, ({ task }) => lexicon.id(task)),
    groups: Int32Array.from(runs, ({ group = '' }) => lexicon.id(group)),
    heldOut: runs.map(() => false),
    fragments: runs.map(({ task, success }, i) => ({
      id: String(i), task, group: '', request: '', requestStretches: new Uint32Array(), success, symbols: none, steps: none, parts: none, starts: none, ends: none, tokens: none, calls: [],
      sentences: runSentences([], createLexicon()),
    })), // prettier-ignore
  };
}
