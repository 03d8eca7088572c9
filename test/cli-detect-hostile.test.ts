import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { compileCuePattern } from '../src/behavior/cue/cue-pattern.ts';
import { loadCodebooks } from '../src/behavior/codebooks/load-codebooks.ts';
import { runDetector } from '../src/behavior/run-detector.ts';
import { sampleRun } from '../src/trajectory/testing/sample-run.ts';
import { partText, type Part, type Step } from '../src/trajectory/trajectory.ts';
import { emptyFolder, runCli } from './run-cli.ts';

const own = (name: string, match: string): string =>
  `name: ${name}\nversion: 1\ntitle: T\nsource: S\ncodes:\n  - slug: wrong\n    definition: D\n    unit: reasoning\n    match: ${match}\n`;

function chat(id: string, turns: number): string {
  const messages: unknown[] = [{ role: 'user', content: 'Count.' }];
  for (let n = 0; n < turns; n++) {
    const calls = [{ id: `c${n}`, type: 'function', function: { name: 'toString', arguments: '{"a":1}' } }];
    messages.push(
      { role: 'assistant', reasoning_content: 'Let me check: 2 + 2 = 5.', content: 'ok', tool_calls: calls },
      { role: 'tool', tool_call_id: `c${n}`, content: 'Error: no' },
    );
  }
  return JSON.stringify({ id, messages });
}

test('patterns of many shapes are refused when they could be slow, and those that people write are not', () => {
  const slow = String.raw`(a+)+$ (a|a)*$ (?:a|aa)+$ (.*a){20} (\w+\s?)*$ a*a*b \w+\d+x \d+\d+! a{0,300}a{0,300}b (?:a{0,300}){1}a{0,300}b .{0,40}.{0,40}.{0,40}! (?:a|aa|aaa){0,10}b (?:[a-z]|[a-y]|a){0,10}! (?:a.{0,40}){3}b (?:(?=.*a)a)*b \p{L}{0,300}\p{L}{0,300}x`;
  for (const source of slow.split(' ')) assert.ok('fault' in compileCuePattern(source), source);
  const usual = [
    String.raw`\bwait\b.{0,40}\bcheck\b.{0,40}\bagain\b`,
    String.raw`\b(?:my|the) (?:\w+ )?(?:guess|answer) (?:was|is) (?:\w+ )?(?:wrong|off)\b`,
    String.raw`.{0,40}\bcheck(?:s|ed|ing)?\b`,
    String.raw`^(?:so|then),? .{2,60}\?$`,
    String.raw`(?=.*\bfirst\b)(?=.*\bthen\b)`,
  ];
  for (const source of usual) assert.ok(!('fault' in compileCuePattern(source)), source);
});

test('hostile runs are coded in time, step by step as a whole, and every quote stands where it says', () => {
  const think = (text: string): Part => ({ kind: 'reasoning', text, visibility: 'raw' });
  const many = (text: string): Step => ({ index: 0, actor: 'agent', parts: [think(text)] });
  const runs: (readonly Step[])[] = [
    [many('='.repeat(100_000))],
    [many(`${'('.repeat(10_000)}1${')'.repeat(10_000)} = 2`)],
    [many('2^99999999 = 5. 999! = 5. 1e999 + 1 = 5. 1/0 = 5. ２ + ２ = ５. 9^9^9^9 = 1')],
    [many(`${'9'.repeat(400)} * ${'9'.repeat(400)} = 7. `.repeat(20))],
    [many('\ud83d Wait, that is wrong \ude00. Let me check\u200b this: 2 + 2 = 5.\0 So no. '.repeat(100))],
    // One line in four languages.
    [
      many(
        'Wait, let me check this. 等一下，让我检查一下。 Moment mal, das stimmt nicht. Attends, vérifions. '.repeat(
          2000,
        ),
      ),
    ],
    // More short answers than are kept of what the agent was given.
    Array.from({ length: 40_000 }, (_, n): Step => {
      const callId = `c${n >> 1}`;
      if (n % 2 === 1) return { index: n, actor: 'tool', parts: [{ kind: 'tool-result', callId, text: `it is ${n}` }] };
      return { index: n, actor: 'agent', parts: [{ kind: 'tool-call', callId, name: '__proto__', argumentsText: `{"n":${n}}` }] }; // prettier-ignore
    }),
  ];
  const detector = runDetector(loadCodebooks());
  for (const steps of runs) {
    const run = sampleRun([...steps]);
    const started = performance.now();
    const { events } = detector.detect(run);
    // A tenth of that on a machine that does nothing else; what is quadratic takes minutes.
    assert.ok(performance.now() - started < 8000, partText(steps[0]!.parts[0]!).slice(0, 40));
    for (const { spans } of events) {
      for (const { step, part, start, end, quote } of spans) {
        assert.equal(partText(run.steps[step]!.parts[part]!).slice(start, end), quote);
      }
    }
    const live = detector.start(run);
    const told = [...run.steps.flatMap((step) => live.step(step)), ...live.end().events];
    assert.deepEqual(told.map(({ id }) => id).sort(), events.map(({ id }) => id).sort());
  }
});

test('codebooks that share a name are refused, and a fault is told with its line', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'runs.jsonl'), chat('a', 1));
  await runCli(['import', 'runs.jsonl'], { cwd });
  const refusal = async (text: string, ...others: string[]): Promise<string> => {
    writeFileSync(join(cwd, 'own.yaml'), text);
    const { code, stderr } = await runCli(['detect', ...others, '--codebook', './own.yaml', '--quiet'], { cwd });
    assert.equal(code, 2);
    return stderr.split('\n')[0]!;
  };
  assert.equal(
    await refusal(own('four-habits', "{ cues: ['\\bwrong\\b'] }"), '--codebook', 'four-habits'),
    'error[bad-codebook]: ./own.yaml: name: found four-habits, which is a codebook that ships, expected another',
  );
  assert.equal(
    await refusal(own('handbook', "{ cues: ['\\bwrong\\b'] }")),
    'error[bad-codebook]: ./own.yaml: name: found handbook, which is the codebook of kept behaviors, expected another',
  );
  assert.match(
    await refusal(own('mine', "{ cues: ['\\bwrong\\b'], unles: [] }")),
    /^error\[bad-codebook\]: \.\/own\.yaml:9: codes\[0\]\.match\.unles: found a field that is not known, expected cues, unless, /,
  );
  assert.match(
    await refusal(own('mine', '{ structure: constructor }')),
    /^error\[bad-codebook\]: \.\/own\.yaml:9: codes\[0\]\.match\.structure: found constructor, expected one of /,
  );
});

test('runs that grew are counted as if they had been imported whole', async () => {
  const [grown, whole] = [emptyFolder(), emptyFolder()];
  const file = (turns: number): string => Array.from({ length: 8 }, (_, n) => chat(`run-${n}`, turns)).join('\n');
  const detect = async (cwd: string): Promise<{ readonly behaviors: unknown; readonly trajectories: number }> =>
    JSON.parse((await runCli(['detect', '--json', '--quiet'], { cwd })).stdout) as never;
  for (const [cwd, turns] of [
    [grown, 2],
    [whole, 5],
  ] as const) {
    writeFileSync(join(cwd, 'runs.jsonl'), file(turns));
    await runCli(['import', 'runs.jsonl'], { cwd });
  }
  await detect(grown);
  writeFileSync(join(grown, 'runs.jsonl'), file(5));
  await runCli(['import', 'runs.jsonl'], { cwd: grown });
  const expected = await detect(whole);
  assert.deepEqual((await detect(grown)).behaviors, expected.behaviors);
  assert.deepEqual((await detect(grown)).behaviors, expected.behaviors);
});
