import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();
const CHECK = 'Let me check this: 3 times 5 is 15, as wanted.';
const SENTENCES = ['The numbers are 3 and 5.', 'Their product is 15.', CHECK, 'So that is the answer.'];

/** Six runs: in four the agent checks its result, in one its reasoning is hidden, in one it says it does not check. */
const REASONINGS = [
  SENTENCES.join(' '),
  SENTENCES.toReversed().join(' '),
  [...SENTENCES, ...SENTENCES.slice(0, 2)].join(' '),
  [CHECK, ...SENTENCES].join(' '),
  'The numbers are 3 and 5. There is no need to check this again.',
];

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

let ids: string[] = [];

async function agree(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runCli(['agree', ...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function refusal(name: string, content: string, ...args: string[]): Promise<string> {
  writeFileSync(join(cwd, name), content);
  const { code, stdout, stderr } = await runCli(['agree', name, ...args], { cwd });
  assert.deepEqual([code, stdout], [2, '']);
  return stderr;
}

function file(name: string, lines: readonly string[]): string {
  writeFileSync(join(cwd, name), `${lines.join('\n')}\n`);
  return name;
}

before(async () => {
  const runs = REASONINGS.map((reasoning, i) => ({
    task_id: `task-${i}`,
    messages: [
      { role: 'user', content: `Make 15, please (${i}).` },
      { role: 'assistant', reasoning_content: reasoning, content: '3 * 5' },
      { role: 'user', content: 'Thanks.' },
      { role: 'assistant', content: 'You are welcome.' },
    ],
  }));
  file(
    'runs.jsonl',
    runs.map((run) => JSON.stringify(run)),
  );
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd })).code, 0);
  assert.equal((await runCli(['detect', '--codebook', 'four-habits'], { cwd })).code, 0);
  const { stdout } = await runCli(['show', '--jsonl'], { cwd });
  const shown = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { id: string; task: { id: string } });
  ids = REASONINGS.map((_, i) => shown.find(({ task }) => task.id === `task-${i}`)!.id);
});

test('two coders of steps are compared with each other, the first is the reference', async () => {
  // Ten units: both 4, only ann 1, only bob 1, neither 4.
  const verdicts = ['yy', 'yy', 'yy', 'yy', 'yn', 'ny', 'nn', 'nn', 'nn', 'nn'];
  const rows = verdicts.flatMap((pair, i) =>
    ['ann', 'bob'].map(
      (coder, k) => `${ids[i % 5]},${i < 5 ? 1 : 3},verification,${pair[k] === 'y' ? 'present' : 'absent'},${coder}`,
    ),
  );
  const { coders, reference, behaviors } = await agree(
    file('two.csv', ['trajectory,step,behavior,verdict,coder', ...rows]),
  );
  assert.deepEqual([coders, reference, behaviors.length], [['ann', 'bob'], 'ann', 1]);
  const { kappaInterval, alphaInterval, ...row } = behaviors[0];
  assert.deepEqual(
    {
      ...row,
      alpha: row.alpha.toFixed(6),
      kappa: row.kappa.toFixed(6),
      gwetAc1: row.gwetAc1.toFixed(6),
      pabak: row.pabak.toFixed(6),
      correctedPrevalence: row.correctedPrevalence.toFixed(6),
      baseline: { ...row.baseline, f1: row.baseline.f1.toFixed(6) },
      f1Interval: 2,
      prevalenceInterval: 2,
      correctedPrevalenceInterval: 2,
    },
    {
      slug: 'verification',
      codebook: 'four-habits',
      unit: 'step',
      n: 10,
      trajectories: 5,
      kappa: '0.600000',
      alpha: '0.620000',
      gwetAc1: '0.600000',
      pabak: '0.600000',
      precision: 0.8,
      recall: 0.8,
      f1: 0.8,
      f1Interval: 2,
      matching: 'units',
      prevalence: 0.5,
      prevalenceInterval: 2,
      prevalenceOf: 'labels',
      correctedPrevalence: '0.500000',
      correctedPrevalenceInterval: 2,
      baseline: { name: 'always present', kappa: 0, f1: '0.666667' },
      counts: { both: 4, onlyFirst: 1, onlySecond: 1, neither: 4 },
      notObservable: 0,
      notExamined: 0,
    },
  );
  for (const [low, high] of [kappaInterval, alphaInterval]) assert.ok(low < 0.6 && 0.6 < high, `${low} ${high}`);
  const swapped = await agree('two.csv', '--coder', 'bob', '--coder', 'ann');
  assert.deepEqual([swapped.reference, swapped.behaviors[0].counts.onlyFirst], ['bob', 1]);
});

/** Where the checks truly are, as one coder marks them: places of text, nothing else. */
function places(coder: string): string[] {
  return REASONINGS.slice(0, 4).flatMap((reasoning, i) =>
    [...reasoning.matchAll(/Let me check[^.]*\./g)].map(({ 0: text, index }) =>
      JSON.stringify({
        trajectory: ids[i],
        step: 1,
        start: index,
        end: index + text.length,
        behavior: 'verification',
        verdict: 'present',
        coder,
      }),
    ),
  );
}

test('marked stretches of text are compared with what detection found, sentence by sentence and event by event', async () => {
  const [row] = (await agree(file('places.jsonl', places('ann')))).behaviors;
  assert.deepEqual(
    [row.unit, row.matching, row.n, row.trajectories, row.counts, row.precision, row.recall, row.f1, row.kappa],
    // The fifth run has no label, so nobody says that it was read.
    ['sentence', 'events', 19, 4, { both: 5, onlyFirst: 0, onlySecond: 0, neither: 14 }, 1, 1, 1, 1],
  );
  assert.ok(row.kappaInterval[0] < 0.7, 'four runs without a disagreement do not say much');
  assert.equal(row.prevalenceOf, 'store');
  assert.equal(row.prevalence.toFixed(6), (5 / 21).toFixed(6));
  // Three of the events are marked at the beginning of the text instead, which once is a sentence that checks.
  const moved = places('bob').map((line, i) => {
    const label = JSON.parse(line) as { start: number; end: number };
    return JSON.stringify(i % 2 === 0 ? label : { ...label, start: 0, end: 10 });
  });
  const [other] = (await agree(file('moved.jsonl', moved))).behaviors;
  assert.deepEqual([other.precision, other.recall, other.counts.both], [0.6, 0.6, 4]);
  // Tokens weigh what is long.
  const [token] = (await agree('moved.jsonl', '--unit', 'token')).behaviors;
  assert.ok(token.unit === 'token' && token.n > 80 && token.kappa < other.kappa + 0.2);
});

test('disagreements are listed with their place, their words and what each coder says', async () => {
  const [first, ...rest] = places('ann');
  const absent = JSON.stringify({ ...(JSON.parse(first!) as object), verdict: 'absent' });
  const { disagreements } = await agree(file('absent.jsonl', [absent, ...rest]), '--disagreements');
  assert.deepEqual(disagreements, [
    {
      behavior: 'verification',
      trajectory: ids[0],
      step: 1,
      part: 0,
      start: REASONINGS[0]!.indexOf(CHECK),
      end: REASONINGS[0]!.indexOf(CHECK) + CHECK.length,
      quote: CHECK,
      verdicts: { ann: 'absent', detector: 'present' },
    },
  ]);
  const { stdout } = await runCli(['agree', 'absent.jsonl', '--disagreements', '--csv'], { cwd });
  assert.equal(stdout.split('\n')[0], 'behavior,trajectory,step,part,start,end,quote,ann,detector');
});

test('labels of whole runs count runs', async () => {
  const rows = ids.map((id, i) => `${id},verification,${i === 3 ? 'no' : i === 4 ? 'absent' : 'yes'},ann`);
  const [row] = (await agree(file('runs.csv', ['trajectory,behavior,verdict,coder', ...rows]))).behaviors;
  assert.deepEqual(
    [row.unit, row.n, row.counts, row.precision, row.recall],
    ['run', 5, { both: 3, onlyFirst: 0, onlySecond: 1, neither: 1 }, 0.75, 1],
  );
});

test('what detection could not see does not count, and what it has not examined is said', async () => {
  const other = emptyFolder();
  const thinking = (text: string, signature: string): object => ({ type: 'thinking', thinking: text, signature });
  const run = (content: object[]): string =>
    JSON.stringify({
      messages: [
        { role: 'user', content: 'Make 15.' },
        { role: 'assistant', content },
      ],
    });
  writeFileSync(
    join(other, 'runs.jsonl'),
    `${run([thinking(CHECK, 's'), { type: 'text', text: '15' }])}\n${run([
      { type: 'redacted_thinking', data: 'abc' },
      { type: 'text', text: '5 * 3' },
    ])}\n`,
  );
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd: other })).code, 0);
  const { stdout } = await runCli(['show', '--jsonl'], { cwd: other });
  const known = stdout
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id);
  const labels = known.map((trajectory) =>
    JSON.stringify({ trajectory, behavior: 'verification', verdict: 'present', coder: 'ann' }),
  );
  writeFileSync(join(other, 'labels.jsonl'), labels.join('\n'));
  const unexamined = await runCli(['agree', 'labels.jsonl', '--json'], { cwd: other });
  assert.match(
    unexamined.stderr,
    /^verification: 2 labelled runs without detection, not counted \(ethogram detect\)$/m,
  );
  assert.equal(JSON.parse(unexamined.stdout).behaviors[0].n, 0);
  await runCli(['detect', '--codebook', 'four-habits'], { cwd: other });
  const after = await runCli(['agree', 'labels.jsonl', '--json'], { cwd: other });
  const [row] = JSON.parse(after.stdout).behaviors;
  assert.deepEqual([row.n, row.notObservable, row.counts.both], [1, 1, 1], after.stdout);
});

test('labels that cannot be used are refused with place, what was found and what belongs there', async () => {
  const header = 'trajectory,step,start,end,behavior,verdict,coder';
  const [id] = ids;
  const cases: [string, RegExp][] = [
    [
      `${header}\n\nnobody,1,,,verification,present,ann`,
      /bad\.csv:3: found trajectory nobody, expected the id of a run in the store\n {2}hint: ethogram show/,
    ],
    [
      `${header}\n${id},1,0,9999,verification,present,ann`,
      /bad\.csv:2: found offsets 0 to 9999 in step 1, part 0 of \S+, expected offsets up to \d+, where its text ends/,
    ],
    [
      `${header}\n${id},1,,,verifcation,present,ann`,
      /bad\.csv:2: behavior: found "verifcation", expected a code of a codebook\n {2}hint: verification is the nearest/,
    ],
    [
      `${header}\n${id},1,,,verification,present,ann\n${id},1,,,verification,absent,ann`,
      /bad\.csv:3: found absent where present stands at bad\.csv:2/,
    ],
  ];
  for (const [content, message] of cases) assert.match(await refusal('bad.csv', content), message);
  const three = `${header}\n${['a', 'b', 'c'].map((coder) => `${id},1,,,verification,present,${coder}`).join('\n')}`;
  assert.match(await refusal('bad.csv', three), /found 3 coders \(a, b, c\), expected two of them/);
  assert.match(
    await refusal('bad.csv', three, '--coder', 'd'),
    /--coder: found "d", expected one of a, b, c, detector/,
  );
});

test('values on a scale: weighted κ and α by rank or difference', async () => {
  const values = ['1 1', '2 2', '3 3', '3 3', '2 2', '1 2', '4 4', '1 1', '2 2', '? 5'];
  const rows = values.flatMap((pair, i) =>
    ['ann', 'bob'].map((coder, k) => `${ids[i % 5]},${i < 5 ? 1 : 3},effort,${pair.split(' ')[k]},${coder}`),
  );
  const name = file('values.csv', ['trajectory,step,behavior,verdict,coder', ...rows]);
  const [row] = (await agree(name, '--scale', 'ordinal')).behaviors;
  assert.deepEqual(
    [row.slug, row.scale, row.n, row.trajectories, row.agreement, row.precision],
    ['effort', 'ordinal', 9, 5, 8 / 9, null],
  );
  assert.deepEqual([row.kappa.toFixed(4), row.alpha.toFixed(4)], ['0.8941', '0.9229']);
  const alone = await runCli(['agree', name, '--scale', 'ordinal', '--coder', 'ann'], { cwd });
  assert.match(alone.stderr, /--scale: found values of ann only, expected those of two coders/);
});

test('thousands of rows take no longer than a moment', async () => {
  const other = emptyFolder();
  const runs = Array.from({ length: 200 }, (_, i) =>
    JSON.stringify({
      task_id: `t${i}`,
      messages: Array.from({ length: 30 }, (_unused, k) => ({
        role: k % 2 === 0 ? 'user' : 'assistant',
        content: k % 6 === 1 ? `${CHECK} (${i}, ${k})` : `Line ${k} of ${i}. It says no more.`,
      })),
    }),
  );
  writeFileSync(join(other, 'runs.jsonl'), runs.join('\n'));
  await runCli(['import', 'runs.jsonl'], { cwd: other });
  await runCli(['detect', '--codebook', 'four-habits'], { cwd: other });
  const { stdout } = await runCli(['show', '--jsonl'], { cwd: other });
  const rows = stdout
    .trim()
    .split('\n')
    .flatMap((line) => {
      const { id } = JSON.parse(line) as { id: string };
      return Array.from({ length: 15 }, (_, k) =>
        ['verification', 'backtracking'].map(
          (slug) => `${id},${2 * k + 1},${slug},${slug === 'verification' && k % 3 === 0 ? 'present' : 'absent'},ann`,
        ),
      ).flat();
    });
  writeFileSync(join(other, 'labels.csv'), `trajectory,step,behavior,verdict,coder\n${rows.join('\n')}`);
  const started = performance.now();
  const { stdout: out } = await runCli(['agree', 'labels.csv', '--json'], { cwd: other });
  const seconds = (performance.now() - started) / 1000;
  const [verification] = JSON.parse(out).behaviors;
  assert.deepEqual([rows.length, verification.n, verification.f1], [6000, 3000, 1]);
  assert.ok(seconds < 20, `${seconds} s`);
});

test('labels that came with the runs can be read as a behavior', async () => {
  const other = emptyFolder();
  const steps = ['3 + 4 = 7', '7 + 2 = 10'];
  const row = (input: string, mistake: number | null): string =>
    JSON.stringify({ input, steps, answer: '10', target: '9', mistake_index: mistake });
  writeFileSync(join(other, 'mistakes.jsonl'), `${row('3 + 4 + 2 = ?', 1)}\n${row('4 + 3 + 2 = ?', null)}\n`);
  assert.equal((await runCli(['import', 'mistakes.jsonl'], { cwd: other })).code, 0);
  await runCli(['detect', '--codebook', 'four-habits'], { cwd: other });
  const { stdout } = await runCli(['agree', 'label:bbmistake/mistake-index=verification', '--json'], { cwd: other });
  const [measured] = JSON.parse(stdout).behaviors;
  assert.deepEqual(
    [measured.unit, measured.n, measured.counts],
    ['part', 4, { both: 0, onlyFirst: 1, onlySecond: 0, neither: 3 }],
  );
  const none = await runCli(['agree', 'label:nobody/nothing=verification'], { cwd: other });
  assert.deepEqual(
    [none.code, none.stdout.slice(0, 62)],
    [0, 'No labels: no run in the store has label:nobody/nothing. ethog'],
  );
});
