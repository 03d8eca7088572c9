import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom, type Random } from '../../core/random.ts';
import { openStore } from '../../store/open-store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import { influence } from './influence.ts';
import { readAgentTurns, type AgentTurns } from './read-agent-turns.ts';

/** Three agents in turn. A situation that lasts makes both behaviors likelier; seeing A makes B likelier by `planted`. */
function talk(run: number, planted: number, random: Random): AgentTurns {
  let hard = random.chance(0.5);
  const seen: boolean[] = [];
  const turns = Array.from({ length: 24 }, (_, at) => {
    if (random.chance(0.1)) hard = !hard;
    const sawA = seen.slice(-2).some(Boolean);
    const a = random.chance(hard ? 0.35 : 0.1);
    const b = random.chance((hard ? 0.45 : 0.15) + (sawA ? planted : 0));
    seen.push(a);
    return { agent: 'xyz'[at % 3]!, step: at, codes: new Set([...(a ? [0] : []), ...(b ? [1] : [])]) };
  });
  return { id: `run-${run}`, turns };
}

function simulate(planted: number, sets: number): { covered: number; mean: number; raw: number } {
  const random = seededRandom(1);
  let covered = 0;
  let mean = 0;
  let raw = 0;
  for (let i = 0; i < sets; i++) {
    const runs = Array.from({ length: 14 }, (_, run) => talk(run, planted, random));
    const row = influence(runs, ['A', 'B']).rows.find(({ seen, done }) => seen === 'A' && done === 'B')!;
    if (row.interval[0] <= planted && planted <= row.interval[1]) covered++;
    mean += row.influence / sets;
    raw += (row.after - row.without) / sets;
  }
  return { covered: covered / sets, mean, raw };
}

test('what makes two behaviors likely at once is no influence: intervals hold zero in 95% of sets', () => {
  const { covered, mean, raw } = simulate(0, 1000);
  assert.ok(Math.abs(mean) < 0.01, `mean ${mean}`);
  assert.ok(raw > 0.05, `without the placebo it would be ${raw}`);
  assert.ok(covered >= 0.93 && covered <= 0.97, `covered ${covered}`);
});

test('a planted influence is recovered', () => {
  const { covered, mean } = simulate(0.3, 1000);
  assert.ok(Math.abs(mean - 0.3) < 0.03, `mean ${mean}`);
  assert.ok(covered >= 0.93 && covered <= 0.97, `covered ${covered}`);
});

test('turns are those of agents with names, and of runs with two of them', async () => {
  const store = await openStore(':memory:');
  const base = sampleTrajectory('two', [['user', 'Hi'], ['agent', 'One'], ['tool', 'x'], ['agent', 'Two'], ['agent', 'Three']]); // prettier-ignore
  const named = { ...base, steps: base.steps.map((step, i) => (step.actor === 'agent' ? { ...step, name: i < 4 ? 'x' : 'y' } : step)) }; // prettier-ignore
  await store.put([{ trajectory: named }, { trajectory: sampleTrajectory('one', [['user', 'Hi'], ['agent', 'One']]) }]); // prettier-ignore
  const sequence = { task: 't', format: 'f', tags: [], steps: 5, tokens: 9, last: Int32Array.of(), actors: Uint8Array.of() }; // prettier-ignore
  const set = {
    alphabet: ['a', 'b'],
    sequences: [
      { ...sequence, id: 'two', codes: Int32Array.of(0, 1, 0, 1), first: Int32Array.of(0, 1, 2, 4) },
      { ...sequence, id: 'one', codes: Int32Array.of(0), first: Int32Array.of(1) },
    ],
  };
  assert.deepEqual(await readAgentTurns(store, set), [
    {
      id: 'two',
      turns: [
        { agent: 'x', step: 1, codes: new Set([1]) },
        { agent: 'y', step: 4, codes: new Set([1]) },
      ],
    },
  ]);
  await store.close();
});
