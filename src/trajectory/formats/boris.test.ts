import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import type { ImportItem, Label } from '../trajectory.ts';

const labelsOf = (items: readonly ImportItem[]): Omit<Label, 'trajectoryId'>[] =>
  items.flatMap((item) => {
    if (!('label' in item)) return [];
    const { trajectoryId: _id, ...label } = item.label;
    return [label];
  });

test('an export with facts above its table: rows are steps, a state is one label from START to STOP', async () => {
  const table = `Observation id,pond 1,,,,,,,
,,,,,,,,
Media file(s),,,,,,,,
Player #1,pond.mp4,,,,,,,
Observation date,2020-05-01 10:00:00,,,,,,,
,,,,,,,,
Time,Media file path,Total length,FPS,Subject,Behavior,Behavioral category,Comment,Status
3.5,pond.mp4,60,25,duck,dive,"feeding, wet",,START
4,pond.mp4,60,25,frog,croak,,"""loud""",POINT
9,pond.mp4,60,25,duck,dive,"feeding, wet",,STOP
`;
  const items = await importText('pond.csv', table);
  assert.deepEqual(issuesOf(items), []);
  const [run, ...others] = trajectoriesOf(items);
  assert.deepEqual(others, []);
  assert.equal(run!.task.id, 'pond 1');
  assert.equal(run!.startedAt, '2020-05-01T10:00:00');
  assert.deepEqual(run!.steps, [
    { index: 0, actor: 'environment', name: 'duck', at: '2020-05-01T10:00:03.500', parts: [media('pond.mp4#t=3.5')] },
    {
      index: 1,
      actor: 'environment',
      name: 'frog',
      at: '2020-05-01T10:00:04.000',
      parts: [media('pond.mp4#t=4')],
      extra: { Comment: '"loud"' },
    },
    { index: 2, actor: 'environment', name: 'duck', at: '2020-05-01T10:00:09.000', parts: [media('pond.mp4#t=9')] },
  ]);
  assert.equal(run!.extra['FPS'], '25');
  assert.deepEqual(labelsOf(items), [
    {
      name: 'label:boris/dive',
      steps: [0, 2],
      value: { subject: 'duck', start: '3.5', type: 'STATE', category: 'feeding, wet', stop: '9' },
    },
    { name: 'label:boris/croak', steps: [1, 1], value: { subject: 'frog', start: '4', type: 'POINT' } },
  ]);
});

test('aggregated events of many observations: one run each, in order of time', async () => {
  const columns =
    'Observation id\tObservation date\tMedia file name\tObserver\tSubject\tBehavior\tBehavioral category\tModifier #1\tBehavior type\tStart (s)\tStop (s)\tDuration (s)';
  const rows = [
    'a\t2020-01-01\ta.mp4\tkim\tcat\tsleep\trest\tdeep\tSTATE\t10\t20\t10',
    'a\t2020-01-01\ta.mp4\tkim\tcat\tpurr\trest\t\tPOINT\t2\t2\t0',
    'b\t2020-01-02\tb.mp4\tkim\tdog\tbark\t\t\tPOINT\t1\t1\t0',
  ];
  const items = await importText('all.tsv', `${columns}\n${rows.join('\n')}\n`);
  assert.deepEqual(
    trajectoriesOf(items).map(({ task, steps }) => [task.id, steps.length]),
    [
      ['a', 2],
      ['b', 1],
    ],
  );
  assert.deepEqual(
    labelsOf(items).map(({ name, steps, coder }) => [name, steps, coder]),
    [
      ['label:boris/purr', [0, 0], 'kim'],
      ['label:boris/sleep', [1, 1], 'kim'],
      ['label:boris/bark', [0, 0], 'kim'],
    ],
  );
});

test('a project: states pair up by their turn', async () => {
  const project = {
    project_format_version: '7.0',
    behaviors_conf: {
      0: { code: 'dive', type: 'State event', category: 'wet' },
      1: { code: 'croak', type: 'Point event' },
    },
    subjects_conf: {},
    observations: {
      p1: {
        date: '2020-05-01T10:00:00',
        file: { 1: ['pond.mp4'] },
        events: [
          [1, 'duck', 'dive', '', ''],
          [2, 'frog', 'croak', 'loud', 'near'],
          [5, 'duck', 'dive', '', ''],
        ],
      },
    },
  };
  const items = await importText('p.json', JSON.stringify(project));
  assert.deepEqual(issuesOf(items), []);
  assert.deepEqual(
    labelsOf(items).map(({ name, steps }) => [name, steps]),
    [
      ['label:boris/dive', [0, 2]],
      ['label:boris/croak', [1, 1]],
    ],
  );
});

test('BIDS events: a trial type is a label, n/a is nothing, all else stays with its step', async () => {
  const table = 'onset\tduration\ttrial_type\tresponse_time\n0.1\t0.2\tgo\t0.4\n1.5\tn/a\tstop\tn/a\n';
  const items = await importText('sub-01_task-rest_events.tsv', table);
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.deepEqual(
    run!.steps.map(({ parts, extra }) => [parts[0], extra]),
    [
      [media('sub-01_task-rest#t=0.1,0.3', 'recording'), { response_time: '0.4' }],
      [media('sub-01_task-rest#t=1.5', 'recording'), undefined],
    ],
  );
  assert.deepEqual(labelsOf(items), [
    { name: 'label:bids/go', steps: [0, 0], value: { start: '0.1', stop: '0.3', duration: '0.2' } },
    { name: 'label:bids/stop', steps: [1, 1], value: { start: '1.5' } },
  ]);
});

function media(ref: string, mediaType = 'video'): { kind: 'media'; mediaType: string; ref: string } {
  return { kind: 'media', mediaType, ref };
}
