import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorsAsCodebook } from '../../behavior/codebooks/behaviors-as-codebook.ts';
import { detectRun } from '../../behavior/detect-run.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { mineWaste } from './mine-waste.ts';

const LONG = 'The tide stands at its highest point shortly after noon on this day. '.repeat(8);

test('a look-up with a run’s own arguments that is made again is warned of, with what it costs', () => {
  const runs = planted((random, i) => {
    const look: MadeCall = ['zorp', { id: i }, `the state of number ${i} is open, and nothing is owed on it`];
    return random.chance(0.4) ? [look, ...idle(random), look] : [look, ...idle(random)];
  });
  const [warning, ...others] = mineWaste(readRuns(runs));
  assert.deepEqual(others, []);
  const { name, instruction, whenNot, matcher } = warning!;
  assert.deepEqual(
    { name, instruction, whenNot, matcher },
    {
      name: 'behavior_no_repeated_zorp',
      instruction: 'Do not call `zorp` again with the same `id`: the answer is still in the conversation.',
      whenNot: 'something has been changed since',
      matcher: { structure: 'same-answer', tools: ['zorp'] },
    },
  );
  assertSeenAgain(runs, warning!);
});

test('what hardly any run wastes is an accident', () => {
  const runs = planted((random, i) => {
    const look: MadeCall = ['zorp', { id: i }, LONG];
    return i < 2 ? [look, look] : [look, ...idle(random)];
  });
  const others = runs.flatMap((run) =>
    [1, 2].map((k) => ({ ...run, id: `${run.id}-${k}`, steps: run.steps.slice(0, 2) })),
  );
  assert.deepEqual(mineWaste(readRuns([...runs, ...others])), []);
  assert.equal(mineWaste(readRuns(runs)).length, 1);
});

test('several tools repeated are one warning', () => {
  const runs = planted((random, i) => {
    const look: MadeCall = [
      random.pick(['zorp', 'brin', 'mox']),
      { id: i },
      `the state of number ${i} is open, and nothing is owed on it`,
    ];
    return [look, ...idle(random), look];
  });
  const [warning, ...others] = mineWaste(readRuns(runs));
  assert.deepEqual(others, []);
  assert.equal(
    warning!.instruction,
    'Do not make the same call again with the same arguments: the answer is still in the conversation.',
  );
  assertSeenAgain(runs, warning!);
});

test('what always has the same arguments and a short answer repeats by chance; a long answer is minded', () => {
  const runsOf = (answer: string): Trajectory[] =>
    planted((random) => random.shuffle([...idle(random), ...idle(random), ['zorp', {}, answer], ['zorp', {}, answer]]));
  assert.deepEqual(mineWaste(readRuns(runsOf('fine'))), []);
  assert.equal(mineWaste(readRuns(runsOf(LONG))).length, 1);
});

test('polling, and looking again after a change, is no waste', () => {
  const polling = planted((random, i) => [['zorp', { id: i }, 'wait'], ...idle(random), ['zorp', { id: i }, 'done']]);
  assert.deepEqual(mineWaste(readRuns(polling)), []);
  const changed = planted((_, i) => [['zorp', { id: i }, 'x'], ['update_zorp', { id: i }], ['zorp', { id: i }, 'x']]); // prettier-ignore
  assert.deepEqual(mineWaste(readRuns(changed)), []);
});

test('circles are one warning of their own, and their calls are not told again as repeats', () => {
  const runs = planted((random, i) => {
    const round: MadeCall[] = [['zorp', { id: i }, `open ${i}`], ['brin', { id: i }, `no ${i}`]]; // prettier-ignore
    return [...idle(random), ...round, ...round, ...(random.chance(0.5) ? round : [])];
  });
  const [warning, ...others] = mineWaste(readRuns(runs));
  assert.deepEqual(others, []);
  assert.equal(
    warning!.instruction,
    'Do not go round in circles: when the same calls give the same answers again, try something else.',
  );
  assertSeenAgain(runs, warning!);
});

test('a thought thought again word by word is warned of', () => {
  const runs = planted(() => []).map((run, i) => {
    const part = [...'kbd'].map((letter, k) => `${letter}${'aeiou'[Math.floor(i / 4 ** k) % 4]}`).join('');
    const thought = `The two halves of the ${part} have to be of the same length, so each is half of the whole.`;
    return {
      ...run,
      steps: [0, 1, 2].map((index) => ({
        index,
        actor: 'agent' as const,
        parts: [{ kind: 'reasoning' as const, visibility: 'raw' as const, text: `${thought} Now on. ${thought}` }],
      })),
    };
  });
  const [warning] = mineWaste(readRuns(runs));
  assert.equal(warning!.name, 'behavior_no_rederivation');
  assert.equal(warning!.occurrences.length, 5 * runs.length);
  assertSeenAgain(runs, warning!);
});

test('calls at random are not waste in at least 19 of 20 sets of runs', () => {
  let warned = 0;
  for (let seed = 1; seed <= 40; seed++) {
    // Few arguments: calls repeat by chance now and then.
    const runs = planted(
      (random) => random.shuffle([...idle(random, 12), ...idle(random, 12), ...idle(random, 12)]),
      seed,
    );
    if (mineWaste(readRuns(runs)).length > 0) warned++;
  }
  assert.ok(warned <= 2, `${warned} of 40`);
});

function planted(calls: (random: Random, i: number) => MadeCall[], seed = 1): Trajectory[] {
  const random = seededRandom(seed);
  return Array.from({ length: 60 }, (_, i) =>
    callsRun(`run-${String(i).padStart(2, '0')}`, calls(random, i), { task: `task-${i % 15}` }),
  );
}

function idle(random: Random, below = 1e6): MadeCall[] {
  return Array.from({ length: random.below(5) }, () => {
    const n = random.below(below);
    return [random.pick(['vam', 'ketto', 'sulin', 'prog']), { n }, `n is ${n}`];
  });
}

function assertSeenAgain(runs: readonly Trajectory[], { name, instruction, matcher, occurrences }: Candidate): void {
  const codebook = behaviorsAsCodebook([
    {
      id: 'b_1', name, instruction, kind: 'warning', polarity: 'avoid', scope: {}, status: 'candidate', version: 1, hash: '', parents: [],
      tokens: 0, matcher: matcher!,
    },
  ]); // prettier-ignore
  const seen = runs.flatMap((run) => detectRun(run, [codebook]).events.map(({ steps }) => `${run.id} ${steps[0]}`));
  const mined = occurrences.map(({ run, steps }) => `${runs[run]!.id} ${steps[0]}`);
  assert.deepEqual(seen, [...new Set(mined)]);
}
