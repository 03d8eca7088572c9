import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { embedMany, generateText, jsonSchema, Output, streamText, tool } from 'ai';
import type { Mind, MindAnswer } from './mind.ts';
import { modelsAt, PROVIDER_NAMES } from './models-at.ts';
import { startModelServer, type ModelServer, type ModelServerOptions } from './start-model-server.ts';

const VERDICT = jsonSchema<{ verdict: string }>({
  type: 'object',
  properties: { verdict: { type: 'string', enum: ['present', 'absent'] } },
  required: ['verdict'],
  additionalProperties: false,
});
const TOOLS = {
  look_up: tool({
    description: 'Looks a word up.',
    inputSchema: jsonSchema({ type: 'object', properties: { word: { type: 'string' } }, required: ['word'] }),
  }),
};
const MESSAGES = [
  { role: 'user' as const, content: 'What is a heron? 🐦' },
  {
    role: 'assistant' as const,
    content: [
      { type: 'text' as const, text: 'I look.' },
      { type: 'tool-call' as const, toolCallId: 'c1', toolName: 'look_up', input: { word: 'heron' } },
    ],
  },
  {
    role: 'tool' as const,
    content: [
      {
        type: 'tool-result' as const,
        toolCallId: 'c1',
        toolName: 'look_up',
        output: { type: 'text' as const, value: 'a bird' },
      },
    ],
  },
  { role: 'user' as const, content: 'And a crane?' },
];

for (const name of PROVIDER_NAMES) {
  suite(`the server speaks to ${name}`, () => {
    let server: ModelServer;
    let said: MindAnswer = {};
    before(async () => {
      server = await startModelServer(() => said);
    });
    after(() => server.close());
    const ask = async (answer: MindAnswer, extra: object = {}) => {
      said = answer;
      return generateText({ model: modelsAt(server.url)[name], prompt: 'Hello', maxRetries: 0, ...extra });
    };
    const stream = async (answer: MindAnswer, extra: object = {}) => {
      said = answer;
      const errors: unknown[] = [];
      const onError = ({ error }: { error: unknown }): void => void errors.push(error);
      const result = streamText({
        model: modelsAt(server.url)[name],
        prompt: 'Hello',
        maxRetries: 0,
        onError,
        ...extra,
      });
      const deltas: string[] = [];
      for await (const delta of result.textStream) deltas.push(delta);
      return { result, deltas, errors };
    };
    const long = 'A crane is a tall bird that dances – 🕊️ and calls loudly over the marsh.';

    test('a text comes back as it was said, and the mind is asked what was asked', async () => {
      const { text, finishReason } = await ask(
        { text: long },
        { prompt: undefined, messages: MESSAGES, instructions: 'Be brief.', tools: TOOLS, maxOutputTokens: 77 },
      );
      assert.equal(text, long);
      assert.equal(finishReason, 'stop');
      const { instructions, messages, tools, maxOutputTokens, stream: streamed } = server.requests.at(-1)!;
      assert.equal(instructions, 'Be brief.');
      assert.deepEqual(messages, [
        { role: 'user', text: 'What is a heron? 🐦' },
        {
          role: 'assistant',
          text: 'I look.',
          toolCalls: [{ callId: 'c1', name: 'look_up', argumentsText: '{"word":"heron"}' }],
        },
        { role: 'tool', results: [{ callId: 'c1', name: 'look_up', text: 'a bird' }] },
        { role: 'user', text: 'And a crane?' },
      ]);
      assert.deepEqual(
        tools.map((given) => [given.name, given.description, given.parameters['required']]),
        [['look_up', 'Looks a word up.', ['word']]],
      );
      assert.equal(maxOutputTokens, 77);
      assert.equal(streamed, false);
    });

    test('a text comes back in pieces when it is streamed', async () => {
      const { result, deltas, errors } = await stream({ text: long });
      assert.deepEqual(errors, []);
      assert.equal(deltas.join(''), long);
      assert.ok(deltas.length > 3);
      assert.equal(await result.finishReason, 'stop');
      assert.equal(server.requests.at(-1)!.stream, true);
    });

    // OpenAI's own chat protocol shows no reasoning.
    if (name !== 'openai chat') {
      test('reasoning comes apart from the text', async () => {
        const answer = { text: 'Six.', reasoning: 'Two threes are six, so it is six.' };
        const whole = await ask(answer);
        assert.equal(whole.reasoningText, answer.reasoning);
        assert.equal(whole.text, 'Six.');
        const { result } = await stream(answer);
        assert.equal(await result.reasoningText, answer.reasoning);
        assert.equal(await result.text, 'Six.');
      });
    }

    test('calls of tools come with their arguments', async () => {
      const answer = {
        text: 'I look twice.',
        toolCalls: [
          { name: 'look_up', arguments: { word: 'crane, the bird' } },
          { name: 'look_up', arguments: { word: 'crane, the machine' } },
        ],
      };
      const expected = [{ word: 'crane, the bird' }, { word: 'crane, the machine' }];
      const whole = await ask(answer, { tools: TOOLS });
      assert.deepEqual(
        whole.toolCalls.map(({ input }) => input as unknown),
        expected,
      );
      assert.equal(whole.finishReason, 'tool-calls');
      const { result } = await stream(answer, { tools: TOOLS });
      assert.deepEqual(
        (await result.toolCalls).map(({ input }) => input as unknown),
        expected,
      );
      assert.equal(await result.finishReason, 'tool-calls');
    });

    test('a schema reaches the mind, and JSON the client', async () => {
      const output = Output.object({ schema: VERDICT, name: 'judge_verdict' });
      const answer = { text: '{"verdict":"absent"}' };
      const whole = await ask(answer, { output });
      assert.deepEqual(whole.output, { verdict: 'absent' });
      const { schema, schemaName } = server.requests.at(-1)!;
      assert.deepEqual(Object.keys(schema!['properties'] as object), ['verdict']);
      if (name.startsWith('openai')) assert.equal(schemaName, 'judge_verdict');
      const { result } = await stream(answer, { output });
      assert.deepEqual(await result.output, { verdict: 'absent' });
    });

    test('usage is what the mind says, whole and streamed', async () => {
      const usage = { inputTokens: 120, cachedInputTokens: 100, outputTokens: 30, reasoningTokens: 20 };
      const counted = async ({ usage: given }: { usage: PromiseLike<Counted> | Counted }): Promise<object> => {
        const { inputTokens, outputTokens, inputTokenDetails, outputTokenDetails } = await given;
        const { cacheReadTokens: cachedInputTokens } = inputTokenDetails;
        return { inputTokens, cachedInputTokens, outputTokens, reasoningTokens: outputTokenDetails.reasoningTokens };
      };
      assert.deepEqual(await counted(await ask({ text: 'Yes.', usage })), usage);
      assert.deepEqual(await counted((await stream({ text: 'Yes.', usage })).result), usage);
    });

    test('usage is estimated from the texts when the mind does not say', async () => {
      const { usage } = await ask({ text: long });
      assert.equal(usage.inputTokens, 1);
      assert.equal(usage.outputTokens, 18);
    });

    test('an answer may stop at the limit of tokens', async () => {
      assert.equal((await ask({ text: 'It is', finish: 'length' })).finishReason, 'length');
      assert.equal(await (await stream({ text: 'It is', finish: 'length' })).result.finishReason, 'length');
    });

    test('an answer that is longer than the client allows is cut off there', async () => {
      const { text, finishReason, usage } = await ask({ text: long }, { maxOutputTokens: 16 });
      assert.ok(text.length > 40 && long.startsWith(text));
      assert.equal(finishReason, 'length');
      assert.equal(usage.outputTokens, 16);
    });

    test('a refusal is a filtered answer', async () => {
      const refusal = { text: 'I will not.', finish: 'refusal' } as const;
      assert.equal((await ask(refusal)).finishReason, 'content-filter');
      assert.equal(await (await stream(refusal)).result.finishReason, 'content-filter');
    });
  });
}

interface Counted {
  readonly inputTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly inputTokenDetails: { readonly cacheReadTokens: number | undefined };
  readonly outputTokenDetails: { readonly reasoningTokens: number | undefined };
}

test('a model without structured output is asked by way of a tool, and answers through it', async () => {
  const server = await startModelServer(() => ({ text: '{"verdict":"present"}' }));
  try {
    const model = createAnthropic({ baseURL: `${server.url}/v1`, apiKey: 'key' })('claude-3-5-haiku-20241022');
    const { output } = await generateText({
      model,
      prompt: 'Judge.',
      output: Output.object({ schema: VERDICT }),
      maxOutputTokens: 100,
      maxRetries: 0,
    });
    assert.deepEqual(output, { verdict: 'present' });
    assert.equal(server.requests[0]!.schemaTool, 'json');
    assert.deepEqual(server.requests[0]!.tools, []);
  } finally {
    await server.close();
  }
});

test('texts that share words have embeddings near each other', async () => {
  await served(
    () => ({}),
    {},
    async ({ url }) => {
      const model = createOpenAI({ baseURL: `${url}/v1`, apiKey: 'key' }).embedding('text-embedding-3-small');
      const values = ['Check the sum again.', 'Check every sum again.', 'Birds sing at dawn.'];
      const { embeddings, usage } = await embedMany({ model, values });
      const [first, second, third] = embeddings as [number[], number[], number[]];
      const cosine = (a: number[], b: number[]): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
      assert.equal(embeddings.length, 3);
      assert.ok(cosine(first, second) > 0.6);
      assert.ok(Math.abs(cosine(first, third)) < 0.3);
      assert.equal(usage.tokens, 15);
    },
  );
});

test('the models are listed in the shape of each service', async () => {
  await served(
    () => ({}),
    { models: ['small', 'large'] },
    async ({ url }) => {
      const list = async (path: string, headers = {}): Promise<unknown> =>
        (await fetch(url + path, { headers })).json();
      const openai = (await list('/v1/models')) as { data: { id: string; object: string }[] };
      assert.deepEqual(openai.data.map(({ id, object }) => [id, object]), [['small', 'model'], ['large', 'model']]); // prettier-ignore
      const anthropic = (await list('/v1/models', { 'anthropic-version': '2023-06-01' })) as {
        data: { type: string }[];
      };
      assert.equal(anthropic.data[0]!.type, 'model');
      const google = (await list('/v1beta/models')) as { models: { name: string }[] };
      assert.deepEqual(
        google.models.map(({ name }) => name),
        ['models/small', 'models/large'],
      );
    },
  );
});

test('a question knows how often it was asked and drawn', async () => {
  const seen: (readonly number[])[] = [];
  const mind: Mind = ({ attempt, draw }) => {
    seen.push([attempt, draw]);
    return { text: 'ok' };
  };
  const faults = ({ index }: { index: number }) =>
    index === 1 ? ({ kind: 'status', status: 500 } as const) : undefined;
  await served(mind, { faults }, async ({ url }) => {
    const model = modelsAt(url)['openai-compatible'];
    for (const _ of [0, 1, 2]) await generateText({ model, prompt: 'Again', maxRetries: 0 }).catch(() => {});
    await generateText({ model, prompt: 'Another', maxRetries: 0 });
    for (const _ of [0, 1]) await generateText({ model, prompt: 'Cold', temperature: 0 });
    await generateText({ model, prompt: 'Cold', seed: 7 });
  });
  assert.deepEqual(seen, [[0, 0], [2, 1], [0, 0], [0, 0], [1, 0], [0, 7]]); // prettier-ignore
});

async function served(
  mind: Mind,
  options: ModelServerOptions,
  use: (server: ModelServer) => Promise<void>,
): Promise<void> {
  const server = await startModelServer(mind, options);
  try {
    await use(server);
  } finally {
    await server.close();
  }
}
