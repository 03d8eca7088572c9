import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

const guided = ['analyse', 'slices', '--of', 'calls'];
const idOf = new Map<string, string>();

before(async () => {
  // Sixty cases; every third is a refund: other calls, and it is asked for in words.
  const runs = Array.from({ length: 60 }, (_, run) => {
    const refund = run % 3 === 0;
    const call = (name: string) => ({ role: 'assistant', tool_calls: [{ id: name, type: 'function', function: { name, arguments: '{}' } }] }); // prettier-ignore
    const calls = ['look', ...(refund ? ['refund'] : []), ...(run % 2 === 0 ? ['note'] : ['mail'])];
    return JSON.stringify({
      task_id: `case ${run}`,
      success: refund ? run % 2 === 0 : run % 4 !== 0,
      messages: [
        { role: 'user', content: refund ? 'My money back, please' : `Where is parcel ${run}?` },
        ...calls.flatMap((name) => [call(name), { role: 'tool', tool_call_id: name, content: 'done' }]),
        { role: 'assistant', content: refund ? 'Your refund is on its way' : 'It is on its way' },
      ],
    });
  });
  writeFileSync(join(cwd, 'runs.jsonl'), runs.join('\n'));
  const { code, stderr } = await runCli(['import', 'runs.jsonl'], { cwd });
  assert.equal(code, 0, stderr);
  const { stdout } = await runCli(['show', '--jsonl'], { cwd });
  for (const line of stdout.trim().split('\n')) {
    const { id, task }: Printed = JSON.parse(line);
    idOf.set(String(task.id).replace('case ', ''), id);
  }
});

const accept = (...cases: readonly number[]): string[] => cases.flatMap((run) => ['--accept', idOf.get(String(run))!]);
const reject = (...cases: readonly number[]): string[] => cases.flatMap((run) => ['--reject', idOf.get(String(run))!]);

test('a slice grows from a handful of runs, and goes on from its file', async () => {
  const first = await runCli([...guided, ...accept(0, 3, 6), ...reject(1, 2, 4), '--slice', 'refunds.slice', '--json'], { cwd }); // prettier-ignore
  assert.equal(first.code, 0, first.stderr);
  const found: Printed = JSON.parse(first.stdout);
  assert.deepEqual([found.runs, found.grown, found.accepted.length, found.rejected.length], [60, 20, 3, 3]);
  assert.deepEqual(found.ids.toSorted(), [...idOf].filter(([run]) => Number(run) % 3 === 0).map(([, id]) => id).toSorted()); // prettier-ignore
  assert.equal(found.check.slice.order.share, 1);
  assert.equal(found.check.folds, 3);
  const [{ words, inside, covers }] = found.described;
  assert.deepEqual([inside, covers], [1, 1], words);
  assert.match(readFileSync(join(cwd, 'refunds.slice'), 'utf8'), /^# .*\n(?:\+ .*\n){3}(?:- .*\n){3}$/);
  const second = await runCli([...guided, ...accept(9), ...reject(3), '--slice', 'refunds.slice', '--json'], { cwd });
  const { accepted, rejected }: Printed = JSON.parse(second.stdout);
  const ids = (...cases: readonly number[]) => cases.map((run) => idOf.get(String(run)));
  assert.deepEqual([accepted, rejected], [ids(0, 6, 9), ids(1, 2, 4, 3)]);
});

test('ids come from a file, too, and what is found is said in words', async () => {
  writeFileSync(join(cwd, 'good.txt'), `# mine\n${[0, 3, 6].map((run) => idOf.get(String(run))).join('\n')}\n`);
  const { stdout, code } = await runCli([...guided, '--accept', '@good.txt', ...reject(1, 2, 4), '--svg', 'slice.svg'], { cwd }); // prettier-ignore
  assert.equal(code, 0);
  assert.match(stdout, /^From 3 runs accepted and 3 rejected the slice grows to 20 of 60 runs \(33%\)\. Of an accepted and a rejected run that it did not learn from, it puts the accepted one first in 100% of cases/); // prettier-ignore
  assert.match(stdout, /\nSpeaks for it: .*refund/);
  assert.match(stdout, /\nlook at next +how sure +why\n/);
  assert.match(stdout, /\nnext: ethogram show .* then ethogram analyse slices --slice FILE --accept ID or --reject ID/);
  assert.ok(existsSync(join(cwd, 'slice.svg')));
});

test('what cannot be asked is refused', async () => {
  writeFileSync(join(cwd, 'bad.slice'), 'what is this\n');
  const one = idOf.get('0')!;
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['--accept', one], /--reject: found no run, expected some beside those of --accept/],
    [['--accept', one, '--reject', one], /which is accepted and rejected at once/],
    [['--accept', 'nobody', '--reject', one], /found no trajectory "nobody"/],
    [['--accept', '@none.txt', '--reject', one], /none\.txt: cannot be read/],
    [['--slice', 'none.slice'], /--slice: found nothing in none\.slice/],
    [['--slice', 'bad.slice'], /bad\.slice:1: found "what is this", expected \+ ID or - ID/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli([...guided, ...args], { cwd });
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
