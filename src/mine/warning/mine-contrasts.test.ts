import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorsAsCodebook } from '../../behavior/codebooks/behaviors-as-codebook.ts';
import { detectRun } from '../../behavior/detect-run.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { mineContrasts } from './mine-contrasts.ts';

const IDLE = ['vam', 'ketto', 'sulin', 'prog', 'dask', 'ohm'];

/** One way to fail: what a run does, and whether that is the wrong way. */
type Way = (random: Random) => { readonly calls: readonly MadeCall[]; readonly wrong: boolean };

const omits: Way = (random) => {
  const wrong = random.chance(0.4);
  return { wrong, calls: wrong ? [['zorp', {}]] : [['brin', {}], ['zorp', {}]] }; // prettier-ignore
};
const turnsRound: Way = (random) => {
  const wrong = random.chance(0.5);
  return { wrong, calls: wrong ? [['zorp', {}], ['brin', {}]] : [['brin', {}], ['zorp', {}]] }; // prettier-ignore
};
const doesIt: Way = (random) => {
  const wrong = random.chance(0.4);
  return { wrong, calls: wrong ? [['zorp', {}]] : [] };
};
const setsIt: Way = (random) => {
  const mode = random.pick(['swift', 'plain', 'calm']);
  return { wrong: mode === 'swift', calls: [['zorp', { mode }]] };
};
const rushes: Way = (random) => {
  const wrong = random.chance(0.4);
  return { wrong, calls: wrong ? [['zorp', {}], ['brin', {}]] : [[random.pick(['zorp', 'brin']), {}]] }; // prettier-ignore
};
const leavesUnchecked: Way = (random) => {
  const wrong = random.chance(0.5);
  return { wrong, calls: wrong ? [['zorp', {}]] : [['zorp', {}], ['brin', {}]] }; // prettier-ignore
};
const givesUp: Way = (random) => {
  const wrong = random.chance(0.5);
  return { wrong, calls: [['zorp', {}, 'Error: stuck'], ...(wrong ? [] : [['zorp', { again: 1 }] as const])] };
};

const PLANTED: readonly (readonly [Way, string])[] = [
  [omits, 'Do not call `zorp` before you use `brin`.'],
  [turnsRound, 'Do not call `zorp` before you use `brin`; afterwards is too late.'],
  [doesIt, 'Avoid calling `zorp`: runs of the same sort that do without it succeed more often.'],
  [setsIt, 'Do not call `zorp` with `mode` set to `swift`.'],
  [rushes, 'Do not call `brin` right after calling `zorp`.'],
  [leavesUnchecked, 'After calling `zorp`, use `brin` before you finish.'],
  [givesUp, 'Do not finish while `zorp` still fails: make it succeed, or say that it does not.'],
];

for (const [way, instruction] of PLANTED) {
  test(`planted among idle calls with names that say nothing: ${instruction}`, () => {
    const { runs } = planted(1, way, { wrong: 0.2, right: 0.9 });
    assert.deepEqual(
      mine(runs).map((warning) => warning.instruction),
      [instruction],
    );
  });
}

test('a warning’s steps are those of what was done wrong, and its matcher sees them again', () => {
  for (const [way, instruction] of PLANTED) {
    const { runs, wrong } = planted(2, way, { wrong: 0.15, right: 0.95 });
    const warnings = mine(runs);
    const sorted = [...runs].sort((a, b) => (a.id < b.id ? -1 : 1));
    const found = new Set(warnings[0]!.occurrences.map(({ run }) => sorted[run]!.id));
    assert.deepEqual([...found].sort(), wrong, instruction);
    const places = warnings[0]!.occurrences.map(({ run, steps }) => `${sorted[run]!.id} ${steps[0]}`);
    const codebook = behaviorsAsCodebook([behaviorOf(warnings[0]!)]);
    const seen = sorted.flatMap((run) => detectRun(run, [codebook]).events.map(({ steps }) => `${run.id} ${steps[0]}`));
    assert.deepEqual(seen, places, instruction);
  }
});

test('what several acts need is said of all of them, if less has been seen of some', () => {
  const random = seededRandom(2);
  const runs = Array.from({ length: 300 }, (_, i) => {
    const act = random.pick(['update_pond', 'update_pond', 'cancel_pond']);
    const wrong = random.chance(0.4);
    const calls: MadeCall[] = [
      ['vam', { n: i }],
      ...(wrong ? [] : [['read_gate', { n: i }] as const]),
      [act, { n: i }],
    ];
    const success = random.chance(wrong ? 0.3 : 0.9);
    return callsRun(`run-${String(i).padStart(3, '0')}`, calls, { task: `task-${i % 12}`, success });
  });
  const [warning, ...others] = mine(runs);
  assert.deepEqual(others, []);
  const { act, needs } = warning!.matcher!.omission!;
  assert.deepEqual([act, needs], [['tool:cancel_pond', 'tool:update_pond'], ['tool:read_gate']]);
});

test('to end with a question where others go on and succeed is warned of, and seen again', () => {
  const random = seededRandom(4);
  const asking: string[] = [];
  const runs = Array.from({ length: 240 }, (_, i) => {
    const asks = random.chance(0.4);
    const id = `run-${String(i).padStart(3, '0')}`;
    if (asks) asking.push(id);
    const success = random.chance(asks ? 0.2 : 0.8);
    const calls: MadeCall[] = random.shuffle(['vam', 'sulin', 'prog']).map((name) => [name, { n: i }]);
    const run = callsRun(id, calls, { task: `task-${i % 12}`, success });
    const text = 'Could you please provide the number of the gate?';
    const question = { index: run.steps.length - 1, actor: 'agent' as const, parts: [{ kind: 'text' as const, text }] };
    return asks ? { ...run, steps: [...run.steps.slice(0, -1), question] } : run;
  });
  const [warning, ...others] = mine(runs);
  assert.deepEqual(others, []);
  assert.equal(
    warning!.instruction,
    'Do not end by asking for what you could find out or decide: runs of the same sort that go on succeed more often.',
  );
  const codebook = behaviorsAsCodebook([behaviorOf(warning!)]);
  assert.deepEqual(
    runs.flatMap((run) => detectRun(run, [codebook]).events.map(() => run.id)),
    asking,
  );
});

test('where no way is worse than another nothing is warned of in at least 19 of 20 sets of runs', () => {
  let warned = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const way = PLANTED[seed % PLANTED.length]![0];
    const rate = [0.05, 0.3, 0.6, 0.95][seed % 4]!;
    if (mine(planted(seed, way, { wrong: rate, right: rate }).runs).length > 0) warned++;
  }
  assert.ok(warned <= 2, `${warned} of 40`);
});

test('what is done in hard tasks is not warned of: runs are compared within tasks', () => {
  const { runs, wrong } = planted(3, doesIt, { wrong: 0.5, right: 0.5 });
  const shows = new Set(wrong);
  const confounded = runs
    .map((run, i) => ({ run, hard: i % 2 === 1, seldom: i % 5 === 0 }))
    // Hard tasks, which always fail, nearly always do it; easy ones, which always succeed, hardly ever do.
    .filter(({ run, hard, seldom }) => shows.has(run.id) === hard || seldom)
    .map(({ run, hard }) => ({ ...run, outcomes: [{ name: 'success', value: !hard, by: 'verifier' as const }] }));
  assert.deepEqual(mine(confounded), []);
});

test('what matters in one task only is that task’s own', () => {
  const { runs, wrong } = planted(6, omits, { wrong: 0.5, right: 0.5 }, 480);
  const shows = new Set(wrong);
  const ofOne = runs
    .filter((_, i) => i % 12 < 4)
    .map((run) => {
      const success = { name: 'success', value: !shows.has(run.id), by: 'verifier' as const };
      return run.task.id === 'task-0' ? { ...run, outcomes: [success] } : run;
    });
  assert.deepEqual(mine(ofOne), []);
});

test('of two causes both are warned of, and what comes along with one is not', () => {
  const both: Way = (random) => {
    const [a, b] = [omits(random), doesIt(random)];
    const harm = b.calls.map(([, values]): MadeCall => ['mox', values]);
    // Whoever leaves it out looks at the sky afterwards, mostly.
    const along: MadeCall[] = a.wrong && random.chance(0.9) ? [['sky', {}]] : random.chance(0.1) ? [['sky', {}]] : [];
    return { wrong: a.wrong || b.wrong, calls: [...harm, ...a.calls, ...along] };
  };
  assert.deepEqual(
    mine(planted(5, both, { wrong: 0.1, right: 0.95 }, 400).runs)
      .map(({ instruction }) => instruction)
      .sort(),
    [
      'Avoid calling `mox`: runs of the same sort that do without it succeed more often.',
      'Do not call `zorp` before you use `brin`.',
    ],
  );
});

test('the order of reading leaves no trace', () => {
  const { runs } = planted(1, omits, { wrong: 0.2, right: 0.9 });
  assert.deepEqual(mine(seededRandom(4).shuffle(runs)), mine(runs));
});

function mine(runs: readonly Trajectory[]): Candidate[] {
  return mineContrasts(readRuns(runs), []);
}

/** Twelve tasks, each tried many times; the way goes among idle calls, and decides about success. */
function planted(
  seed: number,
  way: Way,
  success: { readonly wrong: number; readonly right: number },
  size = 240,
): { runs: Trajectory[]; wrong: string[] } {
  const random = seededRandom(seed);
  const wrong: string[] = [];
  const runs = Array.from({ length: size }, (_, i) => {
    const shown = way(random);
    const idle = (): MadeCall[] =>
      Array.from({ length: random.below(3) }, () => [random.pick(IDLE), { n: random.below(1e6) }]);
    const calls = [...shown.calls.flatMap((call) => [...idle(), call]), ...idle()];
    const id = `run-${String(i).padStart(3, '0')}`;
    if (shown.wrong) wrong.push(id);
    return callsRun(id, calls, {
      task: `task-${i % 12}`,
      success: random.chance(shown.wrong ? success.wrong : success.right),
    });
  });
  return { runs, wrong };
}

function behaviorOf(candidate: Candidate): Parameters<typeof behaviorsAsCodebook>[0][0] {
  const { name, instruction, kind, polarity, scope, matcher } = candidate;
  return {
    id: 'b_1', name, instruction, kind, polarity, scope, status: 'candidate', version: 1, hash: '', parents: [], tokens: 0,
    ...(matcher !== undefined && { matcher }),
  }; // prettier-ignore
}
