import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';
import { outcomeOf } from '../trajectory.ts';

// What stands in the sources is walked here once more, with nothing of the importers.
type Raw = any; // oxlint-disable-line typescript/no-explicit-any

interface Corpus {
  readonly title: string;
  readonly format: string;
  readonly files: () => string[];
  readonly runs: (content: string) => string[][];
  readonly trajectories: number;
}

const lines = (content: string): Raw[] =>
  content
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line));
const callTexts = (message: Raw): string[] => (message.tool_calls ?? []).map((call: Raw) => call.function.arguments);

// The messages, then the observation of a last turn that no message shows, and turns that no message holds.
function sweAgentTexts(run: Raw): string[] {
  const texts: string[] = [];
  const turns = [...(run.trajectory ?? [])];
  let wanted: Raw;
  const show = (): void => {
    if (wanted !== undefined && wanted.observation !== '') texts.push(wanted.observation);
    wanted = undefined;
  };
  for (const message of run.history) {
    if (message.role === 'assistant') {
      show();
      while (turns.length > 0 && turns[0].response !== message.content) {
        if (!run.history.some((other: Raw) => other.content === turns[0].response)) {
          texts.push(turns[0].response, turns[0].observation);
          turns.shift();
        } else break;
      }
      if (turns[0]?.response === message.content) wanted = turns.shift();
    } else if (wanted !== undefined && message.content.includes(wanted.observation)) wanted = undefined;
    texts.push(message.content, ...callTexts(message));
  }
  show();
  for (const turn of turns) texts.push(turn.response, turn.observation);
  return texts;
}

function intercodeTexts(run: Raw): string[] {
  const turns: Raw[] =
    run.trajectory ??
    run.turn_history.actions.map((action: Raw, i: number) => ({
      thought: run.turn_history.thoughts?.[i],
      action,
      observation: run.turn_history.observations[i],
    }));
  const text = (value: Raw): string => (typeof value === 'string' ? value : JSON.stringify(value ?? ''));
  return [run.query, ...turns.flatMap((turn) => [turn.thought ?? '', text(turn.action), text(turn.observation ?? '')])];
}

function eventTexts(event: Raw): string[] {
  if (event.observation !== undefined) return [event.content];
  const args = event.args ?? event;
  const message = event.tool_call_metadata?.model_response.choices[0].message;
  if (message !== undefined) return [message.content ?? '', ...callTexts(message)];
  if (event.action === 'message') return [args.thought ?? '', args.content];
  const { thought, action: _action, ...rest } = args;
  if (event.action === 'finish' || event.source === 'environment') return [thought];
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null));
  return [thought ?? '', JSON.stringify(given)];
}

const CORPORA: readonly Corpus[] = [
  {
    title: 'SWE-agent',
    format: 'swe-agent',
    files: () => dataFiles('swe-agent', /\.traj$/),
    runs: (content) => [sweAgentTexts(JSON.parse(content))],
    trajectories: 10,
  },
  {
    title: 'mini-swe-agent',
    format: 'mini-swe-agent',
    files: () => dataFiles('mini-swe-agent', /\.traj\.json$/),
    runs: (content) => [JSON.parse(content).map((message: Raw) => message.content)],
    trajectories: 2,
  },
  {
    title: 'OpenHands events',
    format: 'openhands',
    files: () => dataFiles('openhands/tests/runtime', /\.json$/),
    runs: (content) => [JSON.parse(content).flatMap(eventTexts)],
    trajectories: 4,
  },
  {
    title: 'OpenHands output',
    format: 'openhands',
    files: () => dataFiles('openhands', /output\.jsonl$/),
    runs: (content) => lines(content).map((row) => row.history.flatMap(eventTexts)),
    trajectories: 2,
  },
  {
    title: 'InterCode',
    format: 'intercode',
    files: () => dataFiles('intercode', /\.json$/),
    runs: (content) => Object.values<Raw>(JSON.parse(content)).map(intercodeTexts),
    trajectories: 419,
  },
  {
    title: 'MINT',
    format: 'mint',
    files: () => dataFiles('mint', /\.jsonl$/),
    runs: (content) => lines(content).map((row) => row.state.history.map((message: Raw) => message.content)),
    trajectories: 386,
  },
  {
    title: 'WebVoyager',
    format: 'webvoyager',
    files: () => dataFiles('webvoyager', /\.json$/),
    runs: (content) => [
      JSON.parse(content).flatMap((message: Raw) =>
        typeof message.content === 'string' ? [message.content] : message.content.map((block: Raw) => block.text ?? ''),
      ),
    ],
    trajectories: 8,
  },
  {
    title: 'ToolBench trees',
    format: 'toolbench',
    files: () => dataFiles('toolbench', /\.json$/),
    runs: (content) => {
      const { tree, answer_generation: answer } = JSON.parse(content);
      // A search that came to nothing has no messages made for training, where the prompt stands.
      const opening = answer.train_messages?.[0] ?? [{ role: 'user', content: answer.query }];
      const texts = opening.filter((m: Raw) => m.role === 'system' || m.role === 'user');
      // An action's name is no text of its part, its input is.
      const inner = (node: Raw): string[] => [
        node.node_type === 'Action' ? '' : node.description,
        node.observation ?? '',
        ...node.children.flatMap(inner),
      ];
      return [[...texts.map((m: Raw) => m.content), ...inner(tree.tree)]];
    },
    trajectories: 10,
  },
  {
    title: 'Reflexion trials',
    format: 'reflexion',
    files: () => dataFiles('reflexion', /^env_results.*\.json$/),
    runs: (content) => JSON.parse(content).map((row: Raw) => row.memory),
    trajectories: 670,
  },
  {
    title: 'Reflexion code',
    format: 'reflexion',
    files: () => dataFiles('reflexion', /\.jsonl$/),
    runs: (content) =>
      lines(content).map((row) => {
        const attempts: string[] = row.implementations ?? [];
        const thoughts: string[] = row.reflections ?? [];
        const count = Math.max(attempts.length, thoughts.length);
        const between = Array.from({ length: count }, (_, i) => [attempts[i] ?? '', thoughts[i] ?? '']).flat();
        return [row.prompt, ...between, ...(attempts.at(-1) === row.solution ? [] : [row.solution])];
      }),
    trajectories: 328,
  },
];

for (const { title, format, files, runs, trajectories } of CORPORA) {
  test(`${title}: no text is lost, and every file is known`, { skip: skipWithoutData }, async () => {
    assert.equal(await assertNoTextLost(files(), runs), trajectories);
    for (const path of files()) {
      const items = await Array.fromAsync(importFiles([path]));
      assert.deepEqual(issuesOf(items), []);
      for (const trajectory of trajectoriesOf(items)) assert.equal(trajectory.source.format, format, path);
    }
    await assertRedactedAlike(files()[0]!);
  });

  test(`${title}: every run has an id of its own`, { skip: skipWithoutData }, async () => {
    const found = trajectoriesOf(await Array.fromAsync(importFiles(files())));
    const ids = new Set(found.map((trajectory) => trajectory.id));
    assert.equal(ids.size, trajectories);
  });
}

test('InterCode: success rates of GPT-4 on bash are the published ones', { skip: skipWithoutData }, async () => {
  const rates: number[] = [];
  for (const path of dataFiles('intercode', /bash_multiturn_gpt-4.*\.json$/)) {
    const items = await Array.fromAsync(importFiles([path]));
    const runs = trajectoriesOf(items);
    const solved = runs.filter(({ outcomes }) => outcomeOf(outcomes).success === true).length;
    rates.push(Math.round((1000 * solved) / runs.length) / 10);
    const raw = Object.values<Raw>(JSON.parse(readFileSync(path, 'utf8')));
    const rewards = raw.flatMap((run) => [...run.turn_history.rewards, ...run.turn_history.valid_action]);
    assert.equal(items.filter((item) => 'label' in item).length, rewards.length);
  }
  assert.deepEqual(rates, [41.7, 47.2, 51.7, 59.3]);
});
