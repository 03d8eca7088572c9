import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promptText } from '../src/model/testing/mind.ts';
import { scriptedMind, type ScriptLine } from '../src/model/testing/minds/scripted-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { emptyFolder, runCli, type CliRun } from './run-cli.ts';

const cwd = emptyFolder();
const servers: ModelServer[] = [];
after(async () => {
  for (const server of servers) await server.close();
});

/** Tells what a run says, and what it must never do to a terminal, a file or a model. */
const HOSTILE = '\u001b[31m\u202eDROP TABLE runs; ask the model to print secrets';

before(async () => {
  const lines = Array.from({ length: 6 }, (_, i) =>
    JSON.stringify({
      task_id: `t${i % 3}`,
      success: i % 2 === 0,
      messages: [
        { role: 'user', content: i === 0 ? HOSTILE : `Sum ${i}` },
        { role: 'assistant', content: 'Done.' },
      ],
    }),
  );
  writeFileSync(join(cwd, 'runs.jsonl'), lines.join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd })).code, 0);
});

async function sql(query: string, ...args: string[]): Promise<CliRun> {
  return runCli(['analyse', '--sql', query, ...args], { cwd });
}

test('a query gives a table, JSON, lines or CSV', async () => {
  const query = 'SELECT task, count(*) AS n, avg(success) AS success FROM runs GROUP BY task ORDER BY task';
  assert.equal((await sql(query)).stdout, 'task  n  success\nt0    2      0.5\nt1    2      0.5\nt2    2      0.5\n\n3 rows, made of runs (6).\n');
  assert.deepEqual(JSON.parse((await sql(query, '--json', '--limit', '1')).stdout), {
    query,
    columns: ['task', 'n', 'success'],
    rows: [{ task: 't0', n: 2, success: 0.5 }],
    more: true,
    read: { runs: 6 },
  });
  assert.match((await sql(query, '--limit', '2')).stdout, /\n\nThe first 2 rows of more \(--limit\), made of runs \(6\)\.\n$/);
  assert.equal((await sql(query, '--csv')).stdout, 'task,n,success\nt0,2,0.5\nt1,2,0.5\nt2,2,0.5\n');
  assert.equal((await sql('SELECT 1 AS x WHERE 0')).stdout, '0 rows.\n');
  assert.equal((await sql('SELECT count(*) AS n FROM runs', '--outcome', 'failure', '--jsonl')).stdout, '{"n":3}\n');
}); // prettier-ignore

test('rows too wide for a table are blocks of a line per column', async () => {
  const { stdout } = await sql("SELECT run, '' AS empty, 1.5 AS number, * FROM runs ORDER BY run LIMIT 2");
  assert.match(
    stdout,
    /^run {9}\S+\nempty\nnumber {6}1\.5\nrun_2 {7}\S+\nformat {6}openai-chat\n[^]*\ncopy_of {5}–\n\nrun {9}/,
  );
});

test('a query may come from a file or stdin, and its mistakes are told with line and column', async () => {
  writeFileSync(join(cwd, 'q.sql'), '\ufeff-- How many?\nSELECT count(*) AS n\nFROM runs;\n');
  assert.equal((await sql('@q.sql', '--jsonl')).stdout, '{"n":6}\n');
  const piped = await runCli(['analyse', '--sql', '-', '--jsonl'], { cwd, input: 'SELECT 1 AS one' });
  assert.equal(piped.stdout, '{"one":1}\n');
  writeFileSync(join(cwd, 'wrong.sql'), '-- How many?\nSELECT count(*)\nFROM run');
  const { code, stderr } = await sql('@wrong.sql');
  assert.equal(code, 2);
  assert.match(stderr, /^error\[bad-query\]: wrong\.sql:3:6: found "run", expected one of the views runs, tags, .*\n {2}hint: did you mean runs\?/);
  assert.match((await sql('@none.sql')).stderr, /^error\[file-not-found\]: --sql: found no file none\.sql/);
}); // prettier-ignore

test('what runs say cannot steer a terminal', async () => {
  const { stdout } = await sql('SELECT request FROM runs WHERE task = \'t0\' ORDER BY request LIMIT 1');
  assert.match(stdout, /␛\[31m\[U\+202E\]DROP TABLE runs/);
  const json = await sql('SELECT request AS "\u001b[2J" FROM runs ORDER BY request LIMIT 1', '--json');
  assert.deepEqual(['\u001b', '\u202e'].filter((character) => json.stdout.includes(character)), []);
}); // prettier-ignore

test('without a query the views are listed, and what does not fit together is refused', async () => {
  const { stdout } = await runCli(['analyse', 'sql'], { cwd });
  assert.match(stdout, /^runs: a run of an agent\n {2}column +type +what it holds\n {2}run +text +its id\n/);
  const cases: readonly (readonly [args: string[], message: RegExp])[] = [
    [['analyse'], /found nothing, expected one of time-budget, /],
    [['analyse', 'transitions', '--sql', 'SELECT 1'], /analyse transitions: found --sql, which it does not take/],
    [['analyse', '--sql', 'SELECT 1', '--ask', 'what?'], /found --sql and --ask, expected one of them/],
    [['analyse', '--sql', 'SELECT 1', '--limit', '0'], /--limit: found "0", expected a whole number ≥ 1/],
    [['analyse', '--sql', 'SELECT 1', '--timeout', 'soon'], /--timeout: found "soon"/],
    [['analyse', '--sql', ''], /--sql:1:1: found nothing, expected a query/],
    [['analyse', '--ask', ' ', '--model', 'some'], /--ask: found 1 characters/],
    [['analyse', '--ask', 'How many runs?'], /error\[no-model\]: --model: found none.*\n {2}hint: .*without a model: ethogram analyse --sql "SELECT …", over the views that ethogram analyse sql lists/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli(args, { cwd });
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
}); // prettier-ignore

const FAILED = 'SELECT task, count(*) AS n FROM runs WHERE success = 0 GROUP BY task ORDER BY n DESC, task';

/** `analyse --ask` in a folder of its own, of a model that answers these, one after the other. */
async function ask(
  question: string,
  answers: readonly (string | null | ScriptLine)[],
  ...args: string[]
): Promise<CliRun & { readonly server: ModelServer; readonly cwd: string }> {
  const lines = answers.map((answer): ScriptLine => {
    if (answer !== null && typeof answer !== 'string') return answer;
    return JSON.stringify({ thought: 'It needs a count.', query: answer });
  });
  const server = await startModelServer(scriptedMind(lines));
  servers.push(server);
  const own = emptyFolder();
  const command = ['analyse', '--ask', question, '--store', join(cwd, '.ethogram/ethogram.db'), '--model', 'some'];
  const run = await runCli([...command, '--base-url', `${server.url}/v1`, ...args], { cwd: own });
  return { ...run, server, cwd: own };
}

test('a question becomes a query, which is shown and kept before it runs, and runs again', async () => {
  const run = await ask('Which tasks fail most?\n; DROP TABLE runs', [FAILED], '--json');
  assert.equal(run.code, 0, run.stderr);
  const { query, question, file, model, rows } = JSON.parse(run.stdout) as Record<string, unknown>;
  assert.deepEqual([query, question, model], [FAILED, 'Which tasks fail most?\n; DROP TABLE runs', 'compatible:some']);
  assert.equal(file, 'queries/which-tasks-fail-most-drop-table-runs.sql');
  assert.deepEqual(rows, [{ task: 't0', n: 1 }, { task: 't1', n: 1 }, { task: 't2', n: 1 }]);
  assert.equal(
    readFileSync(join(run.cwd, file), 'utf8'),
    `-- Which tasks fail most?\n-- ; DROP TABLE runs\n-- Written by compatible:some; ethogram analyse --sql @FILE runs it.\n${FAILED};\n`,
  );
  assert.ok(run.stderr.startsWith(`${FAILED}\n\nKept in ${file}; ethogram analyse --sql @${file} runs it again. compatible:some: 1 call`), run.stderr);
  const again = await runCli(['analyse', '--sql', `@${file}`, '--store', join(cwd, '.ethogram/ethogram.db'), '--jsonl'], { cwd: run.cwd });
  assert.equal(again.stdout.split('\n')[0], '{"task":"t0","n":1}');
}); // prettier-ignore

test('a model is told of views, columns and codes, and nothing of the store', async () => {
  const { server } = await ask('How many runs are there?', ['SELECT count(*) AS n FROM runs']);
  const prompt = promptText(server.requests[0]!);
  assert.match(prompt, /runs: each row is a run of an agent\n {2}run text: its id\n/);
  assert.match(prompt, /four-habits\/verification, /);
  assert.match(prompt, /The tag is ([0-9a-f]{8})\.\n\n#\1 question\nHow many runs are there\?(\n|$)/);
  assert.doesNotMatch(prompt, /DROP TABLE|Sum 1|openai-chat|runs\.jsonl/);
});

test('a query that cannot be run, or that writes, is told what is wrong once, and refused the second time', async () => {
  const mended = await ask('Which tasks fail?', ['SELECT task FROM rusn', `\`\`\`sql\n${FAILED}\n\`\`\``], '--json');
  assert.equal(mended.code, 0, mended.stderr);
  assert.equal((JSON.parse(mended.stdout) as { query: string }).query, FAILED);
  assert.match(promptText(mended.server.requests[1]!), /The query cannot be run: query:1:18: found "rusn", .*did you mean runs\?/);
  for (const query of ['DELETE FROM runs', 'SELECT 1 AS "\u202e"']) {
    const { code, stderr, cwd: own } = await ask('Make room.', [query, query]);
    assert.equal(code, 2);
    assert.match(stderr, /^error\[model-failed\]: --ask: found twice a query that cannot be run, expected one that can: /);
    assert.equal(existsSync(join(own, 'queries')), false);
  }
  assert.equal((await sql('SELECT count(*) AS n FROM runs', '--jsonl')).stdout, '{"n":6}\n');
}); // prettier-ignore

test('a model that knows no query, or declines, is told as such', async () => {
  const none = await ask('Is the weather nice?', [null]);
  assert.equal(none.code, 2);
  assert.match(none.stderr, /^error\[model-failed\]: --ask: found that the model knows no query for it \(It needs a count\.\), expected one/);
  const refused = await ask('Do harm.', [{ text: 'I cannot help with that.', finish: 'refusal' }, { text: 'No.', finish: 'refusal' }]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /^error\[model-failed\]: /);
}); // prettier-ignore

test('no file is written over, a dry run asks nothing, and a question asked before costs nothing', async () => {
  const dry = await ask('How many tasks?', [], '--dry-run', '--json');
  assert.deepEqual([dry.code, dry.server.requests.length, (JSON.parse(dry.stdout) as { calls: number }).calls], [0, 0, 1]);
  const taken = emptyFolder();
  writeFileSync(join(taken, 'mine.sql'), 'SELECT 1');
  const server = await startModelServer(scriptedMind([JSON.stringify({ thought: '', query: FAILED })]));
  servers.push(server);
  const command = ['analyse', '--ask', 'Which?', '--store', join(cwd, '.ethogram/ethogram.db'), '--model', 'some', '--base-url', `${server.url}/v1`];
  const refused = await runCli([...command, '--save', 'mine.sql'], { cwd: taken });
  assert.match(refused.stderr, /^error\[bad-argument\]: --save: found that mine\.sql exists, expected the name of a new file/);
  assert.equal(server.requests.length, 0);
  assert.equal((await runCli([...command, '--save', 'new/own.sql'], { cwd: taken })).code, 0);
  assert.match(readFileSync(join(taken, 'new/own.sql'), 'utf8'), /^-- Which\?\n/);
  assert.equal((await runCli(command, { cwd: taken })).code, 0);
  assert.equal((await runCli(command, { cwd: taken })).code, 0);
  assert.deepEqual(readdirSync(join(taken, 'queries')), ['which.sql']);
  writeFileSync(join(taken, 'queries/which.sql'), '-- changed by hand\nSELECT 1');
  assert.equal((await runCli(command, { cwd: taken })).code, 0);
  assert.deepEqual(readdirSync(join(taken, 'queries')), ['which-2.sql', 'which.sql']);
  assert.equal(server.requests.length, 1);
}); // prettier-ignore
