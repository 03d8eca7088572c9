import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertWellFormed } from '../../chart/testing/assert-well-formed.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { doseResponse } from '../../analysis/outcome/dose-response.ts';
import { sequencesOfLetters } from '../../analysis/sequence/sequences-of-letters.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import { sampleTrajectory } from '../../store/testing/sample-trajectory.ts';
import type { CommandContext, CommandOptions } from '../command.ts';
import { doseDrawn, doseText } from './dose-text.ts';
import { outcomes } from './outcomes.ts';
import { survival } from './survival.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-outcomes-'));
let store: Store;

/** 20 tasks of two runs: the one that asks succeeds after six steps, the one that does not fails after eight. */
before(async () => {
  store = await openStore(':memory:');
  const runs = Array.from({ length: 40 }, (_, run) => {
    const asks = run % 2 === 0;
    const steps = Array.from({ length: asks ? 6 : 8 }, (__, step) => ['agent', `Step ${step} of run ${run}`] as const);
    const trajectory = sampleTrajectory(`run-${String(run).padStart(2, '0')}`, [...steps]);
    return { trajectory: { ...trajectory, task: { ...trajectory.task, id: `t${run >> 1}` }, outcomes: [{ name: 'success', value: asks, by: 'verifier' as const }] } };
  });
  await store.put(runs);
  await store.putCodings(
    runs.map(({ trajectory: { id } }, run) => ({
      coding: { trajectoryId: id, revision: 1, codebook: 'book@1', detector: 'cues@1', observedUnits: { ask: 6 }, notObservable: {}, observedTokens: 9 },
      events: run % 2 === 0 ? [{ id: `e${run}`, trajectoryId: id, revision: 1, code: 'book/ask@1', kind: 'point', unit: 'step', actor: 'agent', steps: [1, 1], spans: [], verdict: 'present', tier: 'cue', detector: 'cues@1', confidence: 1 }] : [],
    })),
  );
}); // prettier-ignore

after(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

test('a behavior that goes with success is told in a sentence, a table and a picture', async () => {
  const { text, json } = await outcomes(store, context({ svg: 'o.svg' }));
  assert.match(text, /^Runs with ask succeed more often than others of the same task: \+100 points/);
  assert.match(text, /What goes together need not cause/);
  const { rows, compared } = json as { rows: { difference: number; n: number; with: object }[]; compared: object };
  assert.deepEqual([rows[0]!.difference, rows[0]!.n, rows[0]!.with, compared], [1, 40, { runs: 20, successes: 20 }, { 'task and model': 40 }]); // prettier-ignore
  assertWellFormed(
    readFileSync(join(folder, 'o.svg'), 'utf8')
      .trim()
      .replace(/<style>.*<\/style>/s, ''),
  );
});

test('what runs still going had shown is compared at a landmark', async () => {
  const { text, json } = await survival(store, context({ landmark: '3', svg: 's.svg' }));
  assert.match(text, /^Of runs still going after step 3, those that had shown ask fail less often than others of the same task: −100 points/); // prettier-ignore
  const { stillGoing, ends, curves } = json as { stillGoing: number; ends: number; curves: { shown: boolean; n: number; points: object[] }[] }; // prettier-ignore
  assert.deepEqual([stillGoing, ends], [40, 20]);
  assert.deepEqual(
    curves.map(({ shown, n, points }) => [shown, n, points]),
    [[true, 20, []], [false, 20, [{ step: 8, share: 0, interval: [0, 0], atRisk: 20 }]]],
  ); // prettier-ignore
  assertWellFormed(
    readFileSync(join(folder, 's.svg'), 'utf8')
      .trim()
      .replace(/<style>.*<\/style>/s, ''),
  );
});

test('ends and behaviors that are not there are refused by name', async () => {
  const refused = (options: CommandOptions, message: string): Promise<void> =>
    assert.rejects(survival(store, context(options)), (error) => error instanceof EthogramError && error.message === message); // prettier-ignore
  await refused({ end: 'soon' }, '--end: found "soon", expected failure, success, any or a behavior that occurs');
  await refused({ behavior: 'sing' }, '--behavior: found "sing", expected one that occurs');
});

test('runs of which none says how it ended compare nothing, and say so', async () => {
  const empty = await openStore(':memory:');
  await empty.put([{ trajectory: sampleTrajectory('a', [['agent', 'Hi']]) }]);
  const coding = { trajectoryId: 'a', revision: 1, codebook: 'book@1', detector: 'cues@1', observedUnits: { ask: 1 }, notObservable: {}, observedTokens: 1 }; // prettier-ignore
  await empty.putCodings([{ coding, events: [] }]);
  for (const analysis of [outcomes, survival]) {
    assert.match((await analysis(empty, context({}))).text, /^No run says how it ended/);
  }
  await empty.close();
});

function context(options: CommandOptions): CommandContext {
  const now = (): Date => new Date(0);
  return { options, cwd: folder, now, talk: () => undefined } as unknown as CommandContext;
}

test('how often a behavior comes is told in a sentence, tables and a picture', async () => {
  const none = await outcomes(store, context({ dose: true }));
  assert.match(none.text, /^No behavior comes more than once in runs that can be compared/);
  assert.deepEqual((none.json as { dose: object[] }).dose, []);
  // Twenty tasks of three runs that check once, twice and three times; all but the last succeed.
  const runs = Array.from({ length: 60 }, (_, run) => 'C'.repeat(1 + (run % 3)) + (run % 2 === 0 ? 'D' : ''));
  const set = sequencesOfLetters(runs, (run) => ({ task: `t${Math.floor(run / 3)}`, success: run % 3 < 2 === run < 57, steps: 9, tokens: 9 })); // prettier-ignore
  const rows = doseResponse(set);
  const text = doseText(rows);
  assert.match(text, /^Each C goes with −45\.0 points \(−[\d.]+ to −[\d.]+\) of success, n = 60, −[\d.]+ points/);
  assert.match(text, /\nC +never +0 +– +– +–\n +1 +20 +95%/);
  assertWellFormed(doseDrawn(rows).toString());
});

test('the end to wait for can be a behavior, and what had been shown before it is told as signs', async () => {
  const { text, json } = await survival(store, context({ end: 'ask' }));
  assert.match(text, /40 runs, 20 come to ask; /);
  assert.match(text, /Of all 40 runs 50% come to ask \(/);
  const { end, ends, base, signs } = json as { end: string; ends: number; base: { runs: number; of: number }; signs: object[] }; // prettier-ignore
  assert.deepEqual([end, ends, base.runs, base.of, signs], ['book/ask', 20, 20, 40, []]);
});
