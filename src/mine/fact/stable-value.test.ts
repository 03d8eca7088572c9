import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { stableValue, type Told } from './stable-value.ts';

const day = (i: number): string => `2031-03-${String(i + 1).padStart(2, '0')}T08:00:00Z`;
const told = (values: readonly string[], timed = true): Told[] =>
  values.map((value, i) => ({ run: i, task: i % 3, value, ...(timed && { at: day(i) }) }));

test('a value that was always the same is stable since it was first told', () => {
  assert.deepEqual(stableValue(told(['4', '4', '4', '4'])), {
    value: '4',
    runs: 4,
    tasks: 3,
    since: day(0),
    lastSeen: day(3),
    changed: false,
  });
  assert.deepEqual(stableValue(told(['4', '4', '4'], false)), { value: '4', runs: 3, tasks: 3, changed: false });
});

test('a value that changed is the newest, since its change', () => {
  assert.deepEqual(stableValue(told([...'aaaaabbbbb'])), {
    value: 'b',
    runs: 5,
    tasks: 3,
    since: day(5),
    lastSeen: day(9),
    changed: true,
  });
  assert.equal(stableValue(told([...'aaaaabbbbb'], false)), undefined);
});

test('one other answer changes nothing; what changed lately is not known yet, and what keeps changing never', () => {
  const stable = (values: string): { value: string; since?: string; changed: boolean } | undefined => {
    const found = stableValue(told([...values]));
    return found && { value: found.value, since: found.since!, changed: found.changed };
  };
  const always = { value: 'a', since: day(0), changed: false };
  assert.deepEqual(stable('aaaaaabaaaaaaaa'), always);
  assert.deepEqual(stable('aaaaaaaaaaaaaab'), always);
  assert.equal(stable('aaaaaaaaaaaaabb'), undefined);
  assert.deepEqual(stable('aaaaabbbbbbbccccccc'), { value: 'c', since: day(12), changed: true });
  assert.deepEqual(stable('aaaaaaaaabbbbbbbbbbab'), { value: 'b', since: day(9), changed: true });
  assert.equal(stable('aaabbbaaabbbaaabbb'), undefined);
  assert.equal(stable('aababbabaabbbabbab'), undefined);
});

test('values that come and go, two runs, and one task are no fact', () => {
  assert.equal(stableValue(told([...'abcdefggg'])), undefined);
  assert.equal(stableValue(told([...'abababab'])), undefined);
  assert.equal(stableValue(told(['4', '4'])), undefined);
  assert.equal(stableValue(told(['4', '4', '4']).map((one) => ({ ...one, task: 0 }))), undefined);
});

test('the order in which runs are given does not matter', () => {
  const runs = told([...'aaaaaaabbbbbbb']);
  assert.deepEqual(stableValue(seededRandom(3).shuffle(runs)), stableValue(runs));
});

test('values at random hardly ever look stable', () => {
  let found = 0;
  for (let seed = 1; seed <= 400; seed++) {
    const random = seededRandom(seed);
    if (stableValue(told(Array.from({ length: 20 }, () => random.pick([...'abcd'])))) !== undefined) found++;
  }
  assert.ok(found <= 8, `${found} of 400`);
});
