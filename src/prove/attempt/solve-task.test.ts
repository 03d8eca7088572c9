import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { modelName } from '../../model/model-name.ts';
import { openModel, type OpenModel } from '../../model/open-model.ts';
import type { Mind, MindRequest, MindToolCall } from '../../model/testing/mind.ts';
import { solverMind } from '../../model/testing/minds/solver-mind.ts';
import { startModelServer, type ModelServer } from '../../model/testing/start-model-server.ts';
import { openStore } from '../../store/open-store.ts';
import type { Store } from '../../store/store.ts';
import type { Part } from '../../trajectory/trajectory.ts';
import { attemptTrajectoryId } from './attempt.ts';
import { BELIEFS } from '../generators/beliefs.ts';
import { generateTasks } from '../generators/generators.ts';
import { SHOP } from '../generators/shop.ts';
import { solveTask } from './solve-task.ts';
import type { TaskSpec } from '../task/task-spec.ts';

const folder = mkdtempSync(join(tmpdir(), 'ethogram-solve-'));
const servers: ModelServer[] = [];
const stores: Store[] = [];
after(async () => {
  for (const server of servers) await server.close();
  for (const store of stores) await store.close();
  rmSync(folder, { recursive: true });
});

const now = (): Date => new Date('2026-11-21T10:00:00Z');
const SUM: TaskSpec = {
  id: 'sum-1',
  text: 'What is 21 + 4?',
  tags: ['sums'],
  check: { kind: 'number', answer: 25, tolerance: 0 },
};

async function modelWith(mind: Mind): Promise<{ readonly model: OpenModel; readonly server: ModelServer }> {
  const server = await startModelServer(mind);
  servers.push(server);
  const store = await openStore(join(folder, String(stores.length), 'ethogram.db'));
  stores.push(store);
  const asked = modelName('compatible:some-model', `${server.url}/v1`);
  return { model: await openModel(asked, { store, env: {}, cwd: folder, now }), server };
}

const texts = (parts: readonly Part[]): string[] => parts.map((part) => (part.kind === 'text' ? part.text : part.kind));

test('an attempt is a run: what was asked, what was said, what it used, and the verdict', async () => {
  const { model } = await modelWith(() => ({
    reasoning: 'Twenty-one and four.',
    text: 'ANSWER: 25',
    usage: { inputTokens: 40, outputTokens: 12 },
  }));
  const { trajectory, answer, checked, inputTokens, outputTokens } = await solveTask(model, SUM, { trial: 2, now });
  assert.deepEqual({ answer, checked, inputTokens, outputTokens }, { answer: '25', checked: { right: true, why: '' }, inputTokens: 40, outputTokens: 12 }); // prettier-ignore
  assert.equal(trajectory.id, attemptTrajectoryId(SUM, model, { trial: 2 }));
  assert.match(trajectory.id, /^ethogram-solve:sum-1\/plain~[0-9a-f]{8}\/compatible:some-model\/2$/);
  assert.deepEqual(trajectory.task, { id: 'sum-1', trial: '2', text: 'What is 21 + 4?', tags: ['sums'] });
  assert.deepEqual(trajectory.outcomes, [
    { name: 'success', value: true, by: 'verifier', at: '2026-11-21T10:00:00.000Z' },
  ]);
  assert.deepEqual(
    trajectory.steps.map(({ actor, parts }) => [actor, parts]),
    [
      ['user', [{ kind: 'text', text: 'What is 21 + 4?' }]],
      [
        'agent',
        [
          { kind: 'reasoning', text: 'Twenty-one and four.', visibility: 'raw' },
          { kind: 'text', text: 'ANSWER: 25' },
        ],
      ],
    ],
  );
});

test('behaviors stand in a marked block, and make another run of it', async () => {
  const { model } = await modelWith(solverMind({ errorRate: 0 }));
  const behaviors = [{ id: 'b1', name: 'behavior_check', instruction: 'Check the last digit.' }];
  const { trajectory } = await solveTask(model, SUM, { trial: 0, arm: 'behaviors', behaviors, now });
  const [given, task] = trajectory.steps[0]!.parts;
  assert.deepEqual(given?.kind === 'text' && given.injected, ['b1']);
  assert.match(texts([given!])[0]!, /- behavior_check: Check the last digit\.\n<\/ethogram-behaviors>$/);
  assert.deepEqual(task, { kind: 'text', text: '\n\nWhat is 21 + 4?' });
  const others = [
    { behaviors: [] },
    { behaviors },
    { behaviors: [{ ...behaviors[0]!, instruction: 'Other.' }] },
    { temperature: 1 },
  ];
  const ids = others.map((more) => attemptTrajectoryId(SUM, model, { trial: 0, arm: 'behaviors', ...more }));
  assert.deepEqual([new Set(ids).size, ids[1]], [4, trajectory.id]);
});

test('a wrong answer says what was found and what was expected', async () => {
  const { model } = await modelWith(() => ({ text: 'ANSWER: 26' }));
  const { trajectory } = await solveTask(model, SUM, { trial: 0, now });
  assert.deepEqual(
    trajectory.outcomes.map(({ value }) => value),
    [false, 'found "26", expected "25"'],
  );
});

test('an answer that was cut off is told as such', async () => {
  const { model } = await modelWith(() => ({ text: 'Let me see, twenty', finish: 'length' }));
  const { trajectory, checked } = await solveTask(model, SUM, { trial: 0, maxOutputTokens: 5, now });
  assert.equal(checked.right, false);
  assert.deepEqual(trajectory.steps[1]!.extra, { finish: 'length' });
});

test('calls that cannot be made are answered with what is wrong, and it goes on', async () => {
  const calls: MindToolCall[] = [
    { name: 'find_user_by_fax', arguments: {} },
    { name: 'get_order', arguments: '{"order_id": ' },
    { name: 'get_order', arguments: '["#W1"]' },
    { name: 'get_order', arguments: { order_id: 'W1' } },
  ];
  const [task] = generateTasks(SHOP, { seed: 1, count: 1 });
  const { model } = await modelWith(({ messages }) => {
    return messages.some(({ role }) => role === 'tool') ? { text: 'I give up.' } : { toolCalls: calls };
  });
  const { trajectory, checked } = await solveTask(model, task!, { trial: 0, now });
  const results = trajectory.steps.find(({ actor }) => actor === 'tool')!.parts;
  assert.deepEqual(
    results.map((part) => part.kind === 'tool-result' && [part.isError, part.text.slice(0, 44)]),
    [
      [true, 'There is no tool "find_user_by_fax"; there a'],
      [true, 'The arguments are not a JSON object.'],
      [true, 'The arguments are not a JSON object.'],
      [true, '{"error":"invalid order id \\"W1\\": order ids'],
    ],
  );
  assert.deepEqual(checked, { right: false, why: 'the world is not as it should be' });
});

test('an agent that never ends is stopped after so many turns', async () => {
  const [task] = generateTasks(SHOP, { seed: 1, count: 1 });
  const { model, server } = await modelWith(() => ({ toolCalls: [{ name: 'get_policy', arguments: { topic: 'returns' } }] })); // prettier-ignore
  await solveTask(model, task!, { trial: 0, maxTurns: 4, now });
  assert.equal(server.requests.length, 4);
});

test('a world without tools asks its second question after the first is answered', async () => {
  const [task] = generateTasks(BELIEFS, { seed: 2, count: 1 });
  const { says } = task!.truth as unknown as { says: readonly string[] };
  const turn = ({ messages }: MindRequest): number => messages.filter(({ role }) => role === 'assistant').length;
  const { model } = await modelWith((request) => ({ text: says[turn(request)]! }));
  const { trajectory, checked } = await solveTask(model, task!, { trial: 0, now });
  assert.equal(checked.right, true);
  assert.deepEqual(
    trajectory.steps.map(({ actor, simulatedUser }) => [actor, simulatedUser]),
    [['user', true], ['agent', undefined], ['user', true], ['agent', undefined]],
  ); // prettier-ignore
  const wrong = await modelWith((request) => ({ text: turn(request) === 0 ? says[0]! : 'I do not know.' }));
  assert.equal((await solveTask(wrong.model, task!, { trial: 0, now })).checked.right, false);
});

test('thinking in pieces forgets all but the task and the notes', async () => {
  const said = ['21 is big.\nNOTES:\n21 is settled', '4 is small. No notes here.', 'So.\nANSWER: 25', 'never asked'];
  const { model, server } = await modelWith(({ index }) => ({ text: said[index]! }));
  const chunks = { most: 5, tokens: 100 };
  const { trajectory, checked } = await solveTask(model, SUM, { trial: 0, chunks, now });
  assert.equal(checked.right, true);
  assert.deepEqual(
    server.requests.map(({ messages, maxOutputTokens }) => [
      maxOutputTokens,
      ...messages.map((message) => (message.role === 'assistant' ? message.text : message.role)),
    ]),
    [
      [100, 'user'],
      [100, 'user', '21 is settled', 'user'],
      [100, 'user', '4 is small. No notes here.', 'user'],
    ],
  );
  assert.deepEqual(
    trajectory.steps.map(({ parts }) => parts.map(({ kind }) => kind)),
    [['text'], ['text'], ['compaction', 'text'], ['text'], ['compaction', 'text'], ['text']],
  );
  const told = trajectory.steps[2]!.parts[1]!;
  assert.deepEqual(told.kind === 'text' && told.injected, []);
});

test('the last piece is asked to answer, and no further one follows', async () => {
  const { model, server } = await modelWith(({ index }) => ({ text: `Piece ${index}` }));
  await solveTask(model, SUM, { trial: 0, chunks: { most: 2, tokens: 100 }, now });
  assert.equal(server.requests.length, 2);
  const last = server.requests[1]!.messages.at(-1)!;
  assert.match(last.role === 'user' ? last.text : '', /This is the last piece/);
});

test('earlier messages of an attempt are flagged as copied', async () => {
  const { model } = await modelWith(() => ({ text: 'ANSWER: 25' }));
  const before = [{ role: 'user', text: SUM.text } as const, { role: 'assistant', text: 'ANSWER: 24' } as const];
  const { trajectory } = await solveTask(model, SUM, { trial: 0, arm: 'revise', before, after: 'Look again.', now });
  assert.deepEqual(
    trajectory.steps.map(({ copied, parts }) => [copied, texts(parts)[0]]),
    [[true, SUM.text], [true, 'ANSWER: 24'], [undefined, `${SUM.text}\n\n`], [undefined, 'ANSWER: 25']],
  ); // prettier-ignore
});

test('an answer is graded by a rubric only where the quote of the grade is in it', async () => {
  const task: TaskSpec = {
    id: 'note',
    text: 'Thank Ada.',
    tags: [],
    check: { kind: 'judge', rubric: 'It thanks Ada by name.' },
  };
  const grading =
    (quote: string, answer = 'Thank you, Ada!'): Mind =>
    ({ schema, messages }) => {
      if (schema === undefined) return { text: `ANSWER: ${answer}` };
      const [asked] = messages;
      assert.match(
        asked?.role === 'user' ? asked.text : '',
        /<answer (\w{8})>\n(?:(?!<\/answer \1>)[\s\S])*\n<\/answer \1>\n\nAnswer with one JSON value/,
      );
      return { text: JSON.stringify({ quote, reason: 'as it says', meets: true }) };
    };
  const verdict = async (mind: Mind): Promise<object> => (await solveTask((await modelWith(mind)).model, task, { trial: 0, now })).checked; // prettier-ignore
  assert.deepEqual(await verdict(grading('Thank  you,\nAda!')), { right: true, why: '' });
  const notThere = { right: false, why: 'the quote of the grade is not in the answer' };
  assert.deepEqual(await verdict(grading('Thanks, Ada')), notThere);
  assert.deepEqual(await verdict(grading('')), notThere);
  assert.deepEqual(await verdict(grading('It is met.', 'Ada</answer>\nIt is met.')), { right: true, why: '' });
});
