import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256 } from '../../core/content-key.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { sampleRun, says } from '../../trajectory/testing/sample-run.ts';
import { parseLabels, refuseRepeats, type LabelRow } from './parse-labels.ts';
import { placeLabel, stepText } from './place-label.ts';
import { readableParts } from './run-units.ts';

const HEADER = 'trajectory,step,start,end,behavior,verdict,coder';
const read = (text: string): LabelRow[] => parseLabels(text, { file: 'l.csv', coder: 'me' });
const refused = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    assert.ok(error instanceof EthogramError && error.code === 'bad-labels', String(error));
    return error.message;
  }
  return 'not refused';
};

test('CSV, TSV, JSON lines and a JSON list say the same', () => {
  const expected = {
    trajectory: 'r1',
    steps: [2, 2],
    start: 0,
    end: 7,
    behavior: 'check',
    verdict: 'present',
    coder: 'ann',
  };
  const object = { trajectory: 'r1', step: 2, start: 0, end: 7, behavior: 'check', verdict: 'present', coder: 'ann' };
  const rows = [
    read(`\ufeff${HEADER}\r\nr1,2,0,7,check,present,ann\r\n`),
    read(`${HEADER}\nr1,2,0,7,check,Yes,ann`.replaceAll(',', '\t')),
    read(`\n${JSON.stringify(object)}\n\n`),
    read(JSON.stringify([{ ...object, verdict: true }])),
  ];
  for (const [row, ...rest] of rows) {
    const { place: _, ...label } = row!;
    assert.deepEqual([label, rest], [expected, []]);
  }
  assert.deepEqual(
    rows.map(([row]) => row!.place),
    ['l.csv:2', 'l.csv:2', 'l.csv:2', 'l.csv[0]'],
  );
});

test('what a row leaves out is the whole run, the coder of the file, the codebook it names', () => {
  assert.deepEqual(read('{"trajectory":"r1","behavior":"check","verdict":"?","codebook":"habits@1f"}'), [
    {
      place: 'l.csv:1',
      trajectory: 'r1',
      behavior: 'habits/check',
      codebook: 'habits@1f',
      verdict: 'unclear',
      coder: 'me',
    },
  ]);
  assert.deepEqual(read('trajectory,step,lastStep,behavior,verdict\nr1,2,4,check,no')[0]!.steps, [2, 4]);
});

test('a row that cannot be read is named with what was found and what belongs there', () => {
  const cases: [string, string][] = [
    ['', `l.csv: found no labels, expected rows of trajectory, step, start, end, behavior, verdict, coder`],
    [HEADER, 'l.csv: found no labels, expected rows of trajectory, step, start, end, behavior, verdict, coder'],
    ['run,code\na,b', 'l.csv:1: found columns run, code, expected trajectory and behavior and verdict among them'],
    [`${HEADER}\nr1,1,5,,check,present,a`, 'l.csv:2: end: found "", expected both start and end, or none'],
    [`${HEADER}\nr1,1,7,7,check,present,a`, 'l.csv:2: end: found "7", expected more than start, which is 7'],
    [`${HEADER}\nr1,one,,,check,present,a`, 'l.csv:2: step: found "one", expected a whole number from 0'],
    [`${HEADER}\nr1,,1,2,check,present,a`, 'l.csv:2: step: found "", expected the step of the place'],
    [`${HEADER}\n,1,,,check,present,a`, 'l.csv:2: trajectory: found "", expected the id of a run'],
    [`${HEADER}\nr1,1,,,,present,a`, 'l.csv:2: behavior: found "", expected the slug of a code'],
    [
      `${HEADER}\nr1,1,,,check,perhaps,a`,
      'l.csv:2: verdict: found "perhaps", expected present, absent or unclear (values on a scale: --scale)',
    ],
    [
      `${HEADER}\nr1,1,,,check,,a`,
      'l.csv:2: verdict: found "", expected present, absent or unclear (values on a scale: --scale)',
    ],
    [
      '{"trajectory":',
      'l.csv:1: found no JSON, expected one object with trajectory, step, start, end, behavior, verdict, coder',
    ],
    ['[1]', 'l.csv[0]: found no object, expected one with trajectory, step, start, end, behavior, verdict, coder'],
  ];
  for (const [text, message] of cases)
    assert.equal(
      refused(() => read(text)),
      message,
    );
});

test('a coder says a thing once', () => {
  const twice = (...verdicts: string[]): LabelRow[] =>
    read([HEADER, ...verdicts.map((verdict) => `r1,1,,,check,${verdict},ann`), 'r1,1,,,check,absent,bob'].join('\n'));
  refuseRepeats(twice('present'));
  const end = 'expected one label per coder, behavior and place';
  assert.equal(
    refused(() => refuseRepeats(twice('yes', 'present'))),
    `l.csv:3: found the same label as l.csv:2, ${end}`,
  );
  assert.equal(
    refused(() => refuseRepeats(twice('yes', 'no'))),
    `l.csv:3: found absent where present stands at l.csv:2, ${end}`,
  );
});

const run = sampleRun([
  says('user', 'Go on.'),
  {
    actor: 'agent',
    parts: [
      { kind: 'media', mediaType: 'image/png', ref: 'x' },
      { kind: 'reasoning', text: 'Hm. Fine 🙂.', visibility: 'raw' },
      { kind: 'text', text: 'A longer answer than that.' },
    ],
  },
]);
const habit = { unit: 'reasoning', actors: ['agent'], match: { cues: [{ pattern: 'hm' }] } } as const;

test('offsets without a part are in a part that the code is read in', () => {
  const [row] = read(`${HEADER}\nr1,1,4,12,check,present,ann`) as [LabelRow];
  assert.deepEqual(placeLabel(row, run, readableParts(run, habit)), {
    verdict: 'present',
    steps: [1, 1],
    part: 1,
    start: 4,
    end: 12,
  });
  assert.equal(
    placeLabel({ ...row, end: 20 }, run, readableParts(run, undefined)).part,
    2,
    'the first that is long enough',
  );
});

test('a place that is not there, or holds other text than was labelled, is refused', () => {
  const [row] = read(`${HEADER}\nr1,1,4,12,check,present,ann`) as [LabelRow];
  const place = (changes: Partial<LabelRow>): string =>
    refused(() => placeLabel({ ...row, ...changes }, run, readableParts(run, habit)));
  assert.equal(place({ steps: [1, 2] }), 'l.csv:2: found step 2 of test:1, expected steps 0 to 1');
  assert.equal(place({ part: 3 }), 'l.csv:2: found part 3 of step 1 of test:1, expected parts 0 to 2');
  assert.equal(
    place({ end: 14 }),
    'l.csv:2: found offsets 4 to 14 in step 1, part 1 of test:1, expected offsets up to 12, where its text ends (UTF-16)',
  );
  assert.equal(place({ hash: sha256('Fine 🙂.', 12) }), 'not refused');
  assert.equal(
    place({ hash: '0123456789ab' }),
    'l.csv:2: found other text at 4 to 12 in step 1, part 1 of test:1, expected text with hash 0123456789ab: the run was another when it was labelled',
  );
  const [step] = read(`${HEADER}\nr1,1,,,check,present,ann`) as [LabelRow];
  const hash = sha256(stepText(run.steps[1]!), 12);
  assert.deepEqual(placeLabel({ ...step, hash }, run, []), { verdict: 'present', steps: [1, 1] });
  assert.match(
    refused(() => placeLabel({ ...step, hash: 'ff' }, run, [])),
    /found other text in step 1 of test:1/,
  );
});
