import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { estimateTokens } from '../../../core/estimate-tokens.ts';
import type { JsonObject } from '../../../core/json.ts';
import type { ModelMessage } from '../../../core/model.ts';
import type { Mind, MindAnswer, MindRequest } from '../mind.ts';
import { echoMind } from './echo-mind.ts';
import { fillSchema, type FieldValues } from './fill-schema.ts';
import { plantedSlip } from './planted-slip.ts';
import { programmableMind } from './programmable-mind.ts';
import { readArithmetic, valueOf } from './read-arithmetic.ts';
import { reflectingMind } from './reflecting-mind.ts';
import { schemaMind } from './schema-mind.ts';
import { scriptedMind } from './scripted-mind.ts';
import { slipsIn } from './slips-in.ts';
import { SLIPS } from './slips.ts';
import { solverMind, truthOf, type SolverOptions } from './solver-mind.ts';
import { toolMind } from './tool-mind.ts';

test('an echo says what it was told last', async () => {
  assert.deepEqual(await ask(echoMind, 'Hello there.'), { text: 'Hello there.' });
});

test('a script is read line by line, and then there is nothing more to say', async () => {
  const mind = scriptedMind(['One.', { finish: 'length' }, ({ model }) => ({ text: model })]);
  const said = [await ask(mind, 'a'), await ask(mind, 'b'), await ask(mind, 'c'), await ask(mind, 'd')];
  assert.deepEqual(said, [
    { text: 'One.' },
    { finish: 'length' },
    { text: 'mind' },
    { fault: { kind: 'status', status: 400 } },
  ]);
});

suite('JSON for a schema', () => {
  const schema: JsonObject = {
    type: 'object',
    properties: {
      verdict: { enum: ['present', 'absent'] },
      confidence: { type: 'number', minimum: 0.5 },
      note: { type: 'string' },
      behaviors: { type: 'array', items: { $ref: '#/$defs/behavior' } },
      parent: { anyOf: [{ type: 'null' }, { type: 'string', minLength: 6 }] },
    },
    required: ['verdict', 'confidence', 'behaviors', 'parent'],
    $defs: {
      behavior: {
        type: 'object',
        properties: { name: { type: 'string' }, steps: { type: 'array', items: { type: 'integer' }, minItems: 1 } },
        required: ['name', 'steps'],
      },
    },
  };

  test('is the least that fits', () => {
    assert.deepEqual(fillSchema(schema), { verdict: 'present', confidence: 0.5, behaviors: [], parent: 'text..' });
  });

  test('takes values by name and by place, and completes the objects of a list', () => {
    const values: FieldValues = {
      verdict: 'absent',
      note: 'why',
      behaviors: [{ name: 'behavior_a' }, {}],
      'behaviors.1.name': 'second',
    };
    assert.deepEqual(fillSchema(schema, values), {
      verdict: 'absent',
      confidence: 0.5,
      note: 'why',
      behaviors: [
        { name: 'behavior_a', steps: [0] },
        { name: 'second', steps: [0] },
      ],
      parent: 'text..',
    });
  });

  test('is given by a mind even when the schema is only told in words', async () => {
    const told = `Answer with JSON:\n${JSON.stringify(schema)}`;
    assert.deepEqual(JSON.parse((await ask(schemaMind({ parent: 'root' }), told)).text!), {
      verdict: 'present',
      confidence: 0.5,
      behaviors: [],
      parent: 'root',
    });
    assert.deepEqual(await ask(schemaMind(), 'No schema.'), { text: 'Yes.' });
  });
});

test('a mind can be told what to say to what, and what was told last comes first', async () => {
  const schema = { type: 'object', properties: { verdict: {}, quote: {} } };
  const mind = programmableMind(echoMind)
    .on({ prompt: /weather/ }, () => ({ text: 'Rain.' }))
    .on({ schemaName: 'judge', fields: ['verdict', 'quote'] }, () => ({ text: '{}' }))
    .on({ tool: 'search' }, () => ({ toolCalls: [{ name: 'search', arguments: {} }] }));
  assert.deepEqual(await ask(mind, 'Hi'), { text: 'Hi' });
  assert.deepEqual(await ask(mind, 'The weather?'), { text: 'Rain.' });
  assert.deepEqual(await ask(mind, 'The weather?', { schema, schemaName: 'judge' }), { text: '{}' });
  assert.deepEqual(await ask(mind, 'Hi', { schema }), { text: '{}' });
  assert.deepEqual(await ask(mind, 'Hi', { schema, schemaName: 'other' }), { text: 'Hi' });
  const tools = [{ name: 'search', description: '', parameters: {} }];
  assert.deepEqual(await ask(mind, 'Hi', { tools }), { toolCalls: [{ name: 'search', arguments: {} }] });
});

test('a plan sees what was called and what came back', async () => {
  const mind = toolMind((_, done) => {
    if (done.length === 0) return [{ name: 'find_order', arguments: { customer: 'Ada' } }];
    return done.length === 1 ? [{ name: 'refund', arguments: { order: done[0]!.result } }] : `Done: ${done[1]!.result}`;
  });
  const tools = [{ name: 'find_order', description: '', parameters: {} }, { name: 'refund', description: '', parameters: {} }]; // prettier-ignore
  const messages: ModelMessage[] = [{ role: 'user', text: 'Refund me.' }];
  const results = ['A-17', 'refunded'];
  for (const result of results) {
    const { toolCalls } = await mind(request({ messages, tools }));
    const { name, arguments: given } = toolCalls![0]!;
    messages.push({
      role: 'assistant',
      text: '',
      toolCalls: [{ callId: result, name, argumentsText: JSON.stringify(given) }],
    });
    messages.push({ role: 'tool', results: [{ callId: result, name, text: result }] });
  }
  assert.deepEqual(await mind(request({ messages, tools })), { text: 'Done: refunded' });
  assert.deepEqual(await ask(mind, 'Refund me.'), { text: 'I have no tool find_order.' });
});

test('a plan slips at a planted rate, and advice never makes a right run wrong', async () => {
  const tools = [{ name: 'refund', description: '', parameters: {} }];
  const mind = toolMind((asked, done) => {
    if (done.length > 0) return done[0]!.isError ? 'It failed.' : 'Refunded.';
    const { text: task } = asked.messages[0] as { text: string };
    const { slips } = plantedSlip(asked, { task, key: /\bids? (?:begins?|starts?) with\b/i });
    return [{ name: 'refund', arguments: { order: slips ? '17' : '#17' } }];
  });
  const ids = async (instructions: string): Promise<unknown[]> => {
    const tasks = Array.from({ length: 200 }, (_, i) => `Refund order ${i}.`);
    const answers = await Promise.all(tasks.map((task) => ask(mind, task, { instructions, tools })));
    return answers.map(({ toolCalls }) => (toolCalls![0]!.arguments as JsonObject)['order']);
  };
  const plain = await ids('Be polite.');
  const advised = await ids('An order id begins with a hash sign.');
  const wrong = (orders: unknown[]): number => orders.filter((order) => order === '17').length;
  // Of 200, .5 is 100 and .1 is 20, three standard deviations 21 and 13.
  assert.ok(Math.abs(wrong(plain) - 100) <= 21, String(wrong(plain)));
  assert.ok(Math.abs(wrong(advised) - 20) <= 13, String(wrong(advised)));
  assert.ok(advised.every((order, i) => order === '#17' || plain[i] === '17'));
});

test('sums are read in many wordings', () => {
  const read = (text: string): number | undefined => {
    const found = readArithmetic(text);
    return found && valueOf(found.tree);
  };
  assert.equal(read('Compute 17 * 23 + 4.'), 395);
  assert.equal(read('What is 17 times 23 minus 4?'), 387);
  assert.equal(read('Work out (12 + 3) × −4.'), -60);
  assert.equal(read('Add 4 to the product of 17 and 23.'), 395);
  assert.equal(read('Take 45, multiply it by 12 and subtract 7.'), 533);
  assert.equal(read('What is 17 multiplied by 23, and then subtract 9?'), 382);
  assert.equal(read('Find the sum of 1,234 and 56.'), 1290);
  assert.equal(read('Evaluate ((2+3)*4)-6/4.'), 18.5);
  assert.equal(read('Split 23 into 20 + 3.\n\nCompute 48 * 36.\nEnd with a line "Answer: 5".'), 1728);
  assert.equal(read('A shop has 12 boxes.'), undefined);
});

test('a slip is a wrong result that the working shows', () => {
  const [carry, order] = SLIPS as [(typeof SLIPS)[number], (typeof SLIPS)[number]];
  const tree = (text: string) => readArithmetic(text)!.tree;
  assert.deepEqual(carry.commit(tree('17 * 23 + 4'))!.map(({ value }) => value), [371, 375]); // prettier-ignore
  assert.deepEqual(
    carry.commit(tree('58 + 67'))!.map(({ value }) => value),
    [115],
  );
  assert.equal(carry.commit(tree('12 * 3')), undefined);
  assert.deepEqual(order.commit(tree('4 + 17 * 2'))!.map(({ value }) => value), [21, 42]); // prettier-ignore
  assert.equal(order.commit(tree('17 * 2 + 4')), undefined);
  assert.equal(order.commit(tree('(4 + 17) * 2')), undefined);
});

suite('the solver', () => {
  const tasks = Array.from(
    { length: 400 },
    (_, i) => `Compute ${13 + (i % 83)} * ${17 + ((i * 7) % 79)} + ${(i * 13) % 97}.`,
  );
  const advice =
    'behavior_write_every_carry: When you multiply numbers, write down each carry and add it in the next place.';
  const other = 'behavior_quote_sources: Name the source of every claim that you make.';

  const run = async (instructions: string, options: SolverOptions = {}): Promise<{ wrong: number; tokens: number }> => {
    const mind = solverMind({ seed: 3, ...options });
    let wrong = 0;
    let tokens = 0;
    for (const task of tasks) {
      const { text = '' } = await ask(mind, task, { instructions });
      tokens += estimateTokens(text);
      if (Number(/Answer: (-?\d+)$/.exec(text)![1]) !== truthOf(task)) wrong++;
    }
    return { wrong: wrong / tasks.length, tokens: tokens / tasks.length };
  };

  test('slips at the planted rate, less with advice that matters, the same with advice that does not', async () => {
    const plain = await run('Solve the task.');
    const advised = await run(advice);
    // A share of .5 of 400 varies by .025, one of .1 by .015; three of these each way.
    assert.ok(Math.abs(plain.wrong - 0.5) < 0.075, String(plain.wrong));
    assert.ok(Math.abs(advised.wrong - 0.1) < 0.045, String(advised.wrong));
    assert.ok(advised.tokens < plain.tokens / 2);
    assert.deepEqual(await run(other), plain);
    assert.equal((await run(advice, { advisedErrorRate: 0 })).wrong, 0);
  });

  test('draws by the whole prompt when asked to: other advice makes another draw of the same chance', async () => {
    const plain = await run('Solve the task.', { drawBy: 'prompt' });
    const irrelevant = await run(other, { drawBy: 'prompt' });
    assert.notEqual(irrelevant.wrong, plain.wrong);
    assert.ok(Math.abs(irrelevant.wrong - 0.5) < 0.075, String(irrelevant.wrong));
  });

  test('says the same to the same draw of the same question, and something else to another', async () => {
    const said = (draw: number, seed = 1): Promise<string> => {
      return Promise.all(tasks.slice(0, 20).map((task) => ask(solverMind({ seed }), task, { draw }))).then((all) =>
        JSON.stringify(all),
      );
    };
    assert.equal(await said(0), await said(0));
    assert.notEqual(await said(0), await said(1));
    assert.notEqual(await said(0), await said(0, 2));
  });

  test('shows its slip in words that a reader can quote, and names the behavior that helped', async () => {
    const { text } = await ask(solverMind({ errorRate: 1 }), 'Compute 17 * 23 + 4.');
    const [found] = slipsIn(text!);
    assert.equal(
      found!.quote,
      'Column by column the product of 17 and 23 comes to 371, each digit taken as it stands.',
    );
    assert.equal(found!.slip.behavior.name, 'behavior_write_every_carry');
    assert.ok(found!.slip.key.test(found!.slip.behavior.instruction));
    const advised = await ask(solverMind({ advisedErrorRate: 0 }), 'Compute 17 * 23 + 4.', { instructions: advice });
    assert.equal(advised.text, 'By behavior_write_every_carry:\n17 * 23 = 391.\n391 + 4 = 395.\nAnswer: 395');
    assert.deepEqual(slipsIn(advised.text), []);
  });

  test('is advised against one slip by what prevents that slip only', async () => {
    const task = 'Compute 4 + 12 * 3.';
    const answer = async (instructions: string): Promise<string | undefined> => {
      return (await ask(solverMind({ errorRate: 1, advisedErrorRate: 0 }), task, { instructions })).text
        ?.split('\n')
        .at(-1);
    };
    assert.equal(await answer(advice), 'Answer: 48');
    assert.equal(await answer('Work out products before sums.'), 'Answer: 40');
  });

  test('is not advised by its own words, the task or the schema', async () => {
    const mind = solverMind({ errorRate: 1, advisedErrorRate: 0 });
    const messages: ModelMessage[] = [
      { role: 'user', text: 'Compute 17 * 23.' },
      { role: 'assistant', text: 'I carry the 2.' },
      { role: 'user', text: 'Are you sure?' },
    ];
    assert.match((await mind(request({ messages }))).text!, /Answer: 371$/);
    const schema = { type: 'object', properties: { working: { type: 'string', description: 'Carry by carry.' }, answer: { type: 'integer' } }, required: ['working', 'answer'] }; // prettier-ignore
    const told = `Answer with JSON.\n${JSON.stringify(schema)}`;
    const { text } = await ask(mind, 'Compute 17 * 23.', { instructions: told, schema });
    const { answer, working } = JSON.parse(text!) as { answer: number; working: string };
    assert.equal(answer, 371);
    assert.equal(slipsIn(working).length, 1);
  });

  test('thinks apart, boxes its answer when asked to, and says when it cannot tell', async () => {
    const mind = solverMind({ errorRate: 0, thinks: true });
    const { text, reasoning } = await ask(mind, 'Compute 17 * 23. Put the answer in \\boxed{}.');
    assert.equal(text, 'The answer is \\boxed{391}.');
    assert.match(reasoning!, /17 \* 23 = 391\./);
    assert.deepEqual(await ask(mind, 'Who are you?'), { text: 'I cannot tell.' });
  });
});

test('who looks back names the slips in words of the run, with their step, and the behaviors that were missing', async () => {
  const mind = reflectingMind(programmableMind(() => ({})));
  const look = async (errorRate: number): Promise<unknown> => {
    const { text } = await ask(solverMind({ errorRate }), 'Compute 17 * 23 + 4.');
    const run = `The tag is 0a1b2c3d.\n\n#0a1b2c3d [0] user says\nCompute 17 * 23 + 4.\n#0a1b2c3d [1] agent says\n${text}`;
    return JSON.parse((await ask(mind, run, { schemaName: 'reflection', schema: REFLECTION })).text!);
  };
  const quote = 'Column by column the product of 17 and 23 comes to 371, each digit taken as it stands.';
  assert.deepEqual(await look(1), {
    correctness: {
      reason: 'Every part was looked at.',
      verdict: 'incorrect',
      mistakes: [{ step: 1, quote, sort: 'logic', explanation: 'A dropped-carry.' }],
    },
    missing: [
      {
        step: 1,
        quote,
        why: 'It prevents the dropped-carry.',
        effect: 'saves',
        ...SLIPS[0]!.behavior,
        when: null,
        whenNot: null,
        kind: 'strategy',
      },
    ],
    shown: [],
  });
  const { correctness, missing } = (await look(0)) as { correctness: { verdict: string }; missing: unknown[] };
  assert.deepEqual([correctness.verdict, missing], ['correct', []]);
});

const REFLECTION = { type: 'object', properties: { correctness: {}, missing: {}, shown: {} } };

async function ask(mind: Mind, text: string, extra: Partial<MindRequest> = {}): Promise<MindAnswer> {
  return mind(request({ messages: [{ role: 'user', text }], ...extra }));
}

function request(given: Partial<MindRequest>): MindRequest {
  return {
    protocol: 'chat-completions',
    model: 'mind',
    instructions: '',
    messages: [],
    tools: [],
    stream: false,
    includeUsage: false,
    headers: {},
    index: 0,
    attempt: 0,
    draw: 0,
    inFlight: 1,
    ...given,
  };
}
