import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isWorthwhile } from './is-worthwhile.ts';

const worthwhile = (act: string): boolean => isWorthwhile({ act }, []);

test('what says what for, in which order, or takes care is worth repeating', () => {
  const worth = [
    'compare both ledgers before you close the month',
    'try the smallest harvest first',
    'restate the order in your own words',
    'check the edge cases',
    'reread the letter to make sure you understood it',
    'double-check the sum',
    'work backwards from the last move',
  ];
  assert.deepEqual(
    worth.filter((act) => !worthwhile(act)),
    [],
  );
});

test('goals, announcements, what only the occasion tells and what holds a value are not', () => {
  const not = [
    'determine whether the claim follows from the letter',
    'conclude the meeting before noon',
    'use the recipe to bake',
    'check it again',
    'plug ⟨n⟩ in before you go on',
    'square both sides to get rid of the root',
  ];
  assert.deepEqual(
    not.filter((act) => worthwhile(act)),
    [],
  );
});
