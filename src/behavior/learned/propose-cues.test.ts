import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learningCurve } from './cross-validate.ts';
import { cueReaderOf } from './cue-reader-of.ts';
import { nextSegments } from './next-segments.ts';
import { proposeCues, type LabelledText } from './propose-cues.ts';

const PLACES = 'harbour station market museum library garden bridge tower square bakery theatre garage'.split(' ');
const PRESENT = ['I beg your pardon for the {}.', 'Pardon me, the {} was closed.', 'My apologies for the {}.'];
const ABSENT = [
  'They have a map of the {} for me and my guests.',
  'You can walk to the {} from here.',
  'A ticket for your {}? I beg to differ: it was closed.',
];

const labelled: LabelledText[] = PLACES.flatMap((place, n) => [
  { run: `run-${n}`, text: PRESENT[n % 3]!.replace('{}', place), present: true },
  { run: `run-${n}`, text: ABSENT[n % 3]!.replace('{}', place), present: false },
]);
const background = PLACES.flatMap((place) => ABSENT.map((text) => text.replace('{}', place)));

test('cues are what stands out in what is labelled present, the shortest that says it', () => {
  assert.deepEqual(proposeCues(labelled, { background, unit: 'step' }), [
    { pattern: String.raw`\bpardon\b` },
    { pattern: String.raw`\bapologies\b` },
  ]);
});

test('one label is enough for a word of the sentence, and not for another', () => {
  const few: LabelledText[] = [
    { run: 'a', text: 'My apologies for the harbour.', present: true },
    { run: 'b', text: 'The station opens at nine.', present: false },
  ];
  const options = { background, unit: 'step' } as const;
  assert.deepEqual(proposeCues(few, options), []);
  assert.deepEqual(proposeCues(few, { ...options, sentence: 'The agent apologises' }), [
    { pattern: String.raw`\bapologies\b` },
  ]);
});

test('cues are read as detection reads them, and are literal', () => {
  const odd: LabelledText[] = ['a', 'b', 'c'].flatMap((run) => [
    { run, text: `C++ (beta) crashed in ${run}.`, present: true },
    { run, text: `It runs in ${run}.`, present: false },
  ]);
  const cues = proposeCues(odd, { background: [], unit: 'step' });
  const reader = cueReaderOf([cues], 'step');
  assert.equal(cues.length, 1);
  assert.equal(reader.read('C++ (beta) crashed in d.').length, 1);
  assert.equal(reader.read('It did not say "C++ (beta) crashed in d."').length, 0);
});

test('the learning curve rises with the labels and ends near what can be known', () => {
  const many = Array.from({ length: 4 }, (_, k) => labelled.map((one) => ({ ...one, run: `${one.run}-${k}` }))).flat();
  const curve = learningCurve(many, (training) => {
    const reader = cueReaderOf([proposeCues(training, { background, unit: 'step' })], 'step');
    return ({ text }) => reader.read(text).length > 0;
  });
  assert.deepEqual(curve.map(({ labels }) => labels), [8, 16, 32, 64, 77]); // prettier-ignore
  assert.ok(curve[0]!.f1 < curve.at(-1)!.f1 && curve.at(-1)!.f1 > 0.95, JSON.stringify(curve));
  assert.deepEqual(learningCurve(labelled.slice(0, 2), () => () => true), []); // prettier-ignore
});

test('what is asked next is telling, unlike what is known, and at most two of a run', () => {
  const open = [
    { run: 'a', text: 'The harbour is closed today.', value: 0.9 },
    { run: 'a', text: 'The harbour is closed now.', value: 0.89 },
    { run: 'b', text: 'Nobody answers the phone.', value: 0.7 },
    { run: 'a', text: 'Two ferries left early.', value: 0.6 },
    { run: 'a', text: 'Rain is expected.', value: 0.5 },
    { run: 'c', text: 'I beg your pardon.', value: 0.8 },
  ];
  const chosen = nextSegments(open, { size: 4, known: ['I beg your pardon.'] });
  assert.deepEqual(
    chosen.map(({ text }) => text),
    ['The harbour is closed today.', 'Nobody answers the phone.', 'Two ferries left early.'],
  );
});
