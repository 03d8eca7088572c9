import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli, type CliRun } from './run-cli.ts';

const cwd = emptyFolder();
const CITIES = 'Lima Oslo Cairo Quito Turin Perth Osaka Dakar Sofia Minsk Hanoi Accra'.split(' ');
const SENTENCE = 'The agent says that it is not certain';

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

const run = (args: readonly string[], input?: string): Promise<CliRun> =>
  runCli(args, { cwd, ...(input !== undefined && { input }) });

async function printed(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await run([...args, '--json']);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

async function refusal(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args);
  assert.deepEqual([code, stdout], [2, '']);
  return stderr;
}

const records = (file: string): Record<string, string | number>[] =>
  readFileSync(join(cwd, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, string | number>);

/** Answers what is asked: present where the sentence says so. */
function answer(file: string, answered: string): string {
  const rows = records(file).map((row) => ({
    ...row,
    coder: 'ann',
    verdict: /not certain|hard to tell/.test(String(row['quote'])) ? 'present' : 'absent',
  }));
  writeFileSync(join(cwd, answered), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return answered;
}

before(async () => {
  const runs = CITIES.flatMap((city, i) =>
    ['train', 'ferry'].map((way, k) => ({
      task_id: `${city}-${way}`,
      messages: [
        { role: 'user', content: `How do I get to ${city} by ${way}?` },
        {
          role: 'assistant',
          reasoning_content: [
            `The user wants the ${way} to ${city}.`,
            (i + k) % 2 === 0
              ? `I am not certain about the ${way} from ${city} in winter.`
              : `It is hard to tell when the ${way} leaves ${city}.`,
            `The timetable of ${city} lists ${i + 2} departures each day.`,
            `So the ${way} at noon will do for ${city}.`,
          ].join(' '),
          content: `Take the ${way} at noon.`,
        },
      ],
    })),
  );
  writeFileSync(join(cwd, 'runs.jsonl'), runs.map((one) => `${JSON.stringify(one)}\n`).join(''));
  await printed('import', 'runs.jsonl');
});

test('a codebook begins with a sentence, grows by labels, and is then detected by name', async () => {
  const first = await printed('codebook', 'new', 'doubt', '--sentence', SENTENCE, '--ask', '12');
  assert.deepEqual([first.file, first.labels, first.cues, first.curve], ['.ethogram/codebooks/doubt.yaml', { present: 0, absent: 0, open: 0 }, [], []]); // prettier-ignore
  assert.deepEqual(first.next, { file: 'labels-doubt-1.jsonl', segments: 12 });
  const asked = records('labels-doubt-1.jsonl');
  assert.deepEqual(Object.keys(asked[0]!), ['trajectory', 'step', 'part', 'start', 'end', 'behavior', 'verdict', 'unit', 'hash', 'quote']); // prettier-ignore
  assert.match(String(asked[0]!['quote']), /not certain|hard to tell/);
  assert.ok(asked.every(({ verdict, behavior }) => verdict === '?' && behavior === 'doubt'));

  // What a person adds is kept when cues are proposed.
  const file = join(cwd, first.file);
  writeFileSync(file, readFileSync(file, 'utf8').replace('exclude: []', 'exclude: [doubts of the user] # mine'));
  const labels = ['--labels', answer('labels-doubt-1.jsonl', 'one.jsonl')];
  const second = await printed('codebook', 'new', 'doubt', '--replace', '--ask', '12', ...labels);
  assert.ok(second.cues.length > 0);
  labels.push('--labels', answer('labels-doubt-2.jsonl', 'two.jsonl'));
  const third = await printed('codebook', 'new', 'doubt', '--replace', ...labels);
  const { present, absent } = third.labels;
  assert.equal(present + absent, 24);
  assert.ok(third.curve.length > 1 && third.curve.at(-1).cues > 0.8, JSON.stringify(third.curve));
  assert.equal(third.baseline.name, 'always present');
  const text = readFileSync(file, 'utf8');
  assert.match(text, /doubts of the user.*# mine/);
  assert.match(text, /version: "?3"?/);

  const { behaviors } = await printed('detect');
  const found = behaviors.find(({ slug }: { slug: string }) => slug === 'doubt');
  assert.deepEqual([found.codebook, found.events, found.observedUnits], ['doubt', 24, 96]);
  const agreed = await printed('agree', 'one.jsonl', 'two.jsonl');
  assert.equal(agreed.behaviors[0].f1, 1);
});

test('what is to be labelled next can be asked at the keyboard, and read by agree as it is', async () => {
  const out = ['--out', 'mine.jsonl'];
  const asked = await run(['label', '--codebook', 'doubt', '--coder', 'me', '--ask', 'labels-doubt-3.jsonl', ...out, '--json'], 'y\nn\nq\n'); // prettier-ignore
  assert.equal(asked.code, 0, asked.stderr);
  const { labels, left } = JSON.parse(asked.stdout) as { labels: number; left: number };
  assert.deepEqual([labels, left], [2, records('labels-doubt-3.jsonl').length - 2]);
  assert.deepEqual(records('mine.jsonl').map(({ verdict, start }) => [verdict, start]), [['present', records('labels-doubt-3.jsonl')[0]!['start']], ['absent', records('labels-doubt-3.jsonl')[1]!['start']]]); // prettier-ignore
  const { code } = await run(['agree', 'labels-doubt-3.jsonl', '--json']);
  assert.equal(code, 0);
});

test('the same labels give the same codebook', async () => {
  const again = await printed('codebook', 'new', 'doubt', '--sentence', SENTENCE, '--labels', 'one.jsonl', '--out', 'a.yaml'); // prettier-ignore
  const twice = await printed('codebook', 'new', 'doubt', '--sentence', SENTENCE, '--labels', 'one.jsonl', '--out', 'b.yaml'); // prettier-ignore
  assert.deepEqual([again.codebook, again.curve], [twice.codebook, twice.curve]);
  assert.equal(readFileSync(join(cwd, again.next.file), 'utf8'), readFileSync(join(cwd, twice.next.file), 'utf8'));
});

test('a codebook is not written over, shadowed or begun without saying what to look for', async () => {
  assert.match(
    await refusal('codebook', 'new', 'doubt', '--sentence', SENTENCE),
    /doubt\.yaml: found a codebook, expected none\n {2}hint: --replace/,
  );
  assert.match(
    await refusal('codebook', 'new', 'four-habits', '--sentence', SENTENCE),
    /four-habits is the name of a codebook that ships/,
  );
  assert.match(
    await refusal('codebook', 'new', 'Doubt It', '--sentence', SENTENCE),
    /found "Doubt It", expected lower-case words/,
  );
  assert.match(
    await refusal('codebook', 'new', 'haste'),
    /found no --sentence, expected one that says what to look for/,
  );
  assert.match(
    await refusal('codebook', 'new', 'haste', '--sentence', 'x', '--labels', 'one.jsonl'),
    /one\.jsonl: found labels of doubt, expected some of haste/,
  );
  assert.match(
    await refusal('codebook', 'new', 'haste', '--sentence', 'x', '--unit', 'word'),
    /--unit: found "word", expected reasoning or step/,
  );
  const shadow = emptyFolder();
  mkdirSync(join(shadow, '.ethogram/codebooks'), { recursive: true });
  writeFileSync(join(shadow, '.ethogram/codebooks/moves.yaml'), 'name: moves\n');
  const { code, stderr } = await runCli(['codebook', 'list'], { cwd: shadow });
  assert.equal(code, 2);
  assert.match(stderr, /moves\.yaml: name: found moves, which is a codebook that ships, expected another/);
});

test('lint names what will not work, and show one code in full', async () => {
  const text = readFileSync(join(cwd, '.ethogram/codebooks/doubt.yaml'), 'utf8');
  writeFileSync(join(cwd, 'faulty.yaml'), text.replace('positive: []', 'positive: [Blue skies today.]'));
  const faulty = await run(['codebook', 'lint', 'faulty.yaml']);
  assert.equal(faulty.code, 1);
  assert.match(
    faulty.stdout,
    /^faulty\.yaml:\d+: codes\[0\]\.examples\.positive\[0\]: found no cue of doubt in "Blue skies today\.", expected one\n {2}hint: /,
  );
  assert.match(faulty.stdout, /faulty\.yaml: 1 code, 1 fault\n$/);
  assert.equal((await run(['codebook', 'lint', 'doubt'])).stdout, 'doubt: 1 code, no faults\n');
  const { code: broken, stderr } = await run(['codebook', 'lint', 'runs.jsonl']);
  assert.deepEqual([broken, /runs\.jsonl/.test(stderr)], [2, true]);

  const shown = await run(['codebook', 'show', 'doubt', 'doubt']);
  assert.match(
    shown.stdout,
    /^doubt {2}\(reasoning, counted each\)\n {2}The agent says that it is not certain\n {2}− doubts of the user\n/,
  );
  assert.match(shown.stdout, / {2}cue en: \\b\w+\\b\n/);
  assert.match(
    await refusal('codebook', 'show', 'doubt', 'dubt'),
    /found no code dubt, expected one of doubt\n {2}hint: ethogram codebook show doubt doubt/,
  );
});
