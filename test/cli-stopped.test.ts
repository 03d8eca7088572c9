import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { schemaMind } from '../src/model/testing/minds/schema-mind.ts';
import { startModelServer, type ModelServer } from '../src/model/testing/start-model-server.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const cwd = emptyFolder();
let server: ModelServer;

before(async () => {
  server = await startModelServer(schemaMind());
  const runs = Array.from({ length: 6 }, (_, i) => {
    const messages = [
      { role: 'user', content: `Please refund order ${i}.` },
      { role: 'assistant', content: `First I look up order ${i}, then I check the rules, then I refund it.` },
      { role: 'user', content: 'And when will it arrive?' },
      { role: 'assistant', content: `Within ${i + 3} days. I have checked that the refund was booked.` },
    ];
    return JSON.stringify({ task_id: `t${i >> 1}`, trial: i & 1, success: i % 2 === 0, messages });
  });
  writeFileSync(join(cwd, 'runs.jsonl'), runs.join('\n'));
  await runCli(['import', 'runs.jsonl'], { cwd });
  const { stdout } = await runCli(['show', '--jsonl'], { cwd });
  const [first] = stdout.trim().split('\n').map((line) => JSON.parse(line) as { id: string }); // prettier-ignore
  writeFileSync(join(cwd, 'said.jsonl'), JSON.stringify({ trajectory: first!.id, text: 'It was too slow to answer.' }));
});
after(async () => server.close());

/** Commands that ask a model, and what of each is left when it stops. */
const COMMANDS: readonly (readonly [args: readonly string[], left: RegExp])[] = [
  [['solve', '--generate', 'arithmetic', '-n', '4'], /4 attempts left/],
  [['reflect'], /6 runs left/],
  [['detect', '--codebook', 'planning-criteria'], /6 runs left/],
  [['mine'], /3 questions left/],
  [['improve', '--generate', 'arithmetic', '-n', '2', '--samples', '2', '--iterations', '1'], /2 tasks left/],
  [['probe', 'runs.jsonl', '--at', 'end'], /12 questions left/],
  [['feedback', 'said.jsonl'], /1 question left/],
  [['codebook', 'test', 'planning-criteria'], /\d+ questions left/],
];

for (const [args, left] of COMMANDS) {
  const name = args.join(' ');
  const model = (): string[] => ['--model', 'compatible:some', '--base-url', `${server.url}/v1`, '--price', '1,1'];

  test(`${name}: out of budget the answer is no, and it says how to go on`, async () => {
    const { code, stdout, stderr } = await runCli([...args, ...model(), '--max-cost', '0.000001'], { cwd });
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, left);
    assert.match(
      stdout,
      /^Stopped, \d+ [a-z]+ left: --max-cost: found .*\n  hint: answers are stored: the same command with a higher --max-cost goes on from here$/m,
    );
    assert.equal(server.requests.length, 0);
  });
}

test('a server that turns the key down half way is no, and says how to go on', async () => {
  const turning = await startModelServer(schemaMind(), { faults: ({ index }) => (index < 3 ? undefined : { kind: 'status', status: 401 }) }); // prettier-ignore
  const model = ['--model', 'compatible:some', '--base-url', `${turning.url}/v1`, '--concurrency', '1'];
  const { code, stdout } = await runCli(['reflect', ...model], { cwd });
  await turning.close();
  assert.equal(code, 1);
  assert.match(
    stdout,
    /^Stopped, 3 runs left: compatible:some at http.*: 401 .*\n  hint: no key was sent: .* Afterwards the same command goes on from here$/m,
  );
});

for (const [args] of COMMANDS) {
  test(`${args.join(' ')}: when all is answered the answer is yes`, async () => {
    const model = ['--model', 'compatible:some', '--base-url', `${server.url}/v1`];
    const { code, stdout, stderr } = await runCli([...args, ...model], { cwd });
    assert.equal(code, 0, stdout + stderr);
    assert.doesNotMatch(stdout, /Stopped/);
  });
}
