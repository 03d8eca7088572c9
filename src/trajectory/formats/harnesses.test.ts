import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { importFiles } from '../import-files.ts';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';
import { skipWithoutData } from '../testing/shared-data.ts';
import { assertNoTextLost, assertRedactedAlike, dataFiles } from '../testing/text-law.ts';
import { outcomeOf, partText } from '../trajectory.ts';

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

test(
  'InterCode: labels are the rewards and verdicts of the turns, at the step that acted',
  { skip: skipWithoutData },
  async () => {
    let seen = 0;
    for (const path of dataFiles('intercode', /\.json$/)) {
      const items = await Array.fromAsync(importFiles([path]));
      const raw = Object.values<Raw>(JSON.parse(readFileSync(path, 'utf8')));
      const given = raw.flatMap((run): Raw[] => {
        const turns = run.turn_history ?? {
          rewards: run.trajectory.map((turn: Raw) => turn.reward),
          valid_action: run.trajectory.map((turn: Raw) => turn.valid_action),
        };
        return [...(turns.rewards ?? []), ...(turns.valid_action ?? [])].filter(
          (value) => value !== null && value !== undefined,
        );
      });
      const runs = new Map(trajectoriesOf(items).map((run) => [run.id, run]));
      const labels = items.flatMap((item) => ('label' in item ? [item.label] : []));
      assert.equal(labels.length, given.length, path);
      for (const { trajectoryId, steps } of labels) {
        assert.equal(runs.get(trajectoryId)?.steps[steps![0]]?.actor, 'agent');
        seen++;
      }
      const best = raw.map((run) => run.summary?.max_reward ?? run.reward);
      assert.deepEqual(
        [...runs.values()].map((run) => outcomeOf(run.outcomes).reward),
        best,
      );
    }
    assert.ok(seen > 0);
  },
);

test('InterCode: a plan is thought of before the turns, and logs may be wrapped with what was asked for', async () => {
  const turn_history = {
    actions: ['ls', 'pwd'],
    observations: ['a', 'b'],
    rewards: [0.5, 1],
    valid_action: [true, false],
    steps: ['List.', 'Look where.', 'Say it.'],
  };
  const episode = {
    environment: 'ic_bash',
    dataset: 'x/nl2bash.json',
    task_id: 4,
    query: 'Where?',
    turn_history,
    summary: { max_reward: 1 },
  };
  const items = await importText(
    'plan.json',
    JSON.stringify({ meta: { refine: true }, logs: { '4': episode, '5': 7 } }),
  );
  assert.equal(issuesOf(items).length, 1);
  const [run] = trajectoriesOf(items);
  assert.deepEqual(run?.extra['meta'], { refine: true });
  assert.equal(run.task.id, 'ic_bash/nl2bash/4');
  assert.deepEqual(
    run.steps.map(({ actor, parts }) => [actor, ...parts.map(partText)]),
    [
      ['user', 'Where?'],
      ['agent', 'List.', 'Look where.', 'Say it.'],
      ['agent', 'ls'],
      ['tool', 'a'],
      ['agent', 'pwd'],
      ['tool', 'b'],
    ],
  );
  assert.deepEqual(
    items.flatMap((item) => ('label' in item ? [[item.label.name, item.label.steps?.[0], item.label.value]] : [])),
    [
      ['label:intercode/reward', 2, 0.5],
      ['label:intercode/valid_action', 2, true],
      ['label:intercode/reward', 4, 1],
      ['label:intercode/valid_action', 4, false],
    ],
  );
});

// What the files say of each run, in order.
const OUTCOMES: readonly { format: string; files: () => string[]; told: (content: string) => Raw[] }[] = [
  {
    format: 'swe-agent',
    files: () => dataFiles('swe-agent', /\.traj$/),
    told: (c) => [JSON.parse(c).info?.exit_status],
  },
  { format: 'mint', files: () => dataFiles('mint', /\.jsonl$/), told: (c) => lines(c).map((row) => row.state.success) },
  { format: 'toolbench', files: () => dataFiles('toolbench', /\.json$/), told: (c) => [JSON.parse(c).win] },
  {
    format: 'reflexion trials',
    files: () => dataFiles('reflexion', /^env_results.*\.json$/),
    told: (c) => JSON.parse(c).map((row: Raw) => row.is_success),
  },
  {
    format: 'reflexion',
    files: () => dataFiles('reflexion', /\.jsonl$/),
    told: (c) => lines(c).map((row) => row.is_solved),
  },
  {
    format: 'openhands',
    files: () => dataFiles('openhands', /output\.jsonl$/),
    told: (c) => lines(c).map((row) => row.success),
  },
];

for (const { format, files, told } of OUTCOMES) {
  test(`${format}: outcomes are those of the files`, { skip: skipWithoutData }, async () => {
    for (const path of files()) {
      const runs = trajectoriesOf(await Array.fromAsync(importFiles([path])));
      assert.deepEqual(
        runs.map(({ outcomes }) => outcomes[0]?.value),
        told(readFileSync(path, 'utf8')),
        path,
      );
    }
  });
}

test(
  'AgentDojo: steps are the messages, utility and security are those of the files',
  { skip: skipWithoutData },
  async () => {
    const files = dataFiles('agentdojo', /\.json$/);
    const count = { runs: 0, utility: 0, security: 0 };
    const found = { runs: 0, utility: 0, security: 0 };
    for (const path of files) {
      const raw = JSON.parse(readFileSync(path, 'utf8'));
      count.runs++;
      if (raw.utility === true) count.utility++;
      if (raw.security === true && raw.injection_task_id !== null) count.security++;
      for (const run of trajectoriesOf(await Array.fromAsync(importFiles([path])))) {
        found.runs++;
        assert.equal(run.steps.length, raw.messages.length);
        const { success, scores } = outcomeOf(run.outcomes);
        if (success === true) found.utility++;
        if (scores['attack_succeeded'] === 1) found.security++;
      }
    }
    assert.deepEqual(found, count);
    assert.deepEqual([count.runs, count.security], [469, 56]);
  },
);
