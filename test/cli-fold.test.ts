import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();
let longest = '';

// oxlint-disable-next-line typescript/no-explicit-any -- the shapes of what is printed are what the tests assert
type Printed = any;

async function analyse(...args: string[]): Promise<Printed> {
  const { code, stdout, stderr } = await runCli(['analyse', ...args, '--json'], { cwd });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

before(async () => {
  // Each run looks orders up, and changes every second; the last goes through forty of them.
  const call = (id: string, name: string, order: string) => [
    { role: 'assistant', content: 'Let me check that.', tool_calls: [{ id, type: 'function', function: { name, arguments: JSON.stringify({ order_id: order, limit: 10 }) } }] },
    { role: 'tool', tool_call_id: id, content: 'an order with much in it '.repeat(20) },
  ]; // prettier-ignore
  const runs = Array.from({ length: 16 }, (_, run) => {
    const orders = Array.from({ length: run === 15 ? 40 : 2 + (run % 3) }, (__, i) => `W${run}-${i}`);
    return JSON.stringify({
      task_id: `case-${run}`,
      success: run % 2 === 0,
      messages: [
        { role: 'user', content: 'Where are they?' },
        ...orders.flatMap((order, i) => [...call(`a${i}`, 'look', order), ...(i % 2 === 0 ? call(`b${i}`, 'change', order) : [])]), // prettier-ignore
        { role: 'assistant', content: 'On their way.' },
      ],
    });
  });
  writeFileSync(join(cwd, 'runs.jsonl'), runs.join('\n'));
  const { code, stderr } = await runCli(['import', 'runs.jsonl'], { cwd });
  assert.equal(code, 0, stderr);
});

test('runs fold by what their calls are about, found without being told', async () => {
  const found = await analyse('fold');
  longest = found.longest.id;
  assert.deepEqual([found.key, found.runs, found.calls, found.keyed, found.strands, found.longest.calls], ['argument:order_id', 16, 130, 130, 85, 60]); // prettier-ignore
  assert.deepEqual(found.paths.map(({ path, strands, runs }: Printed) => [path, strands, runs]), [['look, change', 45, 16], ['look', 40, 16]]); // prettier-ignore
  const { stdout } = await runCli(['analyse', 'fold'], { cwd });
  assert.match(stdout, /^130 calls of 16 runs fold by argument:order_id into 85 strands: 1\.5 calls each, 100% of all calls are about one; most often a strand is “look, change” \(45 of 85\)\./); // prettier-ignore
});

test('a long run is told in twenty lines, and drawn', async () => {
  const found = await analyse('fold', '--run', longest, '--svg', 'fold.svg');
  assert.deepEqual([found.run, found.steps, found.calls, found.strands.length, found.rest], [longest, 122, 60, 40, null]); // prettier-ignore
  const { value, calls, failed, steps, path } = found.strands[0];
  assert.deepEqual({ value, calls, failed, steps, path }, { value: 'W15-0', calls: 2, failed: 0, steps: [1, 4], path: 'look, change' }); // prettier-ignore
  const { stdout } = await runCli(['analyse', 'fold', '--run', longest], { cwd });
  assert.ok(stdout.trim().split('\n').length <= 23, stdout);
  assert.match(stdout, /\n22 others +24 /);
  assert.match(readFileSync(join(cwd, 'fold.svg'), 'utf8'), /<title>What a run did about each order_id<\/title>/);
});

test('archetypes of what happens to each thing', async () => {
  const { runs, list } = await analyse('archetypes', '--fold', 'argument:order_id', '--groups', '2');
  assert.deepEqual([runs, list.map((kind: Printed) => kind.runs)], [85, [45, 40]]);
  const { stdout } = await runCli(['analyse', 'archetypes', '--fold', 'argument:order_id', '--groups', '2'], { cwd });
  assert.match(stdout, /^85 strands that show anything fall into 2 kinds/);
});

test('context along runs, whole and folded', async () => {
  const { rows, read, strands } = await analyse('context', '--svg', 'context.svg');
  assert.deepEqual(rows.map(({ turn, runs }: Printed) => [turn, runs]), [[1, 16], [2, 16], [5, 11], [10, 1], [20, 1], [50, 1]]); // prettier-ignore
  const last = rows.at(-1);
  assert.ok(last.whole > 4 * last.done && last.idle < last.whole && read.leftDone.share < 0.6, JSON.stringify(last)); // prettier-ignore
  assert.equal(strands, 85);
});

test('length against what runs show, by group', async () => {
  const { groups, rows, within } = await analyse('length', '--of', 'calls', '--by', 'outcome');
  assert.deepEqual([groups.map(({ name, runs }: Printed) => [name, runs]), within], [[['success', 8], ['failure', 8]], 'group']); // prettier-ignore
  assert.deepEqual(rows.map(({ behavior, events }: Printed) => [behavior, events]).toSorted(), [['change', 45], ['look', 85]]); // prettier-ignore
  const { stdout } = await runCli(['analyse', 'length', '--of', 'calls'], { cwd });
  assert.match(stdout, /^Runs twice as long show (?:look|change) [\d.]+ times as often \(95% interval /);
});

test('what cannot be asked is refused', async () => {
  const cases: readonly (readonly [readonly string[], RegExp])[] = [
    [['fold', '--fold', 'orders'], /--fold: found "orders", expected tool, file or argument:NAME/],
    [['fold', '--fold', 'argument:orders'], /found argument:orders, which no call has, expected one of tool, argument:order_id/], // prettier-ignore
    [['context', '--fold', 'file'], /found file, which no call has/],
    [['archetypes', '--fold', 'file'], /found file, which no call has/],
    [['archetypes', '--fold', 'tool', '--of', 'codes'], /--of: found with --fold, which takes calls/],
    [['fold', '--run', 'nobody'], /found no trajectory "nobody"/],
    [['length', '--by', 'weather'], /--by: found "weather", expected one of model/],
  ];
  for (const [args, message] of cases) {
    const { code, stderr } = await runCli(['analyse', ...args], { cwd });
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, message);
  }
});
