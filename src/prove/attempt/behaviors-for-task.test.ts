import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import { handbookIndex } from '../../handbook/handbook-index.ts';
import { behaviorsForTask } from './behaviors-for-task.ts';
import type { TaskSpec } from '../task/task-spec.ts';

const TASK: TaskSpec = {
  id: 't1',
  text: 'How much is 17 × 23?',
  tags: ['arithmetic', 'product'],
  check: { kind: 'number', answer: 391, tolerance: 0 },
};

function behavior(id: string, instruction: string, more: Partial<MinedBehavior> = {}): MinedBehavior {
  return {
    id,
    name: `behavior_${id}`,
    instruction,
    kind: 'strategy',
    polarity: 'do',
    scope: {},
    status: 'active',
    version: 1,
    hash: 'h',
    parents: [],
    tokens: 20,
    support: { trajectories: 9, of: 20, tasks: 4, taskIds: ['t2', 't3', 't4', 't5'] },
    tokensPerUse: 0,
    savedTokens: 0,
    provenance: [],
    ...more,
  };
}

const ids = (given: readonly { readonly id: string }[]): string[] => given.map(({ id }) => id);

test('behaviors learned from tasks of the same topic are given, best first, within the budget', () => {
  const behaviors = [
    behavior('carry', 'Write every carry down.', { rank: 2 }),
    behavior('split', 'Split the larger factor.', { rank: 1 }),
    behavior('email', 'Ask for the e-mail address.'),
    behavior('scoped', 'Round first.', { scope: { tasks: ['product'] }, rank: 3 }),
    behavior('long', 'Do much.', { rank: 0, tokens: 500 }),
  ];
  const topics = new Map([['carry', ['arithmetic']], ['split', ['arithmetic']], ['email', ['shop']], ['long', ['arithmetic']]]); // prettier-ignore
  assert.deepEqual(ids(behaviorsForTask(TASK, { index: handbookIndex(behaviors, { topics }) })), [
    'split',
    'carry',
    'scoped',
  ]);
  assert.deepEqual(ids(behaviorsForTask(TASK, { index: handbookIndex(behaviors, { topics }), k: 1 })), ['split']);
  assert.deepEqual(ids(behaviorsForTask(TASK, { index: handbookIndex(behaviors, { topics }), tokens: 40 })), [
    'split',
    'carry',
  ]);
});

test('what fits by its words goes before what fits by its topic', () => {
  const behaviors = [behavior('topic', 'Write every carry down.', { rank: 0 }), behavior('words', 'Stop the kettle when it boils.')]; // prettier-ignore
  const task = { ...TASK, text: 'Stop the kettle.' };
  assert.deepEqual(ids(behaviorsForTask(task, { index: handbookIndex(behaviors, { topics: new Map([['topic', ['product']]]) }) })), ['words', 'topic']); // prettier-ignore
});

test('what would not be known without this very task is left out, however well it fits', () => {
  const supported = (taskIds: readonly string[]): string[] => {
    const support = { trajectories: 9, of: 20, tasks: taskIds.length, taskIds };
    const behaviors = [behavior('words', 'Multiply 17 × 23 by parts.', { support }), behavior('topic', 'Write every carry down.', { support })]; // prettier-ignore
    return ids(
      behaviorsForTask(TASK, {
        index: handbookIndex(behaviors, { topics: new Map([['topic', ['product']]]) }),
        all: true,
      }),
    );
  };
  assert.deepEqual(supported(['t1', 't2']), []);
  assert.equal(supported(['t1', 't2', 't3']).includes('topic'), true);
  assert.equal(supported(['t2', 't3']).includes('topic'), true);
});

test('candidates are given on demand only, and archived ones never', () => {
  const topics = new Map([['a', ['product']], ['b', ['product']]]); // prettier-ignore
  const behaviors = [behavior('a', 'Write.', { status: 'candidate' }), behavior('b', 'Read.', { status: 'archived' })];
  assert.deepEqual(ids(behaviorsForTask(TASK, { index: handbookIndex(behaviors, { topics }) })), []);
  assert.deepEqual(ids(behaviorsForTask(TASK, { index: handbookIndex(behaviors, { topics }), all: true })), ['a']);
});

test('conditions are stated with the instruction', () => {
  const behaviors = [behavior('a', 'Write.', { when: 'there are carries', whenNot: 'one digit is enough' })];
  const [given] = behaviorsForTask(TASK, {
    index: handbookIndex(behaviors, { topics: new Map([['a', ['product']]]) }),
  });
  assert.equal(given!.instruction, 'Write. (when there are carries; not when one digit is enough)');
});
