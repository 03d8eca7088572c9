import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();
const CHECK = 'Let me check this: 3 times 5 is 15, as wanted.';
const SENTENCES = ['The numbers are 3 and 5.', 'Their product is 15.', CHECK, 'So that is the answer.'];
// Twenty-one sentences, of which five check something.
const REASONINGS = [
  SENTENCES,
  SENTENCES.toReversed(),
  [...SENTENCES, SENTENCES[0]!],
  [CHECK, ...SENTENCES],
  SENTENCES.slice(0, 2),
  [SENTENCES[3]!],
];

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

async function agree(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runCli(['agree', ...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  const runs = REASONINGS.map((sentences, i) =>
    JSON.stringify({
      task_id: `task-${i}`,
      messages: [
        { role: 'user', content: `Make 15, please (${i}).` },
        { role: 'assistant', reasoning_content: sentences.join(' '), content: '3 * 5' },
      ],
    }),
  );
  writeFileSync(join(cwd, 'runs.jsonl'), runs.join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd })).code, 0);
  assert.equal((await runCli(['detect', '--codebook', 'four-habits'], { cwd })).code, 0);
});

test('coding by hand: a key per code, blind, resumed, taken back, and compared with detection', async () => {
  const label = (input: string, ...args: string[]): ReturnType<typeof runCli> =>
    runCli(['label', '--codebook', 'four-habits', '--behavior', 'verification', '--sample', '21', ...args, '--json'], {
      cwd,
      input,
    });
  const first = await label('n\ny\nb\nn\nn\nq\n', '--coder', 'mia');
  assert.deepEqual(JSON.parse(first.stdout), {
    file: 'labels-four-habits-mia.jsonl',
    coder: 'mia',
    codebook: /four-habits@\w+/.exec(first.stdout)![0],
    labels: 3,
    present: 0,
    absent: 3,
    unclear: 0,
    left: 18,
  });
  assert.match(first.stderr, /── 1 of 21 ── four-habits\/verification ──/);
  assert.doesNotMatch(first.stderr, /detector|confidence|cue/);
  const kept = readFileSync(join(cwd, 'labels-four-habits-mia.jsonl'), 'utf8');
  assert.ok(!kept.includes('numbers are'), 'no text in the file');
  const fields = Object.keys(JSON.parse(kept.split('\n')[0]!) as object);
  assert.deepEqual(fields, [
    'trajectory',
    'step',
    'part',
    'start',
    'end',
    'behavior',
    'verdict',
    'coder',
    'unit',
    'hash',
    'codebook',
  ]);
  // A line that was being written when the machine stopped is written again.
  writeFileSync(join(cwd, 'labels-four-habits-mia.jsonl'), `${kept}{"trajectory":"half a li`);
  const second = await label(`${'n\n'.repeat(17)}?\n`, '--coder', 'mia');
  assert.match(second.stderr, /^3 labels already given: going on$/m);
  assert.match(second.stderr, /── 4 of 21 ──/);
  const { labels, left, unclear } = JSON.parse(second.stdout);
  assert.deepEqual([labels, left, unclear], [21, 0, 1]);
  assert.ok(readFileSync(join(cwd, 'labels-four-habits-mia.jsonl'), 'utf8').startsWith(kept));
  // Other coders are asked the same, in the same order.
  const csv = await label('y\n'.repeat(21), '--coder', 'tom', '--out', 'tom.csv');
  assert.equal(JSON.parse(csv.stdout).present, 21);
  const { coders, behaviors } = await agree('labels-four-habits-mia.jsonl', 'tom.csv');
  assert.deepEqual(
    [coders, behaviors[0].n, behaviors[0].counts],
    [['mia', 'tom'], 20, { both: 0, onlyFirst: 0, onlySecond: 20, neither: 0 }],
  );
  const [detected] = (await agree('tom.csv')).behaviors;
  assert.deepEqual(
    [detected.n, detected.counts, detected.matching],
    [21, { both: 5, onlyFirst: 16, onlySecond: 0, neither: 0 }, 'units'],
  );
  const intruder = await label('y\n', '--coder', 'eve', '--out', 'tom.csv');
  assert.equal(intruder.code, 2);
  assert.match(intruder.stderr, /tom\.csv:2: found a label of tom, expected only those of eve\n {2}hint: --out FILE/);
});

test('labels are events of tier human in the store, apart from what detectors found, until their run is forgotten', async () => {
  const events = async (...args: string[]): Promise<readonly Printed[]> =>
    (await runCli(['events', ...args, '--jsonl'], { cwd })).stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const detected = await events('--tier', 'cue');
  const rate = async (): Promise<unknown> => {
    const { behaviors } = JSON.parse((await runCli(['detect', '--codebook', 'four-habits', '--json'], { cwd })).stdout);
    return behaviors[0];
  };
  const rated = await rate();
  const human = await events('--tier', 'human');
  const said = (coder: string, verdict: string): number =>
    human.filter((event) => event.coder === coder && event.verdict === verdict).length;
  assert.deepEqual([said('mia', 'absent'), said('mia', 'not-applicable'), said('tom', 'present')], [20, 1, 21]);
  const [first] = human;
  assert.deepEqual(
    [first.code.split('@')[0], first.detector, first.confidence, first.kind, first.actor],
    ['four-habits/verification', `human:${first.coder}@1`, 1, 'point', 'agent'],
  );
  for (const { spans } of human) {
    assert.ok([CHECK, ...SENTENCES].includes(spans[0].quote), spans[0].quote);
    assert.equal(spans[0].end - spans[0].start, spans[0].quote.length);
  }
  assert.match((await runCli(['events', '--tier', 'human'], { cwd })).stdout, / human mia, absent +/);

  // What another program wrote, of an older codebook, and of a code that is in none.
  const [{ trajectoryId: trajectory }] = human;
  const rows = [
    { behavior: 'backtracking', verdict: 'present', codebook: 'four-habits@0123456789ab' },
    { behavior: 'whistling', verdict: 'absent' },
  ].map((row) => JSON.stringify({ trajectory, step: 1, coder: 'ann', ...row }));
  writeFileSync(join(cwd, 'ann.jsonl'), rows.join('\n'));
  const added = await runCli(['agree', 'ann.jsonl', 'tom.csv', '--coder', 'ann', '--coder', 'tom', '--keep'], { cwd });
  assert.equal(added.code, 0, added.stderr);
  assert.match(added.stderr, /^22 labels kept as events: .*\nnot kept, being in no codebook: whistling$/m);
  assert.match((await events('--behavior', 'backtracking'))[0].code, /^four-habits\/backtracking@0123456789ab$/);
  assert.equal((await events('--tier', 'human')).length, human.length + 1);
  assert.deepEqual(await events('--tier', 'cue'), detected);
  assert.deepEqual(await rate(), rated);
  assert.deepEqual((await agree('tom.csv')).behaviors[0].counts, { both: 5, onlyFirst: 16, onlySecond: 0, neither: 0 });

  // An answer taken back in a later session is gone from the store, too.
  const tom = ['--codebook', 'four-habits', '--behavior', 'verification', '--sample', '21', '--coder', 'tom'];
  await runCli(['label', ...tom, '--out', 'tom.csv', '--sample', '22'], { cwd, input: 'b\nq\n' });
  const left = (await events('--tier', 'human')).filter((event) => event.coder === 'tom');
  assert.equal(left.length, readFileSync(join(cwd, 'tom.csv'), 'utf8').trim().split('\n').length - 1);

  await runCli(['forget', trajectory], { cwd });
  assert.equal((await events('--trajectory', trajectory)).length, 0);
});

test('what a run holds cannot steer the terminal of the one who labels it', async () => {
  const other = emptyFolder();
  const text = 'Let me check \u001b]0;owned\u0007 the sum \u001b[2J.';
  writeFileSync(
    join(other, 'runs.jsonl'),
    JSON.stringify({
      messages: [
        { role: 'user', content: 'Go.' },
        { role: 'assistant', content: text },
      ],
    }),
  );
  await runCli(['import', 'runs.jsonl'], { cwd: other });
  const { stderr, stdout } = await runCli(['label', '--codebook', 'four-habits', '--coder', 'me', '--quotes'], {
    cwd: other,
    input: 'y\n',
  });
  assert.match(stderr, /Let me check ␛/);
  assert.ok(!`${stderr}${stdout}`.includes('\u001b'));
});
