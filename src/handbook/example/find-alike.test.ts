import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { alignPaths } from './align-paths.ts';
import { findAlike, type PathOfRun } from './find-alike.ts';
import type { PathItem } from './run-path.ts';

const IDLE = ['ls', 'read', 'think', 'search', 'note', 'ping'];

/** Runs of random calls; the first `planted` hold lock → write → unlock with something in between. */
function runs(count: number, planted: number): (PathOfRun & { readonly at: readonly number[] })[] {
  const random = seededRandom(3);
  return Array.from({ length: count }, (_, i) => {
    const names: string[] = [];
    const idle = (n: number): void => {
      for (let k = 0; k < n; k++) names.push(random.pick(IDLE));
    };
    const at: number[] = [];
    idle(2 + random.below(6));
    for (const act of i < planted ? ['lock', 'write', 'unlock'] : i % 3 === 0 ? ['unlock', 'write'] : []) {
      at.push(names.push(act) - 1);
      idle(random.below(3));
    }
    idle(2 + random.below(6));
    return { id: `run${String(i).padStart(3, '0')}`, path: path(names), at };
  });
}

const path = (names: readonly string[]): PathItem[] =>
  names.map((name, step) => ({ symbol: `tool:${name}`, shape: `tool:${name}()`, step, constants: [] }));
const each = async function* (all: readonly PathOfRun[]): AsyncGenerator<PathOfRun> {
  yield* all;
};

test('five examples find the runs that do what they have in common, and where', async () => {
  const all = runs(200, 40);
  const found = await findAlike(all.slice(0, 5), each(all), { k: 20 });
  assert.equal(found.length, 20);
  assert.deepEqual(
    found.filter(({ id }) => Number(id.slice(3)) >= 40 || Number(id.slice(3)) < 5),
    [],
  );
  for (const { id, steps } of found) {
    const { at } = all.find((run) => run.id === id)!;
    assert.ok(steps[0] <= at[0]! && steps[1] >= at[2]!, `${id}: ${steps.join('–')} hold ${at.join(', ')}`);
  }
  assert.match(found[0]!.why, /lock → .*write → .*unlock/);
});

test('one part of one run is enough of an example', async () => {
  const all = runs(200, 40);
  const [first] = all;
  const part = first!.path.slice(first!.at[0], first!.at[2]! + 1);
  const found = await findAlike([{ id: first!.id, path: part }], each(all), { k: 20 });
  assert.ok(found.filter(({ id }) => Number(id.slice(3)) < 40).length >= 19);
});

test('in a long run the part is found wherever it is', async () => {
  const idle = Array.from({ length: 3000 }, (_, i) => IDLE[i % IDLE.length]!);
  const long = { id: 'long', path: path([...idle, 'lock', 'write', 'unlock', 'ls']) };
  const example = { id: 'example', path: path(['lock', 'write', 'unlock']) };
  const found = await findAlike([example], each([example, long, ...runs(20, 0)]));
  assert.deepEqual([found[0]!.id, found[0]!.steps], ['long', [3000, 3002]]);
});

test('nothing in common finds nothing', async () => {
  const all = runs(20, 0);
  assert.deepEqual(await findAlike([{ id: 'x', path: path(['fly']) }], each(all)), []);
  assert.deepEqual(await findAlike([], each(all)), []);
});

test('an alignment keeps the order and says what it matched', () => {
  const worth = [1, 1, 1];
  const example = path(['a', 'b', 'c']);
  const whole = alignPaths(example, path(['x', 'a', 'x', 'b', 'c']), worth);
  assert.deepEqual(whole.matched, [[0, 1], [1, 3], [2, 4]]); // prettier-ignore
  assert.ok(Math.abs(whole.score - 2.85) < 1e-9);
  assert.ok(alignPaths(example, path(['c', 'b', 'a']), worth).score < 1.2);
});
