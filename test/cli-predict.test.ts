import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const folder = emptyFolder();

// Every run looks, then edits twice, then tests; half of them look a second time and fail. Two agents take turns.
before(async () => {
  const lines = Array.from({ length: 40 }, (_, i) => {
    const fails = i % 2 === 0;
    const names = ['look', 'edit', 'edit', 'test', ...(fails ? ['look', 'look', 'look'] : ['done'])];
    const messages = [
      { role: 'user', content: `Do number ${i}.` },
      ...names.flatMap((name, n) => [
        { role: 'assistant', name: n % 2 === 0 ? 'ann' : 'ben', content: 'ok', tool_calls: [{ id: `c${n}`, type: 'function', function: { name, arguments: `{"n":${i}}` } }] },
        { role: 'tool', tool_call_id: `c${n}`, content: 'well' },
      ]),
    ];
    return JSON.stringify({ id: `run-${i}`, task_id: `t${i >> 2}`, success: !fails, messages });
  });
  writeFileSync(join(folder, 'runs.jsonl'), lines.join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd: folder })).code, 0);
}); // prettier-ignore

test('prediction is told beside its baselines, with the chance of failure', async () => {
  const args = ['analyse', 'predict', '--of', 'calls', '--reach', 'failure', '--discount', '0.9', '--surprise'];
  const { code, stdout } = await runCli([...args, '--json'], { cwd: folder });
  assert.equal(code, 0);
  const found = JSON.parse(stdout) as Record<string, number> & {
    baselines: Record<string, { bitsPerEvent: number }>;
    reach: { base: number; rows: { behavior: string; n: number }[] };
    longRun: { states: string[]; visits: number[][] };
  };
  assert.deepEqual(found.longRun.states, ['done', 'edit', 'look', 'test']);
  assert.equal(found.longRun.visits.length, 4);
  assert.equal(found['n'], 240);
  assert.equal(found['weightedRecall'], found['top1']);
  assert.ok(found['bitsPerEvent']! < found.baselines['order1']!.bitsPerEvent);
  for (const name of ['marginal', 'repeat', 'order1']) assert.ok(found.baselines[name]!.bitsPerEvent > 0);
  assert.deepEqual(found.reach.rows.find(({ behavior }) => behavior === 'done')!.n, 20);
  const text = (await runCli([...args, '--svg', 'p.svg'], { cwd: folder })).stdout;
  assert.match(text, /^The next behavior is told in \d+% of cases/);
  assert.match(readFileSync(join(folder, 'p.svg'), 'utf8'), /^<svg[^]*How often the next behavior is named right/);
  const fixed = JSON.parse((await runCli(['analyse', 'predict', '--of', 'calls', '--order', '2', '--json'], { cwd: folder })).stdout) as Record<string, unknown>; // prettier-ignore
  assert.deepEqual([fixed['order'], fixed['model']], [2, 'order']);
});

test('states, regimes and influence say what they found in a sentence, and draw it', async () => {
  const cases = [
    ['states', /^Runs go through \d states/],
    ['regimes', /^The mix of behaviors changes \d times?/],
  ] as const;
  for (const [name, sentence] of cases) {
    const { code, stdout } = await runCli(['analyse', name, '--of', 'calls', '--svg', `${name}.svg`], { cwd: folder });
    assert.equal(code, 0);
    assert.match(stdout, sentence);
    assert.match(readFileSync(join(folder, `${name}.svg`), 'utf8'), /^<svg/);
  }
  const { stdout } = await runCli(['analyse', 'influence', '--of', 'calls'], { cwd: folder });
  assert.match(stdout, /in 40 runs of several agents|No run has two agents/);
});

test('what cannot be answered is said', async () => {
  const cases = [
    [['analyse', 'predict'], 0, /Nothing is coded yet/],
    [['analyse', 'states'], 0, /Nothing is coded yet/],
    [['analyse', 'regimes', '--of', 'calls', '--over', 'days'], 0, /Too few runs of which the day is known/],
    [['analyse', 'regimes', '--over', 'years'], 2, /--over: found "years", expected days or steps/],
    [['analyse', 'predict', '--of', 'calls', '--reach', 'the moon'], 2, /--reach: found "the moon"/],
  ] as const;
  for (const [args, code, words] of cases) {
    const result = await runCli([...args], { cwd: folder });
    assert.equal(result.code, code, args.join(' '));
    assert.match(result.stdout + result.stderr, words);
  }
});
