import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Code } from '../../behavior/codebook.ts';
import type { Coding, Event } from '../../behavior/event.ts';
import { sampleRun, says, type SampleStep } from '../../trajectory/testing/sample-run.ts';
import type { CodedRun } from '../coded-runs.ts';
import { compareCoders, DETECTOR_CODER, type ComparedBehavior, type ComparedCoders } from './compare-coders.ts';
import type { LabelRow } from './parse-labels.ts';
import type { UnitKind } from './run-units.ts';
import { sampleUnits } from './sample-units.ts';

const CODE: Code = {
  slug: 'check',
  definition: 'It checks.',
  include: [],
  exclude: [],
  match: { cues: [{ pattern: 'check' }] },
  examples: { positive: [], nearMiss: [] },
  unit: 'reasoning',
  kind: 'point',
  polarity: 'good',
  actors: ['agent'],
  counting: 'each',
};

const thinks = (text: string, rest: Partial<SampleStep> = {}): SampleStep => ({
  actor: 'agent',
  parts: [{ kind: 'reasoning', text, visibility: 'raw' }],
  ...rest,
});

function coded(
  id: string,
  steps: readonly SampleStep[],
  events: readonly Partial<Event>[] = [],
  units: Partial<Coding> = {},
): CodedRun {
  return {
    trajectory: sampleRun(steps, { id }),
    events: events.map((event) => ({
      id: 'e',
      trajectoryId: id,
      revision: 1,
      code: 'book/check@1',
      kind: 'point',
      unit: 'step',
      actor: 'agent',
      steps: [0, 0],
      spans: [],
      verdict: 'present',
      tier: 'cue',
      detector: 'd@1',
      confidence: 1,
      ...event,
    })),
    codings: [
      {
        trajectoryId: id,
        revision: 1,
        codebook: 'book@1',
        detector: 'd@1',
        observedUnits: { check: 3 },
        notObservable: { check: 0 },
        observedTokens: 9,
        ...units,
      },
    ],
  };
}

function label(
  coder: string,
  trajectory: string,
  verdict: LabelRow['verdict'],
  place: Partial<LabelRow> = {},
): LabelRow {
  return { place: 'l.csv:2', trajectory, behavior: 'check', verdict, coder, ...place };
}

async function compare(
  labels: readonly LabelRow[],
  runs: readonly CodedRun[],
  { coders, code = CODE, kind }: { coders: readonly string[]; code?: Code; kind?: UnitKind },
): Promise<ComparedCoders['behaviors'][number]> {
  const behavior: ComparedBehavior = { slug: 'check', codebook: 'book', code };
  const { behaviors } = await compareCoders(labels, runs, {
    coders,
    behaviors: new Map([['check', behavior]]),
    ...(kind !== undefined && { kind }),
  });
  return behaviors[0]!;
}

const three = [thinks('One. Two.'), thinks('Three.'), thinks('Four.')];
const at = (step: number): Partial<LabelRow> => ({ steps: [step, step] });

test('coders who only name what is there have looked at the rest of all runs', async () => {
  const labels = [
    label('ann', 'r1', 'present', at(0)),
    label('bob', 'r1', 'present', at(0)),
    label('ann', 'r2', 'present', at(2)),
  ];
  const { unit, n, counts } = await compare(labels, [coded('r1', three), coded('r2', three)], {
    coders: ['ann', 'bob'],
  });
  assert.deepEqual([unit, n, counts], ['step', 6, { both: 1, onlyFirst: 1, onlySecond: 0, neither: 4 }]);
});

test('of coders who say absent of steps only the steps they name count', async () => {
  const labels = [
    label('ann', 'r1', 'present', at(0)),
    label('ann', 'r1', 'absent', at(1)),
    label('bob', 'r1', 'present', at(0)),
    label('bob', 'r1', 'present', at(1)),
    label('bob', 'r1', 'unclear', at(2)),
  ];
  const { n, counts } = await compare(labels, [coded('r1', three)], { coders: ['ann', 'bob'] });
  assert.deepEqual([n, counts], [2, { both: 1, onlyFirst: 0, onlySecond: 1, neither: 0 }]);
});

test('who says absent of whole runs has not looked at runs without a word', async () => {
  const labels = [
    label('ann', 'r1', 'present', at(0)),
    label('ann', 'r2', 'absent'),
    label('bob', 'r3', 'present', at(1)),
  ];
  const runs = ['r1', 'r2', 'r3'].map((id) => coded(id, three, id === 'r1' ? [{ steps: [0, 0] }] : []));
  const { n, counts } = await compare(labels, runs, { coders: ['ann', DETECTOR_CODER, 'bob'] });
  assert.deepEqual([n, counts], [6, { both: 1, onlyFirst: 0, onlySecond: 0, neither: 5 }]);
});

test('a point event over several steps is where the other coder marks it, a state is at all of them', async () => {
  const labels = [label('ann', 'r1', 'present', at(1))];
  const code: Code = { ...CODE, unit: 'step', match: { structure: 'repeated-call' } };
  const point = await compare(labels, [coded('r1', three, [{ steps: [0, 2] }])], {
    coders: ['ann', DETECTOR_CODER],
    code,
  });
  assert.deepEqual(point.counts, { both: 1, onlyFirst: 0, onlySecond: 0, neither: 2 });
  const missed = await compare([label('ann', 'r1', 'present', at(0))], [coded('r1', three, [{ steps: [1, 2] }])], {
    coders: ['ann', DETECTOR_CODER],
    code,
  });
  assert.deepEqual(missed.counts, { both: 0, onlyFirst: 1, onlySecond: 1, neither: 1 });
  const state = await compare(labels, [coded('r1', three, [{ steps: [0, 2], kind: 'state' }])], {
    coders: ['ann', DETECTOR_CODER],
    code,
  });
  assert.deepEqual(state.counts, { both: 1, onlyFirst: 0, onlySecond: 2, neither: 0 });
});

test('what people coded in the store, and events that quote nothing, are not the detector’s', async () => {
  const runs = [coded('r1', three, [{ tier: 'human' }, { verdict: 'unsupported' }, { code: 'other/check@1' }])];
  const { counts } = await compare([label('ann', 'r1', 'present', at(0))], runs, { coders: ['ann', DETECTOR_CODER] });
  assert.deepEqual(counts, { both: 0, onlyFirst: 1, onlySecond: 0, neither: 2 });
});

test('hidden reasoning and languages without cues are not observable for a detector, and are for people', async () => {
  const hidden = { actor: 'agent', parts: [{ kind: 'reasoning', text: '', visibility: 'encrypted' }] } as const;
  const steps = [thinks('It is fine.'), hidden, thinks('Ich denke, dass die Zahl nicht stimmt und wir das prüfen.')];
  const units = [0, 1, 2].map((step) => label('ann', 'r1', 'absent', at(step)));
  const detected = await compare(units, [coded('r1', steps)], { coders: ['ann', DETECTOR_CODER] });
  assert.deepEqual([detected.n, detected.notObservable], [1, 2]);
  const people = await compare([...units, ...units.map((row) => ({ ...row, coder: 'bob' }))], [coded('r1', steps)], {
    coders: ['ann', 'bob'],
  });
  assert.deepEqual([people.n, people.notObservable], [3, 0]);
  const blind = coded('r1', steps, [], { observedUnits: { check: 0 }, notObservable: { check: 3 } });
  const nothing = await compare(units, [blind], { coders: ['ann', DETECTOR_CODER] });
  assert.deepEqual([nothing.n, nothing.notObservable, nothing.notExamined], [0, 3, 0]);
});

test('in seconds a step counts for as long as it took', async () => {
  const steps = [0, 10, 15, 75].map((second) => thinks('Fine.', { at: new Date(second * 1000).toISOString() }));
  const labels = [label('ann', 'r1', 'present', { steps: [1, 3] }), label('bob', 'r1', 'present', { steps: [2, 2] })];
  const { counts, n } = await compare(labels, [coded('r1', steps)], { coders: ['ann', 'bob'], kind: 'second' });
  assert.deepEqual([n, counts], [3, { both: 5, onlyFirst: 70, onlySecond: 0, neither: 0 }]);
});

test('sentences that coders cut a little differently are one unit', async () => {
  const text = 'I check the sum. It holds.';
  const sentence = (coder: string, start: number, end: number, verdict: LabelRow['verdict']): LabelRow =>
    label(coder, 'r1', verdict, { steps: [0, 0], part: 0, start, end });
  const labels = [
    sentence('ann', 0, 16, 'present'),
    sentence('ann', 17, 26, 'absent'),
    sentence('bob', 0, 15, 'present'),
    sentence('bob', 16, 26, 'absent'),
  ];
  const { unit, n, kappa, matching } = await compare(labels, [coded('r1', [thinks(text)])], { coders: ['ann', 'bob'] });
  assert.deepEqual([unit, n, kappa, matching], ['sentence', 2, 1, 'units']);
});

test('units finer than the labels are refused', async () => {
  const compared = compare([label('ann', 'r1', 'present', at(0))], [coded('r1', three)], {
    coders: ['ann', DETECTOR_CODER],
    kind: 'token',
  });
  await assert.rejects(compared, {
    code: 'bad-argument',
    message: '--unit token: l.csv:2: found a label of a step, expected places as precise as the unit',
    hint: '--unit step',
  });
});

test('a label of a run that is not there is handed back', async () => {
  const labels = [label('ann', 'gone', 'present')];
  const { unknown } = await compareCoders(labels, [coded('r1', three)], {
    coders: ['ann', DETECTOR_CODER],
    behaviors: new Map([['check', { slug: 'check' }]]),
  });
  assert.deepEqual(unknown, labels);
});

test('units are drawn whatever the order of runs, and a larger sample begins with the smaller', async () => {
  const runs = Array.from({ length: 30 }, (_, i) =>
    sampleRun([says('user', 'Go.'), thinks(`One ${i}. Two.`)], { id: `r${i}` }),
  );
  const draw = (order: typeof runs, size: number, seed = 1): Promise<string[]> =>
    sampleUnits(order, [CODE, { ...CODE, slug: 'other' }], { size, seed }).then((questions) =>
      questions.map(({ trajectoryId, code, kind, unit }) => `${trajectoryId} ${code.slug} ${kind} ${unit.start}`),
    );
  const twenty = await draw(runs, 20);
  assert.equal(twenty.length, 40, 'every code is asked of every unit');
  assert.match(`${twenty[0]}, ${twenty[1]}`, /^(r\d+) check sentence (\d+), \1 other sentence \2$/);
  assert.deepEqual(await draw(runs.toReversed(), 20), twenty);
  assert.deepEqual((await draw(runs, 40)).slice(0, 40), twenty);
  assert.notDeepEqual(await draw(runs, 20, 2), twenty);
});
