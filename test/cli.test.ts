import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { COMMANDS } from '../src/commands/commands.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

// One store, filled once, that the reading tests share; tests that write have folders of their own.
const shared = emptyFolder();

/** Support runs that agree on what to do: look up, ask, get a yes, act. */
function supportRuns(count: number): string {
  return Array.from({ length: count }, (_, i) => {
    const call = (id: string, name: string, args: object): object => ({
      role: 'assistant',
      content: null,
      tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify(args) } }],
    });
    const confirmed = i % 4 !== 3;
    return JSON.stringify({
      task_id: `task-${i % 8}`,
      trial: Math.floor(i / 8),
      success: confirmed,
      messages: [
        { role: 'user', content: `Please cancel my order number ${1000 + i}.` },
        { role: 'assistant', content: 'Could you give me your customer number, please?' },
        { role: 'user', content: `It is C-${i}.` },
        call('a', 'get_customer', { customer: `C-${i}` }),
        {
          role: 'tool',
          tool_call_id: 'a',
          name: 'get_customer',
          content: `{"customer":"C-${i}","orders":[${1000 + i}]}`,
        },
        ...(confirmed
          ? [
              { role: 'assistant', content: `I would cancel order ${1000 + i}. Shall I go ahead?` },
              { role: 'user', content: 'Yes, please go ahead.' },
            ]
          : []),
        call('b', 'cancel_order', { order: 1000 + i }),
        { role: 'tool', tool_call_id: 'b', name: 'cancel_order', content: '{"status":"cancelled"}' },
        { role: 'assistant', content: 'Your order has been cancelled.' },
      ],
    });
  }).join('\n');
}

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = Record<string, any>;

async function json(args: readonly string[], cwd = shared): Promise<{ code: number | null; value: Printed }> {
  const { code, stdout } = await runCli([...args, '--json'], { cwd });
  return { code, value: JSON.parse(stdout) as Printed };
}

before(async () => {
  writeFileSync(join(shared, 'runs.jsonl'), supportRuns(40));
  const { code, value } = await json(['import', 'runs.jsonl']);
  assert.equal(code, 0);
  assert.deepEqual(Object.keys(value).slice(0, 9), [
    'imported',
    'continued',
    'duplicates',
    'steps',
    'tokens',
    'tokensExact',
    'bytes',
    'formats',
    'issues',
  ]);
  assert.equal(value['imported'], 40);
  assert.deepEqual(value['formats'], { 'openai-chat': 40 });
  assert.deepEqual(value['issues'], []);
  assert.equal((await runCli(['detect'], { cwd: shared })).code, 0);
  assert.equal((await runCli(['mine'], { cwd: shared })).code, 0);
});

test('every command has help that ends with an example, and a place in the reference and the README', async () => {
  const reference = readFileSync(join(ROOT, 'docs/cli.md'), 'utf8');
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  for (const { name } of COMMANDS) {
    const { code, stdout } = await runCli([name, '--help'], { cwd: shared });
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^Usage: ethogram ${name} `));
    assert.match(stdout, /\nExample:\n {2}ethogram .+\n$/);
    assert.ok(reference.includes(`## ${name}\n`), `docs/cli.md lacks ${name}`);
    assert.ok(readme.includes(`ethogram ${name}`), `README.md lacks ${name}`);
  }
});

test('every example in the help runs', async () => {
  for (const { name, load } of COMMANDS) {
    // The package test runs the demo; cli-serve and cli-mcp start those that do not end.
    if (['demo', 'serve', 'mcp'].includes(name)) continue;
    const { example } = await load();
    const words = [...example.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
    assert.equal(words[0], 'ethogram');
    const { code, stderr } = await runCli(words.slice(1), { cwd: shared });
    assert.equal(code, 0, `${example}: ${stderr}`);
  }
});

test('importing again changes nothing', async () => {
  const { code, value } = await json(['import', 'runs.jsonl']);
  assert.equal(code, 0);
  assert.deepEqual([value['imported'], value['duplicates'], value['steps']], [0, 40, 0]);
});

test('a run that grew is continued', async () => {
  const cwd = emptyFolder();
  const line = (uuid: string, parent: string | null, type: string, message: object): string =>
    `${JSON.stringify({ uuid, parentUuid: parent, sessionId: 's-1', type, timestamp: '2026-01-05T10:00:00Z', cwd: '/srv/app', version: '2.1.0', isSidechain: false, message })}\n`;
  const file = join(cwd, 'session.jsonl');
  writeFileSync(file, line('u1', null, 'user', { role: 'user', content: 'Fix the test.' }));
  assert.equal((await json(['import', 'session.jsonl'], cwd)).value['imported'], 1);
  appendFileSync(
    file,
    line('u2', 'u1', 'assistant', {
      id: 'm1',
      role: 'assistant',
      model: 'x',
      content: [{ type: 'text', text: 'Fixed.' }],
    }),
  );
  const { value } = await json(['import', 'session.jsonl'], cwd);
  assert.deepEqual([value['imported'], value['continued'], value['steps']], [0, 1, 1]);
  const shown = await json(['show', 's-1'], cwd);
  assert.equal(shown.value['revision'], 2);
  assert.equal(shown.value['steps'].length, 2);
});

test('bad files give issues, and good ones beside them are read', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'good.jsonl'), supportRuns(2));
  writeFileSync(join(cwd, 'empty.jsonl'), '');
  writeFileSync(join(cwd, 'binary.jsonl'), Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe, 0, 0]));
  writeFileSync(join(cwd, 'truncated.jsonl'), supportRuns(3).slice(0, -40));
  const { code, value } = await json(['import', 'good.jsonl', 'empty.jsonl', 'binary.jsonl', 'truncated.jsonl'], cwd);
  assert.equal(code, 0);
  const codes = (value['issues'] as { file: string; code: string }[]).map((issue) => [
    issue.file.split('/').at(-1),
    issue.code,
  ]);
  assert.deepEqual(
    codes.sort().map(([file]) => file),
    ['binary.jsonl', 'empty.jsonl', 'truncated.jsonl'],
  );
  assert.equal(value['imported'] + value['duplicates'], 4);
  for (const file of ['empty.jsonl', 'binary.jsonl']) {
    assert.equal((await json(['import', file], cwd)).code, 1, file);
  }
  const missing = await runCli(['import', 'nowhere.jsonl'], { cwd });
  assert.equal(missing.code, 2);
  assert.match(missing.stderr, /^error\[file-not-found\]: .*nowhere\.jsonl/);
});

test('what is wrong in many places is said once', async () => {
  const cwd = emptyFolder();
  for (const name of ['a', 'b', 'c', 'd', 'e']) writeFileSync(join(cwd, `${name}.json`), '{"verbose": true}');
  writeFileSync(join(cwd, 'f.jsonl'), `${supportRuns(1)}\n{oops\n${supportRuns(2)}`);
  const { code, stdout } = await runCli(['import', '.'], { cwd });
  assert.equal(code, 0);
  assert.match(
    stdout,
    /\n6 issues:\n {2}unknown-format: found none of the \d+ known formats; .*\n {4}a.json\n {4}b.json\n {4}c.json\n {4}… and 2 more; --json lists all\n {2}bad-json: found no JSON at position 1, expected a JSON value\n {4}f.jsonl:2\nnext: /,
  );
});

test('stdin is a source like any other', async () => {
  const cwd = emptyFolder();
  const { code, stdout } = await runCli(['import', '-', '--json'], { cwd, input: supportRuns(3) });
  assert.equal(code, 0);
  assert.equal((JSON.parse(stdout) as { imported: number }).imported, 3);
});

test('secrets are replaced on import unless told otherwise', async () => {
  const cwd = emptyFolder();
  const secret = `sk-proj-${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7'.repeat(2)}`;
  writeFileSync(
    join(cwd, 'a.jsonl'),
    JSON.stringify({ messages: [{ role: 'user', content: `my key is ${secret}, mail jo@example.com` }] }),
  );
  await runCli(['import', 'a.jsonl'], { cwd });
  const kept = await runCli(['export', 'jsonl'], { cwd });
  assert.ok(!kept.stdout.includes(secret) && !kept.stdout.includes('jo@example.com'));
  assert.match(kept.stdout, /my key is \[key-1\], mail \[email-1\]/);
  await runCli(['import', 'a.jsonl', '--redact=off', '--store', 'raw.db'], { cwd });
  assert.ok((await runCli(['export', 'jsonl', '--store', 'raw.db'], { cwd })).stdout.includes(secret));
});

test('what is exported comes in again with the same ids', async () => {
  const cwd = emptyFolder();
  const out = await runCli(['export', 'jsonl'], { cwd: shared });
  writeFileSync(join(cwd, 'export.jsonl'), out.stdout);
  assert.equal((await json(['import', 'export.jsonl'], cwd)).value['imported'], 40);
  assert.equal((await runCli(['export', 'jsonl'], { cwd })).stdout, out.stdout);
});

test('what finds nothing says why', async () => {
  const text = async (...args: string[]): Promise<string> => (await runCli(args, { cwd: shared })).stdout;
  assert.equal(await text('show', '--format', 'tau2'), 'No trajectory fits. ethogram show lists all of them.\n');
  assert.equal(
    await text('events', '--behavior', 'nope'),
    'No event fits. ethogram events lists all of them, ethogram detect codes the runs.\n',
  );
  assert.equal(await text('handbook', 'list', '--status', 'stale'), 'No behavior is stale.\n');
});

test('show lists what the filters let through', async () => {
  const { value } = await json(['show', '--outcome', 'failure', '--limit', '5']);
  assert.equal(value['trajectories'].length, 5);
  assert.ok((value['trajectories'] as { outcome: { success: boolean } }[]).every(({ outcome }) => !outcome.success));
  const rows = (await runCli(['show', '--jsonl'], { cwd: shared })).stdout.trim().split('\n');
  assert.equal(rows.length, 40);
  const row = JSON.parse(rows[0]!) as Record<string, unknown>;
  for (const field of ['id', 'format', 'source', 'task', 'agent', 'outcome', 'steps', 'tokens'])
    assert.ok(field in row, field);
  assert.match((row['task'] as { text: string }).text, /^Please cancel my order/);
  const csv = (await runCli(['show', '--csv', '--limit', '2'], { cwd: shared })).stdout.trim().split('\n');
  assert.equal(csv.length, 3);
});

test('every span of every event is verbatim in the run it names', async () => {
  const events = (await runCli(['events', '--jsonl'], { cwd: shared })).stdout.trim().split('\n');
  assert.ok(events.length > 100);
  const run = (await json(['show', (JSON.parse(events[0]!) as { trajectoryId: string }).trajectoryId])).value;
  for (const line of events) {
    const event = JSON.parse(line) as {
      trajectoryId: string;
      spans: { step: number; part: number; start: number; end: number; quote: string }[];
    };
    if (event.trajectoryId !== run['id']) continue;
    for (const { step, part, start, end, quote } of event.spans) {
      const found = run['steps'][step].parts[part];
      assert.equal(String(found.text ?? found.argumentsText).slice(start, end), quote);
    }
  }
});

test('detect prints rates with their denominators', async () => {
  const { value } = await json(['detect', '--codebook', 'agent-runs']);
  assert.equal(value['trajectories'], 40);
  assert.deepEqual(
    (value['codebooks'] as { name: string }[]).map(({ name }) => name),
    ['agent-runs'],
  );
  const slugs = new Set((value['behaviors'] as { slug: string }[]).map(({ slug }) => slug));
  for (const slug of [
    'repeated-call',
    'finish-without-check',
    'retry-without-change',
    'error-recovery',
    'dependent-calls-in-one-turn',
  ]) {
    assert.ok(slugs.has(slug), slug);
  }
  const row = value['behaviors'][0] as Record<string, unknown>;
  for (const field of [
    'slug',
    'events',
    'trajectories',
    'rate',
    'interval',
    'perThousandTokens',
    'notObservable',
    'unsupported',
  ]) {
    assert.ok(field in row, field);
  }
});

test('mining finds the planted workflow, and the handbook keeps and serves it', async () => {
  const { value } = await json(['mine']);
  assert.equal(value['trajectories'], 40);
  const confirm = (
    value['behaviors'] as { id: string; kind: string; instruction: string; provenance: object[]; support: object }[]
  ).find(({ kind, instruction }) => kind === 'workflow' && /explicit yes/.test(instruction));
  assert.ok(confirm !== undefined);
  assert.ok(confirm.provenance.length > 0 && confirm.provenance.length <= 20);
  assert.deepEqual(Object.keys(value['coverage'] as object).sort(), ['baselines', 'budgetTokens', 'heldOut']);
  const nothing = await json(['retrieve', 'cancel my order']);
  assert.deepEqual(nothing.value['behaviors'], []);
  const approved = await json(['handbook', 'approve', confirm.id]);
  assert.equal(approved.value['status'], 'active');
  const served = await json(['retrieve', 'please cancel my order']);
  assert.deepEqual(
    (served.value['behaviors'] as { id: string; why: string }[]).map(({ id }) => id),
    [confirm.id],
  );
  await runCli(['mine'], { cwd: shared });
  assert.equal((await json(['handbook', 'show', confirm.id])).value['status'], 'active');
  const { value: history } = await json(['handbook', 'history', confirm.id]);
  assert.ok((history as unknown as { action: string }[]).some(({ action }) => action === 'approved'));
  assert.equal((await json(['handbook', 'retire', confirm.id])).value['status'], 'archived');
});

test('all places where a behavior was seen are kept when asked', async () => {
  const placesOf = async (...options: string[]): Promise<number> => {
    const { value } = await json(['mine', '--kinds', 'workflow', ...options]);
    return Math.max(...(value['behaviors'] as { provenance: object[] }[]).map(({ provenance }) => provenance.length));
  };
  assert.equal(await placesOf(), 20);
  assert.equal(await placesOf('--all-provenance'), 30);
  await json(['mine']);
});

test('a rule at block that is violated makes the answer no', async () => {
  const rule = (posture: string): string =>
    `rules:\n  - id: yes-first\n    posture: ${posture}\n    formula: "!tool:cancel_order W user:confirm"\n    description: cancel only after a yes\n`;
  writeFileSync(join(shared, 'block.yaml'), rule('block'));
  writeFileSync(join(shared, 'log.yaml'), rule('log'));
  const { code, value } = await json(['rules', 'check', 'block.yaml']);
  assert.equal(code, 1);
  const { id, posture, satisfied, violated, vacuous, violations } = value['rules'][0];
  assert.deepEqual(
    { id, posture, satisfied, violated, vacuous },
    { id: 'yes-first', posture: 'block', satisfied: 30, violated: 10, vacuous: 0 },
  );
  assert.equal(violations.length, 10);
  assert.equal((await runCli(['rules', 'check', 'log.yaml'], { cwd: shared })).code, 0);
});

test('formulas are evaluated over traces from stdin', async () => {
  const { stdout } = await runCli(['rules', 'eval', 'G(a -> F b)'], {
    cwd: shared,
    input: '[["a"],["b"]]\n[["a"]]\n[]\n',
  });
  const [first, second] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  assert.deepEqual(first, { verdict: 'satisfied', online: ['violated-so-far', 'satisfied-so-far'] });
  assert.deepEqual(second, { verdict: 'violated', online: ['violated-so-far'] });
});

test('the report is one file that loads nothing', async () => {
  const { code } = await runCli(['report', '--out', 'r.html'], { cwd: shared });
  assert.equal(code, 0);
  const page = readFileSync(join(shared, 'r.html'), 'utf8');
  assert.match(page, /<svg/);
  assert.doesNotMatch(page, /(?:src|href)="https?:/);
});

test('local logs are counted, never read, until they are asked for', async () => {
  const cwd = emptyFolder();
  const folder = join(cwd, '.claude/projects/-srv-app');
  mkdirSync(folder, { recursive: true });
  const message = {
    uuid: 'u1',
    sessionId: 's-9',
    type: 'user',
    timestamp: '2026-01-05T10:00:00Z',
    cwd: '/srv/app',
    message: { role: 'user', content: 'hello' },
  };
  writeFileSync(join(folder, 's-9.jsonl'), `${JSON.stringify(message)}\n`);
  const { stdout } = await runCli(['doctor'], { cwd });
  assert.match(stdout, /claude-code: 1 file, .* \(not read; ethogram import --local reads them\)/);
  assert.ok(!existsSync(join(cwd, '.ethogram')));
  const { value } = await json(['import', '--local'], cwd);
  assert.deepEqual(value['formats'], { 'claude-code': 1 });
});
