import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Step } from '../../trajectory/trajectory.ts';
import type { RunFacts } from '../sequence/behavior-sequence.ts';
import { activeContext } from './active-context.ts';
import { startContextGrowth } from './context-growth.ts';
import { foldKeyOf, foldKeyText, foldValue } from './fold-key.ts';
import { startFoldKeys } from './fold-candidate.ts';
import { foldPath, shortPath } from './fold-path.ts';
import { foldRun } from './fold-run.ts';
import { foldedSequences } from './folded-sequences.ts';
import { startStrandPaths } from './strand-paths.ts';

/** A run of calls, each followed by its answer. */
function callsOf(...made: readonly (readonly [name: string, args: object, answer?: string])[]): Step[] {
  return made.flatMap(([name, args, answer = 'ok'], i): Step[] => [
    { index: 2 * i, actor: 'agent', parts: [{ kind: 'tool-call', callId: `${i}`, name, argumentsText: JSON.stringify(args) }] },
    { index: 2 * i + 1, actor: 'tool', parts: [{ kind: 'tool-result', callId: `${i}`, text: answer, ...(answer.startsWith('Error') && { isError: true }) }] },
  ]);
} // prettier-ignore

const FACTS: RunFacts = { id: 'run', task: 'task', format: 'test', tags: [], steps: 0, tokens: 0, success: true };

test('calls are put together by tool, file or argument', () => {
  const value = (key: string, name: string, args: object): string | undefined =>
    foldValue(foldKeyOf(key)!, { name, argumentsText: JSON.stringify(args) });
  assert.equal(value('tool', 'look', {}), 'look');
  assert.equal(value('argument:order_id', 'look', { order_id: 'W1', limit: 3 }), 'W1');
  assert.equal(value('argument:order.id', 'look', { order: { id: 7 } }), '7');
  assert.equal(value('argument:items', 'look', { items: ['a'] }), undefined);
  assert.equal(value('argument:constructor', 'look', {}), undefined);
  assert.equal(value('file', 'Edit', { file_path: 'a.ts', new_string: 'b.ts' }), 'a.ts');
  assert.equal(value('file', 'apply_patch', { input: '*** Begin Patch\n*** Update File: src/a.ts\n@@' }), 'src/a.ts');
  assert.equal(value('file', 'Bash', { command: "sed -n 1,9p src/a.ts | head -3" }), 'src/a.ts'); // prettier-ignore
  assert.equal(value('file', 'Bash', { command: 'curl https://example.org/a.html' }), undefined);
  assert.equal(value('file', 'Bash', { command: 'mix deps.get' }), undefined);
  assert.deepEqual(['tool', 'argument:a', 'argument:', 'files'].map((text) => foldKeyOf(text) === undefined), [false, false, true, true]); // prettier-ignore
  assert.equal(foldKeyText({ by: 'argument', name: 'a' }), 'argument:a');
});

test('repeats are written once', () => {
  assert.equal(foldPath([...'abbbcdcdcd']), 'a, b ×3, (c, d) ×3');
  assert.equal(foldPath([...'aabaab']), '(a, a, b) ×2');
  assert.equal(foldPath([]), '');
  assert.equal(shortPath([...'abcdefghij'], 5), 'a, b, … 6 more …, i, j');
});

test('a run folds into strands in order of where they begin; a file is one file by whole and by relative name', () => {
  const steps = callsOf(
    ['Read', { file_path: '/home/me/p/lib/a.ts' }],
    ['think', { thought: 'hm' }],
    ['Edit', { file_path: 'b.ts' }, 'Error: no such file'],
    ['Edit', { file_path: './lib/a.ts' }],
    ['Edit', { file_path: 'b.ts' }],
  );
  const { strands, rest, calls } = foldRun(steps, { by: 'file' });
  assert.deepEqual(
    strands.map(({ value, calls: own }) => [value, own.map(({ place, does, failed }) => `${place} ${does}${failed ? ' ✗' : ''}`)]),
    [
      ['/home/me/p/lib/a.ts', ['0 Read', '3 Edit']],
      ['b.ts', ['2 Edit ✗', '4 Edit']],
    ],
  );
  assert.deepEqual([rest.map(({ does }) => does), calls], [['think'], 5]);
  const { alphabet, sequences } = foldedSequences([{ facts: FACTS, folded: { strands, rest, calls } }]);
  assert.deepEqual(alphabet, ['Edit', 'Edit ✗', 'Read']);
  assert.deepEqual(sequences.map(({ id, codes, success }) => [id, [...codes], success]), [['run#/home/me/p/lib/a.ts', [2, 0], true], ['run#b.ts', [1, 0], true]]);
}); // prettier-ignore

test('keys that name things are found, settings are not', () => {
  const keys = startFoldKeys();
  for (let run = 0; run < 20; run++) {
    const order = { order_id: `W${run}`, limit: 100, mode: 'full', note: 'as they said' };
    keys.add(callsOf(['look', order], ['change', order], ['look', { user_id: `u${run}` }]));
  }
  assert.deepEqual(
    keys.candidates().map(({ key, calls, runs, strands, values }) => [foldKeyText(key), calls, runs, strands, values]),
    [
      ['argument:order_id', 40, 20, 20, 20],
      ['argument:user_id', 20, 20, 20, 20],
    ],
  );
});

test('what usually happens to one thing is counted over runs, with how often they succeed', () => {
  const paths = startStrandPaths();
  const change = foldRun(callsOf(['look', { id: 'aa' }], ['change', { id: 'aa' }], ['look', { id: 'bb' }]), { by: 'argument', name: 'id' }); // prettier-ignore
  paths.add(FACTS, change);
  paths.add({ ...FACTS, id: 'other', task: 'other', success: false }, change);
  const { runs, calls, keyed, strands, different, paths: found, longest } = paths.result();
  assert.deepEqual([runs, calls, keyed, strands, different, longest], [2, 6, 6, 4, 2, { id: 'run', calls: 3, strands: 2 }]); // prettier-ignore
  assert.deepEqual(
    found.map(({ path, strands: n, runs: inRuns, success, example }) => [
      path,
      n,
      inRuns,
      success!.share,
      example.value,
    ]),
    [
      ['look', 2, 2, 0.5, 'bb'],
      ['look, change', 2, 2, 0.5, 'aa'],
    ],
  );
});

test('context grows with what is read, and a strand that is done with stands as one line', () => {
  const long = 'word '.repeat(400);
  const steps = callsOf(
    ['Read', { file_path: 'a.ts' }, long],
    ['Read', { file_path: 'b.ts' }, long],
    ['Read', { file_path: 'c.ts' }, 'ok'],
    ['Read', { file_path: 'b.ts' }, 'ok'],
  );
  const { turns, strands, reopened } = activeContext({ steps, agent: {} }, { by: 'file' }, { idleTurns: 1 });
  assert.deepEqual([turns.length, strands, reopened], [4, 3, 1]);
  const [first, second, third, fourth] = turns.map(({ whole, done, idle }) => [whole, done, idle].map((tokens) => Math.round(tokens / 100) * 100)); // prettier-ignore
  assert.deepEqual([first, second], [[0, 0, 0], [400, 400, 400]]); // prettier-ignore
  // The agent has seen a.ts once; b.ts is still to come.
  assert.deepEqual(third, [800, 400, 400]);
  assert.deepEqual(fourth, [800, 400, 0]);
});

test('what was folded for being idle and is needed again counts as opened again, and stands whole', () => {
  const long = 'word '.repeat(400);
  const other = (name: string) => ['Read', { file_path: name }, 'ok'] as const;
  const steps = callsOf(['Read', { file_path: 'a.ts' }, long], other('b.ts'), other('c.ts'), ['Edit', { file_path: 'a.ts' }], other('d.ts')); // prettier-ignore
  const { turns, reopened } = activeContext({ steps, agent: {} }, { by: 'file' }, { idleTurns: 1 });
  assert.deepEqual(turns.map(({ whole, idle }) => [whole > 300, idle > 300]), [[false, false], [true, true], [true, false], [true, false], [true, true]]); // prettier-ignore
  assert.equal(reopened, 1);
  const growth = startContextGrowth();
  growth.add('task', { turns, strands: 4, reopened });
  const { rows, reopened: again, read } = growth.result();
  assert.deepEqual([rows.map(({ turn, runs }) => [turn, runs]), again.share], [[[1, 1], [2, 1], [5, 1]], 0.25]); // prettier-ignore
  assert.ok(read.leftIdle.share < read.leftDone.share && read.leftDone.share <= 1);
});

test('a compaction in the log takes the place of what was before it', () => {
  const steps: Step[] = [
    ...callsOf(['Read', { file_path: 'a.ts' }, 'word '.repeat(400)]),
    { index: 2, actor: 'environment', parts: [{ kind: 'compaction', text: 'It read a file.' }] },
    { index: 3, actor: 'agent', parts: [{ kind: 'text', text: 'Done.' }] },
  ];
  const { turns } = activeContext({ steps, agent: {} }, { by: 'file' });
  assert.ok(turns.length === 2 && turns[1]!.whole < 10 && turns[1]!.done === turns[1]!.whole, `${turns[1]!.whole}`);
});

test('where one run is nearly all that is read, the interval says that it is one', () => {
  const growth = (sizes: readonly number[]) => {
    const grown = startContextGrowth();
    for (const [i, size] of sizes.entries()) grown.add(`task-${i}`, { turns: [{ whole: size, done: size * (i % 2 === 0 ? 0.6 : 0.5), idle: size }], strands: 1, reopened: 0 }); // prettier-ignore
    return grown.result().read.leftDone.interval;
  };
  const [low, high] = growth(Array.from({ length: 20 }, () => 100));
  assert.ok(low > 0.45 && high < 0.65, `${low}–${high}`);
  const [alone, most] = growth([100_000, ...Array.from({ length: 19 }, () => 100)]);
  assert.ok(alone < 0.2 && most > 0.9, `${alone}–${most}`);
});
