import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startModelServer } from '../src/model/testing/start-model-server.ts';
import { GENERATORS } from '../src/prove/generators/generators.ts';
import { readTasks } from '../src/prove/task/read-tasks.ts';
import { loadStrategy, strategyNames } from '../src/prove/strategies/load-strategy.ts';
import { writtenCheckSchema } from '../src/prove/task/task-spec.ts';
import { emptyFolder, runCli } from './run-cli.ts';
import { ROOT } from './source-files.ts';

const doc = readFileSync(join(ROOT, 'docs/tasks.md'), 'utf8');
const example = /```jsonl\n([\s\S]*?)```/.exec(doc)![1]!;

/** Rows of the table of a section: cells by the first, which is code. */
function table(section: string): Map<string, readonly string[]> {
  const [, text] = new RegExp(`\\n## ${section}\\n([\\s\\S]*?)(?=\\n## |$)`).exec(doc)!;
  const rows = [...text!.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(
    ([, name, rest]) => [name!, rest!.split(' | ')] as const,
  );
  return new Map(rows);
}

test('docs/tasks.md has every kind of check, with an example in its file of tasks', () => {
  const kinds = writtenCheckSchema.options.map(({ shape }) => shape.kind.value);
  assert.deepEqual([...table('Checks').keys()].sort(), [...kinds].sort());
  const used = example.trim().split('\n').map((line) => (JSON.parse(line) as { check: { kind: string } }).check.kind); // prettier-ignore
  assert.deepEqual(used.sort(), [...kinds].sort());
});

test('docs/tasks.md lists the generators and strategies that there are', () => {
  const generators = GENERATORS.map(({ name, description }) => [name, [description]] as const);
  assert.deepEqual([...table('Generators')], generators);
  const strategies = strategyNames().map((name) => [name, [loadStrategy(name).description]] as const);
  assert.deepEqual([...table('Strategies')], strategies);
});

test('the file of tasks in docs/tasks.md runs, and the answers shown there are right', async () => {
  const cwd = emptyFolder();
  const file = join(cwd, 'tasks.jsonl');
  writeFileSync(file, example);
  const answers = table('Checks');
  const answerTo = new Map(readTasks(file).map(({ text, check }) => [text, answers.get(check.kind)?.[1]?.replaceAll('`', '').trim()])); // prettier-ignore
  const server = await startModelServer(({ messages: [asked], schema }) => {
    if (schema !== undefined) return { text: '{"quote": "Dear Ada", "reason": "it is met", "meets": true}' };
    const answer = answerTo.get(asked?.role === 'user' ? asked.text : '');
    if (answer === undefined || answer === '') return { text: 'ANSWER: Dear Ada, thank you for the flowers.' };
    return { text: answer.startsWith('export') ? `\`\`\`js\n${answer}\n\`\`\`` : `So it is.\nANSWER: ${answer}` };
  });
  const model = ['--model', 'compatible:any', '--base-url', `${server.url}/v1`];
  const { stdout, stderr } = await runCli(['solve', 'tasks.jsonl', ...model, '--json'], { cwd });
  await server.close();
  const { arms } = JSON.parse(stdout) as { arms: readonly { n: number; success: number }[] };
  assert.deepEqual([arms[0]?.n, arms[0]?.success], [9, 1], stderr);
});
