import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from './import-files.ts';
import { skipWithoutData } from './testing/shared-data.ts';
import { trajectoriesOf } from './testing/import-text.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles, textsOf } from './testing/text-law.ts';

// What stands in the sources is walked here once more, in as few words as possible and with nothing of the importers.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

interface Corpus {
  readonly title: string;
  readonly files: () => string[];
  /** The texts of each run of a file, in order. */
  readonly runs: (content: string) => string[][];
  readonly trajectories: number;
}

const textOf = (content: Raw): string =>
  typeof content === 'string'
    ? content
    : Array.isArray(content)
      ? content.map((b: Raw) => b?.text ?? b?.value ?? b).join('')
      : '';
const callText = (call: Raw): string => {
  const given = call.function?.arguments ?? call.arguments ?? call.args;
  return typeof given === 'string' ? given : JSON.stringify(given);
};
const messageTexts = (message: Raw): string[] => [
  ...(message.role === 'tool' && textOf(message.content) === '' && message.error
    ? [message.error]
    : [textOf(message.content)]),
  ...(message.tool_calls ?? []).map(callText),
];
const chat = (messages: Raw[]): string[] => messages.flatMap(messageTexts);
const argumentsIn = (value: string): string => {
  const from = value.indexOf('"arguments":') + '"arguments":'.length;
  return value.slice(from, value.lastIndexOf('}')).trim();
};

const CORPORA: readonly Corpus[] = [
  {
    title: 'τ-bench airline',
    files: () => dataFiles('tau-bench', /airline\.json$/),
    runs: (content) => JSON.parse(content).map((run: Raw) => chat(run.traj)),
    trajectories: 200,
  },
  {
    title: 'τ²',
    files: () => dataFiles('tau2-bench', /trials\.json$/),
    runs: (content) => JSON.parse(content).simulations.map((run: Raw) => chat(run.messages)),
    trajectories: 40,
  },
  {
    title: 'AgentDojo banking',
    files: () => dataFiles('agentdojo', /\.json$/).filter((path) => path.includes('/banking/')),
    runs: (content) => [chat(JSON.parse(content).messages)],
    trajectories: 338,
  },
  {
    title: 'any-agent spans',
    files: () => dataFiles('any-agent', /_trace\.json$/),
    runs(content) {
      const spans: Raw[] = JSON.parse(content).spans.sort((a: Raw, b: Raw) => a.start_time - b.start_time);
      const texts = spans.flatMap(({ attributes }) => {
        const given = attributes['gen_ai.input.messages'];
        const output = attributes['gen_ai.output'] ?? '';
        const calls: Raw[] = output.startsWith('[{"tool.name"') ? JSON.parse(output) : [];
        const args = calls.map((c) =>
          typeof c['tool.args'] === 'string' ? c['tool.args'] : JSON.stringify(c['tool.args']),
        );
        return [...(given === undefined ? [] : chat(JSON.parse(given))), ...(calls.length > 0 ? args : [output])];
      });
      return [texts];
    },
    trajectories: 4,
  },
  {
    title: 'ATIF',
    files: () => dataFiles('inspect_scout/tests/sources/atif_source', /\.json$/),
    runs: (content) => [
      JSON.parse(content).steps.flatMap((step: Raw) => [
        step.reasoning_content ?? '',
        textOf(step.message),
        ...(step.tool_calls ?? []).map((call: Raw) => JSON.stringify(call.arguments)),
        ...(step.observation?.results ?? []).map((result: Raw) => textOf(result.content)),
      ]),
    ],
    trajectories: 4,
  },
  {
    title: 'ShareGPT',
    files: () => dataFiles('sharegpt-llamafactory', /glaive.*\.json$/),
    runs: (content) =>
      JSON.parse(content).map((run: Raw) =>
        run.conversations.map((turn: Raw) => (turn.from === 'function_call' ? argumentsIn(turn.value) : turn.value)),
      ),
    trajectories: 300,
  },
  {
    title: 'typed training rows',
    files: () => dataFiles('sharegpt-llamafactory', /reason.*\.jsonl$/),
    runs: (content) =>
      lines(content).map((run) =>
        run.messages.flatMap((m: Raw) =>
          m.content.map((b: Raw) => (b.type === 'tool_call' ? argumentsIn(b.value) : b.value)),
        ),
      ),
    trajectories: 50,
  },
];

function lines(content: string): Raw[] {
  return content.split('\n').flatMap((line) => {
    try {
      return line.trim() === '' ? [] : [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

for (const { title, files, runs, trajectories } of CORPORA) {
  test(`no text of ${title} is lost`, { skip: skipWithoutData }, async () => {
    assert.equal(await assertNoTextLost(files(), runs), trajectories);
  });

  test(`redaction of ${title} changes nothing but secrets`, { skip: skipWithoutData }, async () => {
    for (const path of files()) await assertRedactedAlike(path);
  });
}

const CLAUDE_FOLDERS = [
  'claude-code-spotter',
  'claude-code-log',
  'claude-code-transcripts',
  'inspect_scout/tests/sources/claude_code_source',
];

for (const folder of CLAUDE_FOLDERS) {
  test(`no text of the Claude Code sessions in ${folder} is lost`, { skip: skipWithoutData }, async () => {
    for (const path of dataFiles(folder, /\.jsonl?$/)) {
      const found = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false }))).flatMap(textsOf);
      // Fragments of one message move together, so that pieces are compared without their order.
      const expected = claudeTexts(readFileSync(path, 'utf8'));
      assert.deepEqual(found.filter((text) => text !== '').sort(), expected.filter((text) => text !== '').sort(), path);
      await assertRedactedAlike(path);
    }
  });
}

function claudeTexts(content: string): string[] {
  const records =
    content.trimStart().startsWith('{\n') || content.includes('"loglines"')
      ? JSON.parse(content).loglines
      : lines(content);
  return records.flatMap((record: Raw): string[] => {
    if (record?.type === 'system') return [record.content ?? ''];
    if (record?.type !== 'user' && record?.type !== 'assistant') return [];
    const given = record.message?.content ?? [];
    if (typeof given === 'string') return [given];
    return given.flatMap((block: Raw): string[] => {
      if (typeof block === 'string') return [block];
      if (block.type === 'tool_use') return [JSON.stringify(block.input)];
      if (block.type === 'tool_result')
        return [
          textOf(
            (Array.isArray(block.content) ? block.content : [block.content]).map((b: Raw) =>
              b?.type === 'image' ? '' : b,
            ),
          ),
        ];
      return [block.text ?? block.thinking ?? ''];
    });
  });
}
