import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nextSteps } from './next-steps.ts';
import { sampleReport } from './testing/sample-report.ts';

const said = (data: Parameters<typeof nextSteps>[0]): string[] =>
  nextSteps(data).map((words) => words.toString().replaceAll(/<[^>]+>/g, ''));

test('what is missing comes first, each with its command', () => {
  const data = sampleReport('shop');
  assert.deepEqual(said({ ...data, codes: [], behaviors: [], rules: [] }), [
    'Name the behaviors in these runs: ethogram detect',
    'Find what recurs and is worth telling the next run: ethogram mine',
    'Read runs that failed: ethogram show --outcome failure',
  ]);
});

test('behaviors that wait are to be approved, in the store where they are', () => {
  const data = sampleReport('shop');
  assert.deepEqual(said({ ...data, made: { ...data.made, store: '.ethogram/demo.db' } }), [
    'Read the 5 behaviors of the handbook and approve what is right: nothing is served before: ethogram handbook approve b_1 --store .ethogram/demo.db',
    'Read runs that failed: ethogram show --outcome failure --store .ethogram/demo.db',
  ]);
});

test('logs of processes have next steps of their own', () => {
  const data = sampleReport('shop');
  const named = { ordered: true, rows: [], moreRows: 0, tones: [] };
  const agents = data.agents.map((agent) => ({ ...agent, named }));
  const { tasks: _, ...failure } = data.failure;
  const nothing = { always: 0, sometimes: 0, never: 0, runs: 0 };
  assert.deepEqual(said({ ...data, agents, behaviors: [], codes: [], rules: [], failure: { ...failure, tasks: nothing } }), [
    'See what follows what: ethogram analyse transitions --of calls',
    'See what of their context goes with how much of each: ethogram analyse covariates --of calls',
    'See which kinds of runs there are: ethogram analyse archetypes --of calls',
  ]);
}); // prettier-ignore
