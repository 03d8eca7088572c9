import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MinedBehavior } from '../../behavior/behavior.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import { humanCoder } from '../../behavior/human-coder.ts';
import type { Store } from '../store.ts';
import { collect } from './collect.ts';
import { sampleTrajectory } from './sample-trajectory.ts';

/** What every store must do with codings, events and behaviors. */
export function eventContract(open: () => Promise<Store>): void {
  const withRuns = async (...ids: string[]): Promise<Store> => {
    const store = await open();
    await store.put(ids.map((id) => ({ trajectory: sampleTrajectory(id, [['user', `hello ${id}`]]) })));
    return store;
  };

  test('events come back whole, in order of trajectory, first step, code', async () => {
    const store = await withRuns('b', 'a', 'none');
    const full: Event = {
      ...event('b', 'verification', 3),
      target: 'tool:x',
      subject: 'é\0',
      time: { startMs: 1, endMs: 2.5 },
      spans: [
        { step: 3, part: 0, start: 0, end: 2, quote: '\ud800\0' },
        { step: 4, part: 1, start: 5, end: 5, quote: '' },
      ],
      modifiers: { strength: 2, tone: 'calm' },
      coder: 'anna',
      promptHash: 'abc',
      costUsd: 0.01,
    };
    const events = [
      full,
      event('b', 'backtracking', 3),
      event('b', 'verification', 1),
      event('b', 'verification', 3, { id: 'again' }),
    ];
    await store.putCodings([
      { coding: coding('b'), events },
      { coding: coding('a'), events: [event('a', 'verification', 0)] },
      { coding: coding('none'), events: [] },
    ]);
    const [whole, backtracking, early, again] = events;
    assert.deepEqual(await collect(store.events()), [event('a', 'verification', 0), early, backtracking, whole, again]);
    assert.deepEqual(await collect(store.codings()), [coding('a'), coding('b'), coding('none')]);
    assert.equal((await store.info()).events, 5);
  });

  test('names that no database takes as keys come back as they are', async () => {
    const id = `\0\ud800${'long '.repeat(100)}`;
    const store = await withRuns(id);
    const detector = 'no version';
    const strange = {
      coding: coding(id, { codebook: '\0@\ud800', detector }),
      events: [event(id, 'x', 0, { detector, code: `\0/\ud800${'é'.repeat(300)}@` })],
    };
    await store.putCodings([strange]);
    await store.putCodings([strange]);
    assert.deepEqual(await collect(store.events({ trajectoryId: id })), strange.events);
    assert.deepEqual(await collect(store.codings({ codebook: '\0@\ud800' })), [strange.coding]);
  });

  test('marks of events say what was seen where and by whom, of all runs or of some, in order of run', async () => {
    const long = `${'long '.repeat(100)}\0`;
    const store = await withRuns('b', 'a', 'c', long);
    const name = 'human:\0kim';
    await store.putCodings([
      {
        coding: coding('b'),
        events: [
          event('b', 'verification', 1),
          event('b', 'backtracking', 0, { actor: 'user', verdict: 'unsupported' }),
        ],
      },
      { coding: coding('a'), events: [event('a', 'verification', 0, { steps: [0, 2] })] },
      { coding: coding('c', { codebook: 'other@two' }), events: [event('c', 'x', 0, { code: 'other/x@two' })] },
      {
        coding: coding(long, { detector: `${name}@1` }),
        events: [event(long, 'x', 0, { code: `four-habits/${'é'.repeat(300)}@one`, detector: `${name}@1` })],
      },
    ]);
    const mark = (trajectoryId: string, slug: string, steps: [number, number], changes: object = {}): object => ({
      trajectoryId,
      code: `four-habits/${slug}`,
      steps,
      actor: 'agent',
      verdict: 'present',
      detector: 'cue',
      ...changes,
    });
    const [ofA, ofB, ofC, ofLong] = [
      [mark('a', 'verification', [0, 2])],
      [mark('b', 'verification', [1, 1]), mark('b', 'backtracking', [0, 0], { actor: 'user', verdict: 'unsupported' })],
      [mark('c', 'x', [0, 0], { code: 'other/x' })],
      [mark(long, 'é'.repeat(300), [0, 0], { detector: name })],
    ];
    const byRun = (marks: readonly object[]): object[] =>
      marks.filter((found) => (found as { trajectoryId: string }).trajectoryId !== long);
    const all = await collect(store.eventMarks());
    assert.deepEqual(byRun(all), [...ofA, ...ofB, ...ofC]);
    assert.deepEqual(
      all.filter((found) => found.trajectoryId === long),
      ofLong,
    );
    assert.deepEqual(await collect(store.eventMarks({ ids: ['b', 'none', 'a'] })), [...ofA, ...ofB]);
    assert.deepEqual(await collect(store.eventMarks({ codebook: 'other' })), ofC);
    assert.deepEqual(await collect(store.eventMarks({ codebook: 'other@one' })), []);
    assert.deepEqual(await collect(store.eventMarks({ codebook: 'four-habits@one', ids: ['b', 'c'] })), ofB);
    assert.deepEqual(await collect(store.eventMarks({ codebook: 'none' })), []);
    assert.deepEqual(
      (await collect(store.events({ ids: ['b', 'c'] }))).map(({ id }) => id),
      ['b-backtracking-0', 'b-verification-1', 'c-x-0'],
    );
    assert.deepEqual(
      (await collect(store.codings({ ids: ['c', 'a'] }))).map(({ trajectoryId }) => trajectoryId),
      ['a', 'c'],
    );
    assert.deepEqual(await collect(store.codings({ ids: [] })), []);
  });

  test('of runs with very many events all marks are read', async () => {
    const ids = ['a', 'b', 'c', 'd'];
    const store = await withRuns(...ids);
    const counts = [1, 5200, 3000, 2500];
    await store.putCodings(
      ids.map((id, run) => ({
        coding: coding(id),
        events: Array.from({ length: counts[run]! }, (_, step) => event(id, 'verification', step)),
      })),
    );
    const found = await collect(store.eventMarks());
    assert.deepEqual(
      found.map(({ trajectoryId, steps }) => `${trajectoryId}${steps[0]}`),
      ids.flatMap((id, run) => Array.from({ length: counts[run]! }, (_, step) => `${id}${step}`)),
    );
  });

  test('what a detector finds again replaces what it had found', async () => {
    const store = await withRuns('a', 'b');
    const cue = { coding: coding('a'), events: [event('a', 'verification', 0), event('a', 'backtracking', 1)] };
    const judge = {
      coding: coding('a', { detector: 'judge@1' }),
      events: [event('a', 'verification', 5, { detector: 'judge@1', tier: 'model' })],
    };
    const other = { coding: coding('b'), events: [event('b', 'verification', 0)] };
    await store.putCodings([cue, judge, other]);
    const again = {
      coding: coding('a', { detector: 'cue@2' }),
      events: [event('a', 'subgoal-setting', 2, { detector: 'cue@2' })],
    };
    await store.putCodings([again, again]);
    assert.deepEqual(await collect(store.events()), [...again.events, ...judge.events, ...other.events]);
    assert.deepEqual(await collect(store.codings({ trajectoryId: 'a' })), [again.coding, judge.coding]);
  });

  test('two versions of a codebook never mix in a run, but what people coded stays', async () => {
    const store = await withRuns('a', 'b');
    const old = (id: string, detector: string, tier: Event['tier']) => ({
      coding: coding(id, { detector }),
      events: [event(id, 'verification', 0, { detector, tier, code: 'four-habits/verification@one' })],
    });
    const elsewhere = {
      coding: coding('a', { codebook: 'moves@one' }),
      events: [event('a', 'confirm', 9, { code: 'moves/confirm@one' })],
    };
    await store.putCodings([
      old('a', 'cue@1', 'cue'),
      old('a', 'judge@1', 'model'),
      old('a', 'anna@1', 'human'),
      old('b', 'judge@1', 'model'),
      elsewhere,
    ]);
    const fresh = {
      coding: coding('a', { codebook: 'four-habits@two' }),
      events: [event('a', 'verification', 1, { code: 'four-habits/verification@two' })],
    };
    await store.putCodings([fresh]);
    assert.deepEqual(await collect(store.events()), [
      ...old('a', 'anna@1', 'human').events,
      ...fresh.events,
      ...elsewhere.events,
      ...old('b', 'judge@1', 'model').events,
    ]);
    assert.equal((await collect(store.events({ codebook: 'four-habits@two' }))).length, 1);
    assert.equal((await collect(store.codings({ codebook: 'four-habits' }))).length, 3);
    assert.equal((await collect(store.codings({ codebook: 'four-habits@one' }))).length, 2);
  });

  test('what a person coded, with whichever codebook, takes nothing of the detectors away', async () => {
    const store = await withRuns('a');
    const found = { coding: coding('a'), events: [event('a', 'verification', 0)] };
    const detector = humanCoder('anna');
    const code = 'four-habits/verification@older';
    const coded = {
      coding: coding('a', { detector, codebook: 'four-habits@older' }),
      events: [event('a', 'verification', 3, { detector, tier: 'human', code })],
    };
    await store.putCodings([found]);
    await store.putCodings([coded]);
    assert.deepEqual(await collect(store.events()), [...found.events, ...coded.events]);
    await store.putCodings([{ coding: coding('a', { codebook: 'four-habits@newer' }), events: [] }]);
    assert.deepEqual(await collect(store.events({ tier: 'human' })), coded.events);
    await store.putCodings([{ ...coded, events: [] }]);
    assert.equal((await collect(store.codings())).length, 2);
  });

  test('filters of events hold together', async () => {
    const store = await withRuns('a', 'b');
    await store.putCodings([
      { coding: coding('a'), events: [event('a', 'verification', 0), event('a', 'backtracking', 0)] },
      { coding: coding('b'), events: [event('b', 'verification', 0, { tier: 'structure' })] },
    ]);
    const count = async (filter: Parameters<Store['events']>[0]): Promise<number> =>
      (await collect(store.events(filter))).length;
    assert.equal(await count({ behavior: 'verification' }), 2);
    assert.equal(await count({ behavior: 'verification', trajectoryId: 'a' }), 1);
    assert.equal(await count({ behavior: 'verification', tier: 'structure' }), 1);
    assert.equal(await count({ codebook: 'four-habits' }), 3);
    assert.equal(await count({ codebook: 'other' }), 0);
    assert.equal(await count({ trajectoryId: 'none' }), 0);
  });

  test('a coding of an unknown run is refused, and with it its whole batch', async () => {
    const store = await withRuns('a');
    const batch = [
      { coding: coding('a'), events: [event('a', 'verification', 0)] },
      { coding: coding('z'), events: [] },
    ];
    await assert.rejects(store.putCodings(batch), {
      code: 'not-found',
      message: 'z: found no such trajectory, expected one in the store',
    });
    assert.deepEqual(await collect(store.codings()), []);
  });

  test('behaviors keep their evidence and their history', async () => {
    const store = await open();
    const mined = behavior('b1', 'behavior_verify');
    const other = behavior('b2', 'behavior_ask', { pinned: true });
    await store.putBehaviors([mined, other], { action: 'mined', at: '2026-01-01T00:00:00Z' });
    const [, stored] = await store.behaviors();
    assert.deepEqual(stored, { ...mined, provenance: [] });
    const approved: MinedBehavior = { ...stored, status: 'active', version: 2 };
    await store.putBehaviors([approved], { action: 'approved', at: '2026-01-02T00:00:00Z' });

    assert.deepEqual(await store.behaviors(), [{ ...other, provenance: [] }, approved]);
    assert.deepEqual(await store.behaviors({ status: ['active', 'shadow'] }), [approved]);
    assert.deepEqual(await store.behaviors({ status: [] }), []);
    assert.deepEqual(await store.behaviors({ pinned: true }), [{ ...other, provenance: [] }]);
    assert.deepEqual(await store.behavior('b1'), approved);
    assert.equal(await store.behavior('b9'), undefined);
    assert.deepEqual(await store.provenance('b1'), mined.provenance);
    assert.deepEqual(await store.history('b1'), [
      { version: 1, action: 'mined', at: '2026-01-01T00:00:00Z', behavior: { ...mined, provenance: [] } },
      { version: 2, action: 'approved', at: '2026-01-02T00:00:00Z', behavior: approved },
    ]);
    const fresh = { ...mined, provenance: mined.provenance.slice(1) };
    await store.putBehaviors([fresh], { action: 'mined', at: '2026-01-03T00:00:00Z' });
    assert.deepEqual(await store.provenance('b1'), fresh.provenance);
  });
}

function coding(trajectoryId: string, changes: Partial<Coding> = {}): Coding {
  return {
    trajectoryId,
    revision: 1,
    codebook: 'four-habits@one',
    detector: 'cue@1',
    observedUnits: { verification: 3 },
    notObservable: {},
    observedTokens: 12,
    ...changes,
  };
}

function event(trajectoryId: string, slug: string, step: number, changes: Partial<Event> = {}): Event {
  return {
    id: `${trajectoryId}-${slug}-${step}`,
    trajectoryId,
    revision: 1,
    code: `four-habits/${slug}@one`,
    kind: 'point',
    unit: 'step',
    actor: 'agent',
    steps: [step, step],
    spans: [],
    verdict: 'present',
    tier: 'cue',
    detector: 'cue@1',
    confidence: 0.75,
    ...changes,
  };
}

function behavior(id: string, name: string, changes: Partial<MinedBehavior> = {}): MinedBehavior {
  return {
    id,
    name,
    instruction: 'Check the result before you answer.\0',
    // The store judges words itself, whatever they come with.
    held: [{ code: 'hidden-text', reason: 'holds characters that cannot be seen', quote: 'U+0000' }],
    kind: 'strategy',
    polarity: 'do',
    scope: {},
    status: 'candidate',
    version: 1,
    hash: '0123456789ab',
    parents: [],
    tokens: 9,
    support: { trajectories: 2, of: 3, tasks: 2 },
    tokensPerUse: 20,
    savedTokens: 40,
    provenance: ['a', 'b'].map((trajectoryId) => ({
      trajectoryId,
      steps: [0, 2],
      quote: 'let me check',
      at: { step: 0, part: 0, start: 0, end: 12 },
    })),
    ...changes,
  };
}
