import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli, type CliRun } from './run-cli.ts';

const folder = emptyFolder();

before(async () => {
  const runs = ['one', 'two'].map((content) => JSON.stringify({ messages: [{ role: 'user', content }] }));
  writeFileSync(join(folder, 'runs.jsonl'), runs.join('\n'));
  assert.equal((await runCli(['import', 'runs.jsonl'], { cwd: folder })).code, 0);
});

test('errors name place, finding and expectation, and give a hint', async () => {
  const cases: [string[], RegExp][] = [
    [['detekt'], /^error\[bad-argument\]: found "detekt", expected a command\n {2}hint: ethogram --help lists them\n$/],
    [['show', '--bogus'], /^error\[bad-argument\]: show: unknown option '--bogus'\n {2}hint: ethogram show --help\n$/],
    [['show', 'nothing-like-it'], /^error\[not-found\]: .*\n {2}hint: ethogram show\n$/],
    [
      ['--json', 'show'],
      /^error\[bad-argument\]: found "--json", expected a command\n {2}hint: options come after the command: ethogram show --json\n$/,
    ],
    [['show', '--json', '--csv'], /^error\[bad-argument\]: show: found --json and --csv, expected one of them\n$/],
    [
      ['show', 'openai-chat'],
      /^error\[not-found\]: found 2 trajectories whose id begins with "openai-chat", expected one/,
    ],
    [['show', '--since', '999999999999d'], /^error\[bad-argument\]: --since: found "999999999999d", expected a date/],
    [['handbook', 'list', 'x'], /^error\[bad-argument\]: handbook list: found 1 id, expected none\n/],
    [['handbook', 'edit', 'b_0'], /^error\[bad-argument\]: handbook edit: found nothing to change, expected --name, /],
    [['handbook', 'approve'], /^error\[bad-argument\]: handbook approve: found no id, expected one or more\n/],
    [
      ['handbook', 'list', '--status', 'odd'],
      /^error\[bad-argument\]: --status: found "odd", expected one of candidate, /,
    ],
    [['retrieve', 'x', '-k', '0'], /^error\[bad-argument\]: -k: found "0", expected a whole number ≥ 1\n$/],
    [['rules', 'check', 'general', '--trajectory', 'nope'], /^error\[not-found\]: found no trajectory "nope"/],
    [['show', '--limit', 'many'], /^error\[bad-argument\]: --limit: found "many", expected a whole number ≥ 1\n$/],
    [['import'], /^error\[bad-argument\]: import: found no PATH/],
    [['import', 'runs.jsonl', '--format', 'morse'], /^error\[unknown-format\]: .*morse/],
    [['detect', '--codebook', 'nope'], /^error\[/],
    [['handbook', 'approve', 'b_0'], /^error\[not-found\]: found no behavior "b_0"/],
    [['rules', 'eval', 'G(a ->'], /^error\[bad-formula\]: /],
    [['show', '--store', 'runs.jsonl'], /^error\[store-unavailable\]: /],
    [['show', '--store', ''], /^error\[bad-argument\]: --store: found nothing, expected a path or a postgres/],
    [['show', '--store', 'nowhere/e.db'], /^error\[store-unavailable\]: /],
    [['show', '--store', 'postgres://127.0.0.1:1/none'], /^error\[store-unavailable\]: /],
  ];
  for (const [args, expected] of cases) {
    const { code, stdout, stderr }: CliRun = await runCli(args, { cwd: folder });
    assert.deepEqual([code, stdout], [2, ''], `${args.join(' ')}: ${stderr}`);
    assert.match(stderr, expected);
  }
  assert.ok(!existsSync(join(folder, 'nowhere')));
});
