import assert from 'node:assert/strict';
import { test } from 'node:test';
import { behaviorsAsCodebook } from '../../behavior/codebooks/behaviors-as-codebook.ts';
import { detectRun } from '../../behavior/detect-run.ts';
import { seededRandom, type Random } from '../../core/random.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Candidate } from '../candidate.ts';
import { callsRun, readRuns, type MadeCall } from '../testing/calls-run.ts';
import { mineLateWork } from './mine-late-work.ts';

const LONG = 'The tide stands at its highest point shortly after noon on this day. '.repeat(4);

test('calls after the one that runs end with, which do not help, are warned of and seen again', () => {
  const runs = planted((random) => random.chance(0.4), { wentOn: 0.7, stopped: 0.7 });
  const [warning, ...others] = mineLateWork(readRuns(runs));
  assert.deepEqual(others, []);
  const { name, instruction, whenNot, matcher, occurrences } = warning!;
  assert.deepEqual(
    { name, instruction, whenNot, matcher },
    {
      name: 'behavior_no_work_after_zorp',
      instruction: 'Finish once `zorp` has succeeded: further calls (`brin` or `mox`) add nothing.',
      whenNot: 'the user asks for more',
      matcher: { omission: { act: ['tool:brin', 'tool:mox'], needs: ['tool:zorp'], when: 'after-done' } },
    },
  );
  const codebook = behaviorsAsCodebook([behaviorOf(warning!)]);
  const seen = runs.flatMap((run) => detectRun(run, [codebook]).events.map(({ steps }) => `${run.id} ${steps[0]}`));
  assert.deepEqual(
    seen,
    occurrences.map(({ run, steps }) => `${runs[run]!.id} ${steps[0]}`),
  );
});

test('where going on helps nothing is warned of', () => {
  assert.deepEqual(mineLateWork(readRuns(planted((random) => random.chance(0.4), { wentOn: 0.9, stopped: 0.4 }))), []);
});

test('what another task needs besides is no waste: it is never left out there', () => {
  assert.deepEqual(mineLateWork(readRuns(planted((_, i) => i % 12 < 4, { wentOn: 0.7, stopped: 0.7 }))), []);
});

test('calls in any order have no goal, in at least 19 of 20 sets of runs', () => {
  let warned = 0;
  for (let seed = 1; seed <= 40; seed++) {
    const random = seededRandom(seed);
    const runs = Array.from({ length: 120 }, (_, i) =>
      callsRun(`run-${String(i).padStart(3, '0')}`, random.shuffle([['zorp', {}, LONG], ...idle(random)]), {
        task: `task-${i % 12}`,
        success: random.chance(0.6),
      }),
    );
    if (mineLateWork(readRuns(runs)).length > 0) warned++;
  }
  assert.ok(warned <= 2, `${warned} of 40`);
});

function planted(
  goesOn: (random: Random, i: number) => boolean,
  success: { readonly wentOn: number; readonly stopped: number },
): Trajectory[] {
  const random = seededRandom(3);
  return Array.from({ length: 240 }, (_, i) => {
    const on = goesOn(random, i);
    const after: MadeCall[] = [
      ['brin', { n: i }, LONG],
      ['mox', { n: i }, LONG],
    ];
    return callsRun(`run-${String(i).padStart(3, '0')}`, [...idle(random), ['zorp', { id: i }], ...(on ? after : [])], {
      task: `task-${i % 12}`,
      success: random.chance(on ? success.wentOn : success.stopped),
    });
  });
}

function idle(random: Random): MadeCall[] {
  return Array.from({ length: 1 + random.below(4) }, () => {
    const n = random.below(1e6);
    return [random.pick(['vam', 'brin', 'sulin', 'mox']), { n }, `n is ${n}`];
  });
}

function behaviorOf(candidate: Candidate): Parameters<typeof behaviorsAsCodebook>[0][0] {
  const { name, instruction, kind, polarity, scope, matcher } = candidate;
  return {
    id: 'b_1', name, instruction, kind, polarity, scope, status: 'candidate', version: 1, hash: '', parents: [], tokens: 0,
    ...(matcher !== undefined && { matcher }),
  }; // prettier-ignore
}
