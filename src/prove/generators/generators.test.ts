import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../core/json.ts';
import { truthOf } from '../../model/testing/minds/solver-mind.ts';
import { checkAnswer, type PlainCheck } from '../answer/check-answer.ts';
import type { TaskSpec } from '../task/task-spec.ts';
import { GENERATORS, generateTasks, generatorNamed } from './generators.ts';

const COUNT = 200;

for (const generator of GENERATORS) {
  const tasks = generateTasks(generator, { seed: 1, count: COUNT });

  test(`${generator.name}: hundreds of tasks, each once, the same for the same seed`, () => {
    assert.equal(tasks.length, COUNT);
    assert.equal(new Set(tasks.map(({ id }) => id)).size, COUNT);
    assert.equal(new Set(tasks.map(question)).size, COUNT);
    const again = generateTasks(generator, { seed: 1, count: COUNT });
    assert.deepEqual(again.map(plainTask), tasks.map(plainTask));
    const other = generateTasks(generator, { seed: 2, count: COUNT });
    assert.notDeepEqual(other.map(question), tasks.map(question));
    assert.ok(tasks.every(({ tags }) => tags[0] === generator.name));
  });

  test(`${generator.name}: the planted truth passes, and what is wrong does not`, async () => {
    for (const task of tasks) {
      assert.equal(await passes(task, right(task)), true, `${task.id}: ${task.text}`);
      for (const wrong of wrongs(task)) assert.equal(await passes(task, wrong), false, `${task.id}: ${wrong.answer}`);
    }
  });
}

test('the sums are read by the mind that solves them as what they are', () => {
  for (const { text, truth } of generateTasks(generatorNamed('arithmetic'), { seed: 3, count: 300 })) {
    assert.equal(truthOf(text), truth!['answer'], text);
  }
});

interface Tried {
  readonly answer: string;
  readonly calls: readonly JsonObject[];
  readonly says: readonly string[];
}

function plainTask(task: TaskSpec): object {
  return { ...task, world: undefined };
}

// Where there is a world, the same words may be said in another one.
function question({ text, truth, world }: TaskSpec): string {
  return world === undefined ? text : `${text} ${JSON.stringify(truth)}`;
}

function right({ truth = {} }: TaskSpec): Tried {
  return {
    answer: String(truth['answer'] ?? ''),
    calls: (truth['calls'] ?? []) as readonly JsonObject[],
    says: (truth['says'] ?? []) as readonly string[],
  };
}

function wrongs({ truth = {} }: TaskSpec): Tried[] {
  const answers = (truth['wrong'] ?? ['-1']) as readonly string[];
  const calls = (truth['wrongCalls'] ?? []) as readonly JsonObject[];
  const says = (truth['wrongSays'] ?? []) as readonly string[];
  return answers.map((answer) => ({ answer, calls, says }));
}

async function passes(task: TaskSpec, { answer, calls, says }: Tried): Promise<boolean> {
  if (task.check.kind !== 'environment') return (await checkAnswer(answer, task.check as PlainCheck)).right;
  const world = task.world!();
  for (const call of calls) {
    const { isError, text } = world.call(call['name'] as string, call['arguments'] as JsonObject);
    assert.equal(isError, false, text);
  }
  for (const said of says) world.reply!(said);
  return world.isRight(answer);
}
