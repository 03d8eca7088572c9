import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitTasks, type SplitTask } from './split-tasks.ts';

const NOUNS = [
  'barge',
  'lantern',
  'orchard',
  'violin',
  'glacier',
  'postcard',
  'harbour',
  'thistle',
  'copper',
  'meadow',
];
const VERBS = ['weigh', 'paint', 'measure', 'carry', 'sell', 'mend', 'photograph', 'count', 'insure', 'describe'];
const TASKS: readonly SplitTask[] = VERBS.flatMap((verb) =>
  NOUNS.map((noun) => ({ key: `${verb}-${noun}`, texts: [`Please ${verb} every ${noun} that ${noun} keepers ${verb} on ${noun} day`] })),
); // prettier-ignore

test('about the asked share of tasks is tested on, and the seed says which', () => {
  const sidesOf = (seed: number): string[] => {
    const { sides } = splitTasks(TASKS, { testShare: 0.3, seed });
    return TASKS.map(({ key }) => sides.get(key)!);
  };
  const first = sidesOf(1);
  const tests = first.filter((side) => side === 'test').length;
  assert.ok(tests > 18 && tests < 42, `${tests} of 100`);
  assert.deepEqual(sidesOf(1), first);
  assert.notDeepEqual(sidesOf(2), first);
});

test('a task stays on its side when others are added', () => {
  const before = splitTasks(TASKS.slice(0, 50), { testShare: 0.3, seed: 1 }).sides;
  const after = splitTasks(TASKS, { testShare: 0.3, seed: 1 }).sides;
  for (const [key, side] of before) assert.equal(after.get(key), side, key);
});

test('near duplicates of a text are on one side, through others of their kind as well', () => {
  const base = 'A caravan of forty camels crosses the desert in twelve days and each camel drinks nine litres a day so how much water is needed';
  const texts = [base, `${base}?`, base.toUpperCase(), `${base} in all`, `${base} in all then`];
  const tasks = texts.map((text, i) => ({ key: `t${i}`, texts: [text] }));
  for (let seed = 0; seed < 20; seed++) {
    const { sides, groups, largestGroup } = splitTasks([...tasks, ...TASKS], { testShare: 0.5, seed });
    assert.equal(new Set(tasks.map(({ key }) => sides.get(key))).size, 1);
    assert.equal(largestGroup, 5);
    assert.equal(groups, 101);
  }
}); // prettier-ignore

test('what is held out is never trained on, nor what is near it', () => {
  const tasks = [{ key: 'held', texts: ['Name the capital of the province that borders the northern lake'] }, { key: 'near', texts: ['name the capital of the province, that borders the northern lake!'] }, ...TASKS]; // prettier-ignore
  const { sides } = splitTasks(tasks, { testShare: 0, seed: 1, heldOut: new Set(['held']) });
  assert.deepEqual(
    [...sides].filter(([, side]) => side === 'test').map(([key]) => key),
    ['held', 'near'],
  );
});

test('of few tasks either side has one, whatever the seed, unless all are asked for', () => {
  for (let seed = 0; seed < 30; seed++) {
    const sides = new Set(splitTasks(TASKS.slice(0, 3), { testShare: 0.1, seed }).sides.values());
    assert.equal(sides.size, 2, `seed ${seed}`);
  }
  assert.deepEqual([...splitTasks(TASKS.slice(0, 3), { testShare: 0, seed: 1 }).sides.values()], ['train', 'train', 'train']);
  assert.deepEqual([...splitTasks(TASKS.slice(0, 1), { testShare: 0.5, seed: 8 }).sides.values()].length, 1);
}); // prettier-ignore
