import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { codebookText, UNFINISHED } from '../src/behavior/judge/testing/codebook-text.ts';
import { promptText, type MindRequest } from '../src/model/testing/mind.ts';
import { judgeMind } from '../src/model/testing/minds/judge-mind.ts';
import {
  startModelServer,
  type ModelServer,
  type ModelServerOptions,
} from '../src/model/testing/start-model-server.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

const BOOK = codebookText({ name: 'promises', title: 'Promises' }, [
  {
    slug: 'promise',
    definition: 'The agent promises something.',
    examples: { positive: ['You will get a refund.'], nearMiss: ['My colleague promised it.'] },
  },
  {
    slug: 'regret',
    definition: 'The agent is sorry.',
    match: { cues: [{ pattern: String.raw`\bsorry\b` }] },
    examples: { positive: ['I am sorry.'], nearMiss: ['A sorry sight.'] },
  },
  UNFINISHED,
]);
const RUNS = 60;

/** Every third run promises, every fourth is left unfinished. */
function runLine(i: number): string {
  const said = i % 3 === 0 ? `I promise you refund ${i}.` : `Refund ${i} is not possible, sorry.`;
  const end = i % 4 === 0 ? 'Some other day.' : 'Done.';
  const messages = [
    { role: 'user', content: `Please refund order ${i}.` },
    { role: 'assistant', content: said },
    { role: 'user', content: 'And?' },
    { role: 'assistant', content: end },
  ];
  return JSON.stringify({ task_id: `order-${i}`, messages });
}

async function folderWithRuns(): Promise<string> {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'promises.yaml'), BOOK);
  writeFileSync(join(cwd, 'runs.jsonl'), Array.from({ length: RUNS }, (_, i) => runLine(i)).join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd })).code, 0);
  return cwd;
}

async function serve(options?: ModelServerOptions): Promise<ModelServer> {
  const server = await startModelServer(judgeMind({ promise: /I promise[^.]*\./, unfinished: /Some other day/, regret: /sorry/ }), options); // prettier-ignore
  servers.push(server);
  return server;
}

const detectArgs = ({ url }: Pick<ModelServer, 'url'>, ...more: readonly string[]): string[] => {
  const model = ['--model', 'compatible:judge', '--base-url', `${url}/v1`];
  return ['detect', '--codebook', './promises.yaml', ...model, ...more];
};

interface Row {
  readonly slug: string;
  readonly events: number;
  readonly rate: number;
  readonly observedUnits: number;
  readonly judged?: {
    readonly calibrated: boolean;
    readonly kappa?: number;
    readonly labels?: number;
    readonly correctedRate?: number;
  };
}
interface Detected {
  readonly costUsd: number;
  readonly behaviors: readonly Row[];
  readonly judging: {
    readonly runs: number;
    readonly failed: readonly { readonly trajectory: string; readonly code: string }[];
    readonly left: number;
    readonly stopped?: { readonly code: string };
    readonly calls: number;
    readonly stored: number;
  };
}

async function detect(cwd: string, server: ModelServer, ...more: readonly string[]): Promise<Detected> {
  const { code, stdout, stderr } = await runCli([...detectArgs(server, ...more), '--json'], { cwd });
  const found = JSON.parse(stdout) as Detected;
  assert.equal(code, found.judging.left > 0 ? 1 : 0, stderr);
  return found;
}

const rowsOf = ({ behaviors }: Detected): unknown[] =>
  behaviors.map(({ slug, events, observedUnits, judged }) => [slug, events, observedUnits, judged?.calibrated]);

/** What each question was, whatever attempt. */
const questionsOf = (server: ModelServer): string[] => server.requests.map(({ body }) => JSON.stringify(body));
const answered = (server: ModelServer): MindRequest[] => server.requests.filter(({ status }) => status === 200);

test('a judge looks at what the detectors left open, and asks nothing twice', async () => {
  const cwd = await folderWithRuns();
  const server = await serve();
  const dry = await runCli([...detectArgs(server, '--dry-run'), '--json'], { cwd });
  const { calls, stored } = JSON.parse(dry.stdout) as { calls: number; stored: number };
  assert.deepEqual([calls, stored, server.requests.length], [3 * RUNS, 0, 0]);
  const told = await runCli([...detectArgs(server, '--limit', '1', '--price', '1,2')], { cwd });
  assert.match(told.stderr, /^compatible:judge will be asked 3 questions on 1 run: about [\d,]+ tokens in and 300 out, about \$0\.\d+\n {2}hint: --limit N /m); // prettier-ignore
  const first = await detect(cwd, server, '--price', '1,2');
  assert.deepEqual(rowsOf(first), [
    ['promise', 20, 120, false],
    ['regret', 40, 120, undefined],
    ['unfinished', 15, 60, false],
  ]);
  assert.deepEqual(first.judging, { model: 'compatible:judge', runs: RUNS - 1, failed: [], left: 0, calls: 3 * (RUNS - 1), stored: 0 }); // prettier-ignore
  assert.ok(first.costUsd > 0);
  const again = await detect(cwd, server);
  assert.deepEqual([rowsOf(again), again.judging.calls, again.costUsd], [rowsOf(first), 0, first.costUsd]);
  assert.equal(server.requests.length, 3 * RUNS);
  // Another version of the codebook is judged anew; what it says as before is known.
  writeFileSync(join(cwd, 'promises.yaml'), BOOK.replace('promises something', 'promises anything'));
  const { calls: anew, stored: known } = (await detect(cwd, server)).judging;
  assert.deepEqual([anew, known], [RUNS, 2 * RUNS]);
});

test('rates of a judge are facts once labels say so', async () => {
  const cwd = await folderWithRuns();
  const server = await serve();
  const text = await runCli(detectArgs(server), { cwd });
  assert.match(text.stdout, /promises\/promise .* not calibrated/);
  const listed = await runCli(['show', '--jsonl'], { cwd });
  const runs = listed.stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string; task: { id: string } }); // prettier-ignore
  const label = (i: number, behavior: string, present: boolean, step?: number): string => {
    const { id } = runs.find(({ task }) => task.id === `order-${i}`)!;
    return `${id},${step ?? ''},${behavior},${present ? 'present' : 'absent'},anna`;
  };
  // Two runs are labelled otherwise than the judge sees them.
  const rows = Array.from({ length: RUNS }, (_, i) => [
    label(i, 'promise', i % 3 === 0 || i === 1, 1),
    label(i, 'promise', false, 3),
    label(i, 'unfinished', i % 2 === 0),
  ]).flat();
  writeFileSync(join(cwd, 'labels.csv'), ['trajectory,step,behavior,verdict,coder', ...rows].join('\n'));
  const refused = await runCli(['agree', 'labels.csv', '--codebook', './promises.yaml', '--calibrate'], { cwd });
  assert.match(refused.stderr, /--calibrate: found no --judge/);
  const agreed = await runCli(
    ['agree', 'labels.csv', '--codebook', './promises.yaml', '--judge', 'compatible:judge', '--calibrate', '--json'],
    { cwd },
  );
  assert.match(
    agreed.stderr,
    /promises\/promise by compatible:judge: κ 0\.97 .* on 120 steps?: its rates are shown as facts/,
  );
  assert.match(
    agreed.stderr,
    /promises\/unfinished by compatible:judge: κ 0\.50 .* on 60 runs?: its rates are not shown/,
  );
  const { coders } = JSON.parse(agreed.stdout) as { coders: string[] };
  assert.deepEqual(coders, ['anna', 'compatible:judge']);
  const { behaviors } = await detect(cwd, server);
  const [promise, , unfinished] = behaviors;
  assert.deepEqual([promise!.judged!.calibrated, promise!.judged!.labels], [true, 120]);
  assert.ok(Math.abs(promise!.judged!.correctedRate! - 21 / 120) < 1e-9);
  assert.deepEqual([unfinished!.judged!.calibrated, unfinished!.judged!.labels], [false, 60]);
  const shown = await runCli(detectArgs(server), { cwd });
  assert.match(shown.stdout, /promises\/promise .* 0\.97 .* 0\.167 \(0\.\d+–0\.\d+\) .* 0\.175 \(0\.\d+–0\.\d+\)/);
  assert.match(shown.stdout, /promises\/unfinished .* not calibrated/);
  const budget = await runCli(['analyse', 'time-budget'], { cwd });
  assert.match(budget.stdout, /^promises\/promise +20 +20 +60 +8\.3 +[\d.]+–[\d.]+ /m);
  assert.match(budget.stdout, /^promises\/unfinished +15 +15 +60 +– +not calibrated +– /m);
  assert.match(budget.stdout, /\n\nnot calibrated: what the model says, until labels show/);
  const { rows: shares } = JSON.parse((await runCli(['analyse', 'time-budget', '--json'], { cwd })).stdout) as {
    rows: { behavior: string; judged?: { model: string; calibrated: boolean } }[];
  };
  assert.deepEqual(
    shares.map(({ behavior, judged }) => [behavior, judged]),
    [
      ['promise', { model: 'compatible:judge', calibrated: true }],
      ['regret', undefined],
      ['unfinished', { model: 'compatible:judge', calibrated: false }],
    ],
  );
  assert.equal((await runCli(['report', '--out', 'report.html'], { cwd })).code, 0);
  const report = readFileSync(join(cwd, 'report.html'), 'utf8');
  assert.equal(report.split('<small>not calibrated</small>').length - 1, 1);
  assert.equal(report.split('Not calibrated: a model says so').length - 1, 1);
  assert.match(report, /15 of 60 runs, says <code>compatible:judge<\/code>/);
});

test('a judge of everything stands beside the detectors and is not counted with them', async () => {
  const cwd = await folderWithRuns();
  const server = await serve();
  assert.deepEqual(rowsOf(await detect(cwd, server, '--judge-all')), [
    ['promise', 20, 120, false],
    ['regret', 40, 120, false],
    ['unfinished', 15, 60, false],
  ]);
  // Codes that were left open are asked in the same words, so they are known.
  const open = await detect(cwd, server);
  assert.deepEqual([open.judging.calls, open.judging.stored], [0, 3 * RUNS]);
  const budget = await runCli(['analyse', 'time-budget', '--json'], { cwd });
  const { rows } = JSON.parse(budget.stdout) as { rows: { behavior: string; events: number }[] };
  assert.equal(rows.find(({ behavior }) => behavior === 'regret')!.events, 40);
});

test('so many runs are always the same ones', async () => {
  const cwd = await folderWithRuns();
  const server = await serve();
  assert.equal((await detect(cwd, server, '--limit', '10')).judging.runs, 10);
  assert.equal((await detect(cwd, server, '--limit', '10')).judging.runs, 0);
  assert.equal((await detect(cwd, server, '--limit', '25')).judging.runs, 15);
});

test('every run ends judged or is listed as failed, whatever the server does', async () => {
  const cwd = await folderWithRuns();
  const server = await serve({
    faults: ({ index, attempt, messages }) => {
      const text = JSON.stringify(messages);
      if (text.includes('order 7.')) return { kind: 'half-text' };
      if (text.includes('order 8.')) return { kind: 'refusal' };
      if (attempt > 0) return undefined;
      if (index % 11 === 0) return { kind: 'status', status: 429, retryAfter: { milliseconds: 20 } };
      if (index % 13 === 0) return { kind: 'status', status: 529 };
      if (index % 17 === 0) return { kind: 'cut', afterShare: 0.5, how: 'reset' };
      return index % 19 === 0 ? { kind: 'prose-around' } : undefined;
    },
  });
  const { behaviors, judging } = await detect(cwd, server);
  assert.equal(judging.runs, RUNS - 2);
  assert.deepEqual(
    judging.failed.map(({ code }) => code),
    ['model-failed', 'model-failed'],
  );
  assert.equal(behaviors[0]!.observedUnits, 2 * (RUNS - 2));
  // The cues' own findings do not depend on a model.
  assert.equal(behaviors[1]!.observedUnits, 2 * RUNS);
  // What could not be used is not asked again unless that is wanted.
  const asked = server.requests.length;
  const again = await runCli([...detectArgs(server), '--json'], { cwd });
  const { runs, failed, calls } = (JSON.parse(again.stdout) as Detected).judging;
  assert.deepEqual([again.code, runs, failed.length, calls, server.requests.length], [1, 0, 2, 0, asked]);
});

test('a judge that is killed goes on where it was, and no answer is paid for twice', async () => {
  const cwd = await folderWithRuns();
  const server = await serve({ latencyMs: 60 });
  const args = [...detectArgs(server, '--concurrency', '4'), '--json'];
  for (const kills of [1, 2]) {
    const child = spawn(process.execPath, [join(ROOT, 'bin/ethogram.js'), ...args], { cwd, stdio: 'ignore' });
    const ended = new Promise((resolve) => {
      child.on('close', resolve);
    });
    while (answered(server).length < 30 * kills) await setTimeout(10);
    child.kill('SIGKILL');
    await ended;
  }
  const before = server.requests.length;
  const { judging, behaviors } = await detect(cwd, server, '--concurrency', '4');
  assert.deepEqual([judging.runs > 0, judging.failed, judging.left], [true, [], 0]);
  assert.deepEqual(
    behaviors.map(({ events }) => events),
    [20, 40, 15],
  );
  // Only what was on its way when the process died was sent again: four calls each time at most.
  const all = questionsOf(server);
  assert.ok(before + judging.calls - new Set(all).size <= 8, `${all.length} questions, ${new Set(all).size} distinct`);
  assert.equal(new Set(all).size, 3 * RUNS);
});

test('a server that dies and comes back finishes what it began', async () => {
  const cwd = await folderWithRuns();
  const server = await serve({ latencyMs: 40 });
  const judging = detect(cwd, server, '--concurrency', '4');
  while (answered(server).length < 20) await setTimeout(10);
  await server.close();
  await setTimeout(500);
  const again = await serve({ port: server.port });
  const { judging: judged, behaviors } = await judging;
  assert.deepEqual([judged.runs, judged.failed, judged.left], [RUNS, [], 0]);
  assert.deepEqual(
    behaviors.map(({ events }) => events),
    [20, 40, 15],
  );
  assert.ok(again.requests.length < 3 * RUNS);
});

test('a budget stops cleanly, and a higher one goes on', async () => {
  const cwd = await folderWithRuns();
  const server = await serve();
  const poor = await detect(cwd, server, '--price', '1,2', '--max-cost', '0.1');
  assert.equal(poor.judging.stopped?.code, 'budget-reached');
  assert.ok(poor.judging.left > 0 && poor.costUsd <= 0.1);
  const rich = await detect(cwd, server, '--price', '1,2', '--max-cost', '10');
  assert.deepEqual([rich.judging.left, rich.judging.stopped, rich.judging.failed], [0, undefined, []]);
  assert.equal(server.requests.length, 3 * RUNS);
});

test('a fresh reader tells whether the wording of a code is enough', async () => {
  const cwd = await folderWithRuns();
  assert.equal((await runCli(['detect', '--codebook', './promises.yaml'], { cwd })).code, 0);
  // A reader that takes whatever is sorry for regret, and quotes what is not there.
  const reader = await startModelServer((request) => {
    const text = promptText(request);
    const passages = text.split(/^#\w{8} passage \d+\n/m).slice(1);
    const pattern = text.includes('The agent is sorry.') ? /sorry/ : /refund/;
    const answers = passages.map((passage, i) => {
      const quote = pattern.exec(passage)?.[0] ?? '';
      const invents = quote === '' && passage.includes('colleague');
      return [
        `passage${i + 1}`,
        { quote: invents ? 'I promise' : quote, reason: 'So it says.', shows: invents || quote !== '' },
      ];
    });
    return { text: JSON.stringify(Object.fromEntries(answers)) };
  });
  servers.push(reader);
  const args = [
    'codebook',
    'test',
    './promises.yaml',
    '--model',
    'compatible:reader',
    '--base-url',
    `${reader.url}/v1`,
  ];
  const dry = await runCli([...args, '--dry-run', '--json'], { cwd });
  assert.equal(reader.requests.length, 0);
  const { stdout, code, stderr } = await runCli([...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  assert.equal((JSON.parse(dry.stdout) as { calls: number }).calls, reader.requests.length);
  interface Tested {
    readonly slug: string;
    readonly recall: number;
    readonly passages: Record<string, { n: number; read: number }>;
    readonly misread: { kind: string; text: string }[];
  }
  const { codes } = JSON.parse(stdout) as { codes: Tested[] };
  const [promise, regret] = codes as [Tested, Tested];
  assert.deepEqual(regret.passages, {
    example: { n: 1, read: 1 },
    found: { n: 10, read: 10 },
    'near-miss': { n: 1, read: 1 },
    random: { n: 10, read: 0 },
  });
  assert.deepEqual(
    regret.misread.map(({ kind, text }) => [kind, text]),
    [['near-miss', 'A sorry sight.']],
  );
  // What a reader claims to quote must stand in the passage.
  assert.deepEqual(
    [promise.passages['example'], promise.passages['near-miss']],
    [
      { n: 1, read: 1 },
      { n: 1, read: 0 },
    ],
  );
  const asked = reader.requests.map((request) => promptText(request)).join('\n');
  assert.ok(!/\b(?:promises\/|## promise|regret)\b/.test(asked));
  const again = await runCli(args, { cwd });
  assert.match(again.stdout, /^regret +2\d .* 10\/10 +1\/1 +0\/10$/m);
  assert.match(again.stdout, /regret: taken for it \(near-miss\): A sorry sight\./);
});

test('without a model the command says what works without', async () => {
  const cwd = await folderWithRuns();
  const { code, stderr } = await runCli(['detect', '--codebook', './promises.yaml', '--judge-all'], { cwd });
  assert.equal(code, 2);
  assert.match(stderr, /no-model.*without a model: ethogram detect/s);
});
