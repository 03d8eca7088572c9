import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';
import type { ImportItem } from '../trajectory.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type Raw = any;

const FOLDER = 'langfuse';
// Steps per framework, counted by reading the files.
const STEPS: Readonly<Record<string, number>> = {
  autogen: 2,
  'claude-agent': 8,
  crewai: 3,
  'google-gemini': 2,
  'langgraph-python': 5,
  llamaindex: 2,
  'microsoft-agent': 4,
  'openai-agents': 5,
  'pydantic-ai-tools': 3,
  'vercel-aisdk': 3,
};

test(
  'traces of ten frameworks: one run each, named by the trace, all scores as outcomes',
  { skip: skipWithoutData },
  async () => {
    const files = dataFiles(FOLDER, /\.trace\.json$/);
    assert.equal(files.length, 10);
    for (const path of files) {
      const raw: Raw = JSON.parse(readFileSync(path, 'utf8'));
      const items = await Array.fromAsync(importFiles([path], { redact: false }));
      assert.deepEqual(issuesOf(items), [], path);
      const [trajectory, ...others] = trajectoriesOf(items);
      assert.equal(others.length, 0);
      assert.equal(trajectory!.id, `langfuse:${raw.trace.id}`);
      assert.deepEqual(
        trajectory!.outcomes.map(({ name, value, by }) => ({ name, value, by })),
        raw.trace.scores.map((score: Raw) => ({
          name: score.name,
          value: score.value,
          by: score.source === 'EVAL' ? 'model' : 'human',
        })),
      );
      const name = path
        .split('/')
        .at(-1)!
        .replace(/-\d{4}-\d\d-\d\d\.trace\.json$/, '');
      assert.equal(trajectory!.steps.length, STEPS[name], name);
      await assertRedactedAlike(path);
    }
  },
);

// Every string of some length that a value holds, JSON in strings opened.
function strings(value: Raw): string[] {
  if (typeof value === 'string') {
    if (/^\s*[[{"]/.test(value)) {
      try {
        return strings(JSON.parse(value));
      } catch {
        // Text that only looks like JSON.
      }
    }
    return [value];
  }
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(strings) : [];
}

test(
  'no text of a call, an answer or a tool is lost, and nothing is told that is not in the source',
  { skip: skipWithoutData },
  async () => {
    for (const path of dataFiles(FOLDER, /\.trace\.json$/)) {
      const raw: Raw = JSON.parse(readFileSync(path, 'utf8'));
      const [trajectory] = trajectoriesOf(await Array.fromAsync(importFiles([path], { redact: false })));
      const kept = new Set(strings(JSON.parse(JSON.stringify(trajectory))));
      const told = raw.observations.flatMap((o: Raw) =>
        [o.input, o.output, o.name, o.statusMessage, o.metadata].flatMap(strings),
      );
      const missing = told.filter((text: string) => text.length > 12 && !kept.has(text));
      assert.deepEqual([...new Set(missing)], [], path);
      const source = new Set(strings(raw));
      const all = JSON.stringify([...source]);
      for (const text of textsOf(trajectory!)) {
        assert.ok(
          strings(text).every((item) => source.has(item) || all.includes(JSON.stringify(item).slice(1, -1))),
          text,
        );
      }
    }
  },
);

test('messages that Langfuse normalised are a run when there are any', { skip: skipWithoutData }, async () => {
  const items: ImportItem[] = [];
  for (const path of dataFiles(FOLDER, /\.chatml\.json$/))
    items.push(...(await Array.fromAsync(importFiles([path], { redact: false }))));
  // Two of ten were refused by Langfuse's own parser throughout.
  assert.equal(trajectoriesOf(items).length, 8);
  assert.deepEqual(
    issuesOf(items),
    Array.from({ length: 2 }, () => 'bad-record 1: found no messages, expected normalised observations'),
  );
});

const OBSERVATIONS = [
  {
    id: 'o1',
    traceId: 't1',
    type: 'SPAN',
    name: 'run',
    parentObservationId: null,
    startTime: '2025-01-01T00:00:00.000Z',
    endTime: '2025-01-01T00:00:09.000Z',
  },
  {
    id: 'o2',
    traceId: 't1',
    type: 'GENERATION',
    name: 'ask',
    parentObservationId: 'o1',
    startTime: '2025-01-01T00:00:01.000Z',
    model: 'm',
    usageDetails: { input: 7, output: 2 },
    input: [{ role: 'user', content: 'Sum?' }],
    output: {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', function: { name: 'add', arguments: '{"a":1}' } }],
    },
  },
  {
    id: 'o3',
    traceId: 't1',
    type: 'TOOL',
    name: 'add',
    parentObservationId: 'o1',
    startTime: '2025-01-01T00:00:02.000Z',
    input: { a: 1 },
    output: 2,
    level: 'ERROR',
    statusMessage: 'slow',
  },
];
const SCORES = [
  { traceId: 't1', name: 'good', value: 1, dataType: 'BOOLEAN', source: 'ANNOTATION', comment: 'fine' },
  { traceId: 't1', observationId: 'o2', name: 'clear', value: 0.5, dataType: 'NUMERIC', source: 'API' },
];
const TRACE = {
  id: 't1',
  timestamp: '2025-01-01T00:00:00.000Z',
  name: 'run',
  sessionId: 's',
  tags: ['x'],
  input: 'Sum?',
  output: null,
};

const FILES: Readonly<Record<string, string>> = {
  'one document': JSON.stringify({ trace: { ...TRACE, scores: SCORES }, observations: OBSERVATIONS }, null, 1),
  'the API’s trace': JSON.stringify([{ ...TRACE, scores: SCORES, observations: OBSERVATIONS }]),
  'rows in any order': [...SCORES, ...OBSERVATIONS.toReversed(), TRACE]
    .map((row) => `${JSON.stringify(row)}\n`)
    .join(''),
};

for (const [what, text] of Object.entries(FILES)) {
  test(`${what}: calls, results, scores of the run and of a step`, async () => {
    const items = await importText('a.json', text);
    const [trajectory] = trajectoriesOf(items);
    assert.deepEqual(issuesOf(items), []);
    assert.deepEqual(
      trajectory!.steps.map(({ actor, parts }) => ({ actor, parts })),
      [
        { actor: 'user', parts: [{ kind: 'text', text: 'Sum?' }] },
        { actor: 'agent', parts: [{ kind: 'tool-call', callId: 'c', name: 'add', argumentsText: '{"a":1}' }] },
        { actor: 'tool', parts: [{ kind: 'tool-result', callId: 'c', text: '2', isError: true }] },
      ],
    );
    assert.deepEqual([trajectory!.id, trajectory!.sessionId, trajectory!.task.tags], ['langfuse:t1', 's', ['x']]);
    assert.deepEqual(trajectory!.steps[1]!.usage, { inputTokens: 7, outputTokens: 2 });
    assert.deepEqual(trajectory!.outcomes, [{ name: 'good', value: true, by: 'human' }]);
    assert.deepEqual(
      items.filter((item) => 'label' in item),
      [
        {
          label: { trajectoryId: 'langfuse:t1', name: 'label:langfuse/clear', steps: [1, 1], value: 0.5, coder: 'API' },
        },
      ],
    );
  });
}
