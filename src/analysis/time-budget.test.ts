import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Coding, Event } from '../behavior/event.ts';
import { seededRandom } from '../core/random.ts';
import { startTimeBudget } from './time-budget.ts';
import { sampleRun, says, type SampleStep } from '../trajectory/testing/sample-run.ts';

const event = (steps: readonly [number, number], rest: Partial<Event> = {}): Event => ({
  id: `e${steps.join('-')}`,
  trajectoryId: 'test:1',
  revision: 1,
  code: 'habits/check@abc',
  kind: 'point',
  unit: 'step',
  actor: 'agent',
  steps,
  spans: [],
  verdict: 'present',
  tier: 'cue',
  detector: 'cue@1',
  confidence: 1,
  ...rest,
});
const coding = (observed: Record<string, number>, hidden: Record<string, number> = {}): Coding => ({
  trajectoryId: 'test:1',
  revision: 1,
  codebook: 'habits@abc',
  detector: 'cue@1',
  observedUnits: observed,
  notObservable: hidden,
  observedTokens: 10,
});
const steps = (count: number): SampleStep[] => Array.from({ length: count }, () => says('agent', 'abcd'));

test('a behavior’s share, gaps and latency are those of the runs examined for it', () => {
  const budget = startTimeBudget();
  budget.add({
    trajectory: sampleRun(steps(10)),
    events: [event([2, 2]), event([5, 6])],
    codings: [coding({ check: 10 })],
  });
  budget.add({ trajectory: sampleRun(steps(10)), events: [], codings: [coding({ check: 10 })] });
  budget.add({ trajectory: sampleRun(steps(1000)), events: [], codings: [] });
  const [row] = budget.rows();
  assert.deepEqual(
    { ...row, interval: undefined, runsInterval: undefined },
    {
      behavior: 'check',
      codebook: 'habits',
      events: 2,
      runs: 1,
      n: 2,
      runsInterval: undefined,
      share: { steps: 0.15, tokens: 0.15, seconds: null },
      interval: undefined,
      secondsInterval: null,
      timedRuns: 0,
      meanGapSteps: 3,
      sdGapSteps: null,
      latencySteps: 2,
      meanSteps: 1.5,
      sdSteps: Math.SQRT1_2,
      total: { steps: 3, tokens: 3, seconds: null },
    },
  );
});

test('overlapping events count a step once, and only what is present counts', () => {
  const budget = startTimeBudget();
  const events = [event([0, 4]), event([3, 4]), event([8, 9], { verdict: 'unsupported' })];
  budget.add({ trajectory: sampleRun(steps(10)), events, codings: [coding({ check: 10 })] });
  const [row] = budget.rows();
  assert.deepEqual([row?.events, row?.share.steps], [2, 0.5]);
});

test('hidden reasoning is not a denominator, and a code that could not be seen at all has no row', () => {
  const hidden: SampleStep = { actor: 'agent', parts: [{ kind: 'reasoning', text: '', visibility: 'encrypted' }] };
  const budget = startTimeBudget();
  const trajectory = sampleRun([...steps(4), hidden, hidden]);
  budget.add({ trajectory, events: [event([0, 0])], codings: [coding({ check: 4, plan: 0 }, { check: 2, plan: 6 })] });
  assert.deepEqual(
    budget.rows().map(({ behavior, share }) => [behavior, share.steps]),
    [['check', 0.25]],
  );
});

test('steps copied from another run are neither a denominator nor waited for', () => {
  const budget = startTimeBudget();
  const own = steps(4);
  const trajectory = sampleRun([...steps(6).map((step) => ({ ...step, copied: true })), ...own]);
  budget.add({ trajectory, events: [event([7, 7])], codings: [coding({ check: 4 })] });
  const [row] = budget.rows();
  assert.deepEqual([row?.share.steps, row?.latencySteps], [0.25, 1]);
});

test('a code examined and never seen has a row of zeros', () => {
  const budget = startTimeBudget();
  budget.add({ trajectory: sampleRun(steps(4)), events: [], codings: [coding({ check: 4 })] });
  const [row] = budget.rows();
  assert.deepEqual(
    [row?.events, row?.n, row?.share.steps, row?.meanGapSteps, row?.latencySteps],
    [0, 1, 0, null, null],
  );
});

test('intervals of shares hold a planted share as often as they say, when trials of a task are alike', () => {
  const random = seededRandom(12);
  const sets = 1000;
  let [bySteps, bySeconds] = [0, 0];
  const step = says('agent', 'abcd');
  for (let set = 0; set < sets; set++) {
    const budget = startTimeBudget();
    for (let task = 0; task < 20; task++) {
      // Mean 0.3, and steps take one second or three, whatever is done in them.
      const rate = random.chance(0.5) ? 0.5 : 0.1;
      for (let trial = 0; trial < 3; trial++) {
        const count = 4 + random.below(6);
        let second = 0;
        const timed = Array.from({ length: count }, () => {
          const at = new Date(second * 1000).toISOString();
          second += random.chance(0.5) ? 1 : 3;
          return { ...step, at, endedAt: new Date(second * 1000).toISOString() };
        });
        const events = timed.flatMap((_, i) => (random.chance(rate) ? [event([i, i])] : []));
        budget.add({ trajectory: sampleRun(timed, { task: { id: `t${task}`, tags: [] } }), events, codings: [coding({ check: count })] }); // prettier-ignore
      }
    }
    const { interval, secondsInterval } = budget.rows()[0]!;
    if (interval[0] <= 0.3 && 0.3 <= interval[1]) bySteps++;
    if (secondsInterval![0] <= 0.3 && 0.3 <= secondsInterval![1]) bySeconds++;
  }
  for (const covered of [bySteps, bySeconds]) assert.ok(covered >= 930 && covered <= 970, `${covered} of ${sets}`);
});
