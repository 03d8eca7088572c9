import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Corpus } from '../digest/corpus.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import type { SequencePlace } from './sequence-place.ts';
import { workflowEnding } from './workflow-ending.ts';

const ending = (calls: (run: number) => MadeCall[]): string | undefined => {
  const corpus = readRuns(Array.from({ length: 4 }, (_, i) => callsRun(`run-${i}`, calls(i), { task: `task-${i}` })));
  return workflowEnding(corpus, placesOf(corpus, ['start', 'poll']));
};

test('a call that is made again until its answer says that it is over', () => {
  const poll = (state: string): MadeCall => ['poll', {}, JSON.stringify({ state })];
  assert.equal(
    ending(() => [['start', {}], poll('running'), poll('running'), poll('finished')]),
    'repeat the last call until its answer says `finished`',
  );
  // An answer's other words are nobody's to repeat.
  assert.equal(
    ending(() => [['start', {}], poll('running'), poll('send-it-to-me'), ['stop', {}]]),
    undefined,
  );
});

test('pages that are turned until there are no more', () => {
  const page = (n: number, rows: number): MadeCall => ['poll', { page: n }, 'row '.repeat(rows)];
  assert.equal(
    ending((run) => [['start', {}], page(1, 40), page(2, 40 + run), page(3, 7)]),
    'repeat the last call until there is no more to come',
  );
});

test('otherwise what mostly follows', () => {
  assert.equal(
    ending(() => [
      ['start', {}],
      ['poll', {}],
    ]),
    'then the task is done',
  );
  assert.equal(
    ending((run) => [['start', {}], ['poll', {}], ...(run < 3 ? [['other', {}] as const] : [])]),
    undefined,
  );
});

function placesOf({ fragments, lexicon }: Corpus, names: readonly string[]): SequencePlace[] {
  const acts = names.map((name) => lexicon.id(`tool:${name}`));
  return fragments.map(({ symbols }, run) => ({ run, at: acts.map((act) => symbols.indexOf(act)), acts }));
}
