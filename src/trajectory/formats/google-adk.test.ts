import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles, textsOf } from '../testing/text-law.ts';

type Raw = any; // oxlint-disable-line typescript/no-explicit-any

const files = (): string[] => dataFiles('google-adk', /\.json$/);
const contentTexts = (content: Raw): string[] =>
  content.parts.map((part: Raw) => {
    if (part.function_call) return JSON.stringify(part.function_call.args);
    return part.function_response ? JSON.stringify(part.function_response.response) : part.text;
  });

function runsOf(content: string): string[][] {
  const file = JSON.parse(content);
  if (Array.isArray(file)) return [file.flatMap((turn: Raw) => [turn.query, turn.reference])];
  if (file.events) return [file.events.flatMap((event: Raw) => contentTexts(event.content))];
  return file.eval_cases.map((evalCase: Raw) =>
    evalCase.conversation.flatMap((turn: Raw) => [
      ...contentTexts(turn.user_content),
      ...contentTexts(turn.final_response),
    ]),
  );
}

test('no text of ADK sessions and evaluations is lost', { skip: skipWithoutData }, async () => {
  assert.equal(await assertNoTextLost(files(), runsOf), 8);
  for (const path of files()) await assertRedactedAlike(path);
});

test(
  'tool use that is expected is a label of its turn, and no call of the run',
  { skip: skipWithoutData },
  async () => {
    let labels = 0;
    for (const path of files()) {
      const file = JSON.parse(readFileSync(path, 'utf8'));
      const items = await Array.fromAsync(importFiles([path]));
      const found = items.flatMap((item) => ('label' in item ? [item.label] : []));
      const turns: Raw[] = Array.isArray(file)
        ? file
        : (file.eval_cases ?? []).flatMap((value: Raw) => value.conversation);
      assert.deepEqual(
        found.map(({ name, steps, value }) => [name, steps, value]),
        turns.map((turn, i) => [
          'label:google-adk/expected-tool-use',
          [2 * i, 2 * i + 1],
          turn.expected_tool_use ?? turn.intermediate_data.tool_uses,
        ]),
      );
      labels += found.length;
    }
    assert.equal(labels, 11);
  },
);

test('a session keeps its id, times, calls with answers, and state', { skip: skipWithoutData }, async () => {
  const [path] = dataFiles('google-adk', /session\.json$/);
  const [run] = trajectoriesOf(await Array.fromAsync(importFiles([path!])));
  assert.equal(run!.id, 'google-adk:ead43200-b575-4241-9248-233b4be4f29a');
  assert.deepEqual(
    run!.steps.map(({ actor, name }) => [actor, name]),
    [
      ['user', undefined],
      ['agent', 'root_agent'],
      ['user', undefined],
      ['agent', 'root_agent'],
      ['tool', 'root_agent'],
      ['agent', 'root_agent'],
    ],
  );
  assert.equal(run!.startedAt, '2024-12-01T09:01:26.842Z');
  const [call, result] = [run!.steps[3]!.parts[0]!, run!.steps[4]!.parts[0]!];
  assert.ok(call.kind === 'tool-call' && result.kind === 'tool-result' && call.callId === result.callId);
  const file = JSON.parse(readFileSync(path!, 'utf8'));
  assert.deepEqual(run!.extra['context'], file.context);
  assert.deepEqual(run!.extra['event_logs'], file.event_logs);
});

test('evaluations of today and of long ago are read, camel case too', async () => {
  const evalSet = {
    evalSetId: 'set',
    evalCases: [
      {
        evalId: 'one',
        conversation: [
          {
            userContent: { role: 'user', parts: [{ text: 'Lights?' }] },
            intermediateData: {
              invocationEvents: [
                { author: 'home', content: { parts: [{ functionCall: { id: 'f1', name: 'get', args: {} } }] } },
              ],
              toolUses: [],
            },
            finalResponse: { parts: [{ text: 'On.' }] },
          },
        ],
      },
    ],
  };
  const items = await importText('a.json', JSON.stringify(evalSet));
  assert.deepEqual(issuesOf(items), []);
  const [run] = trajectoriesOf(items);
  assert.equal(run!.id, 'google-adk:set/one');
  assert.deepEqual(textsOf(run!), ['Lights?', '{}', 'On.']);
  const older = [
    { name: 'lights', data: [{ query: 'q', expected_tool_use: [], reference: 'r' }], initial_session: {} },
  ];
  const [old] = trajectoriesOf(await importText('b.json', JSON.stringify(older)));
  assert.deepEqual([old!.task.id, ...textsOf(old!)], ['lights', 'q', 'r']);
});
