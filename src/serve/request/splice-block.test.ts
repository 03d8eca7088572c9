import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { injectedBlock } from '../injected-block.ts';
import { readModelRequest, type ServedProtocol } from './model-request.ts';
import { blockPlace, spliceBlock } from './splice-block.ts';

const BLOCK = injectedBlock([{ id: 'b_1', version: 1, name: 'behavior_ask', instruction: 'Ask "first".', score: 1, tokens: 5, why: '' }]); // prettier-ignore

function spliced(protocol: ServedProtocol, body: string | object): string {
  const request = readModelRequest(protocol, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
  assert.ok(request);
  const result = spliceBlock(request, BLOCK, blockPlace(request));
  return typeof result === 'string' ? result : Buffer.concat(result.pieces).toString();
}

function sent(protocol: ServedProtocol, body: string | object): unknown {
  return JSON.parse(spliced(protocol, body));
}

const USER = { role: 'user', content: 'hello' };

test('Chat Completions: at the end of the last leading message of system or developer', () => {
  assert.deepEqual(
    sent('chat', { messages: [{ role: 'system', content: 'A' }, { role: 'developer', content: 'B' }, USER] }),
    {
      messages: [{ role: 'system', content: 'A' }, { role: 'developer', content: `B\n\n${BLOCK}` }, USER],
    },
  );
  assert.deepEqual(
    sent('chat', { messages: [{ role: 'system', content: [{ type: 'text', text: 'A' }], name: 'n' }, USER] }),
    {
      messages: [
        {
          role: 'system',
          content: [
            { type: 'text', text: 'A' },
            { type: 'text', text: BLOCK },
          ],
          name: 'n',
        },
        USER,
      ],
    },
  );
  assert.deepEqual(sent('chat', { messages: [{ role: 'system', content: '' }, USER] }), {
    messages: [{ role: 'system', content: BLOCK }, USER],
  });
  assert.deepEqual(sent('chat', { messages: [{ role: 'system', content: [] }, USER] }), {
    messages: [{ role: 'system', content: [{ type: 'text', text: BLOCK }] }, USER],
  });
});

test('Chat Completions: as the first message where there are no instructions', () => {
  assert.deepEqual(sent('chat', { messages: [USER] }), { messages: [{ role: 'system', content: BLOCK }, USER] });
  assert.equal(spliced('chat', { messages: [] }), 'empty');
});

test('Messages: at the end of `system`, a text or a list, and as `system` where there is none', () => {
  assert.deepEqual(sent('anthropic', { system: 'A', messages: [USER] }), { system: `A\n\n${BLOCK}`, messages: [USER] });
  const cached = { type: 'text', text: 'A', cache_control: { type: 'ephemeral' } };
  assert.deepEqual(sent('anthropic', { messages: [USER], system: [cached] }), {
    messages: [USER],
    system: [cached, { type: 'text', text: BLOCK }],
  });
  assert.deepEqual(sent('anthropic', { messages: [USER] }), { system: BLOCK, messages: [USER] });
  assert.deepEqual(sent('anthropic', { system: null, messages: [USER] }), { system: BLOCK, messages: [USER] });
});

test('Messages: behind what is marked for the cache in the messages, never before it', () => {
  const mark = { cache_control: { type: 'ephemeral' } };
  const long = { type: 'text', text: 'a long document', ...mark };
  const ask = { type: 'text', text: 'what does it say?' };
  const block = { type: 'text', text: BLOCK };
  assert.deepEqual(sent('anthropic', { system: 'A', messages: [{ role: 'user', content: [long, ask] }] }), {
    system: 'A',
    messages: [{ role: 'user', content: [long, block, ask] }],
  });
  const before = [
    { role: 'user', content: [long] },
    { role: 'assistant', content: 'ok' },
  ];
  assert.deepEqual(sent('anthropic', { messages: [...before, USER] }), {
    messages: [...before, { role: 'user', content: `${BLOCK}\n\nhello` }],
  });
  const result = { type: 'tool_result', tool_use_id: 't', content: 'r' };
  assert.deepEqual(sent('anthropic', { messages: [...before, { role: 'user', content: [result, ask] }] }), {
    messages: [...before, { role: 'user', content: [result, block, ask] }],
  });
  // A mark at the very end moves on with the conversation.
  const last = { role: 'user', content: [{ ...ask, ...mark }] };
  assert.deepEqual(sent('anthropic', { messages: [last] }), { system: BLOCK, messages: [last] });
});

test('Responses: at the end of `instructions`, else of the leading items, else as `instructions`', () => {
  assert.deepEqual(sent('responses', { instructions: 'A', input: 'hello' }), {
    instructions: `A\n\n${BLOCK}`,
    input: 'hello',
  });
  const developer = { role: 'developer', content: [{ type: 'input_text', text: 'A' }] };
  assert.deepEqual(sent('responses', { input: [developer, USER] }), {
    input: [{ role: 'developer', content: [...developer.content, { type: 'input_text', text: BLOCK }] }, USER],
  });
  assert.deepEqual(sent('responses', { input: 'hello' }), { instructions: BLOCK, input: 'hello' });
  assert.deepEqual(sent('responses', { instructions: null, input: 'hello' }), { instructions: BLOCK, input: 'hello' });
  // The provider keeps the input of a stored conversation, and not its instructions.
  assert.deepEqual(sent('responses', { input: [developer, USER], previous_response_id: 'resp_1' }), {
    instructions: BLOCK,
    input: [developer, USER],
    previous_response_id: 'resp_1',
  });
  // Instructions of ours would take the place of those of the prompt.
  assert.equal(spliced('responses', { prompt: { id: 'p' }, input: 'hello' }), 'template');
  assert.deepEqual(sent('responses', { prompt: { id: 'p' }, input: [USER] }), {
    prompt: { id: 'p' },
    input: [{ role: 'developer', content: BLOCK }, USER],
  });
});

test('instructions that hold a block already get no second one', () => {
  const once = spliced('chat', { messages: [{ role: 'system', content: 'A' }, USER] });
  assert.equal(spliced('chat', once), 'marked');
});

test('of fields that stand twice the last one counts, as parsers have it', () => {
  assert.equal(
    spliced('anthropic', '{"system":"A","system":"B","messages":[{"role":"user","content":"x"}]}'),
    `{"system":"A","system":"B\\n\\n${JSON.stringify(BLOCK).slice(1, -1)}","messages":[{"role":"user","content":"x"}]}`,
  );
});

test('nothing but the block changes: numbers, escapes, order, white space, unknown fields stay byte for byte', () => {
  const extra = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }));
  const content = fc.oneof(fc.string({ unit: 'binary' }), fc.constant(undefined));
  fc.assert(
    fc.property(
      extra,
      content,
      fc.constantFrom<ServedProtocol>('chat', 'responses', 'anthropic'),
      fc.constantFrom(undefined, 1, '\t'),
      (fields, system, protocol, indent) => {
        const list = protocol === 'responses' ? 'input' : 'messages';
        const named = protocol === 'chat' ? {} : { [protocol === 'anthropic' ? 'system' : 'instructions']: system };
        const leading = protocol === 'chat' && system !== undefined ? [{ role: 'system', content: system }] : [];
        const { prompt: _prompt, conversation: _conversation, ...others } = fields;
        const body = { ...others, ...named, [list]: [...leading, { role: 'user', content: 'x', n: 1e21 }] };
        const text = JSON.stringify(body, null, indent)
          .replace(/("n": ?)1e\+21/, '$11.000E21')
          .replace('"user"', '"\\u0075ser"');
        const result = spliced(protocol, text);
        const bytes = JSON.stringify(BLOCK).slice(1, -1);
        // What came stands before and behind one piece that was put in: the block, and the few signs around it.
        let head = 0;
        while (head < text.length && result[head] === text[head]) head++;
        const put = result.length - text.length;
        assert.equal(result.slice(head + put), text.slice(head));
        assert.ok(result.includes(bytes) && put <= bytes.length + 40, String(put - bytes.length));
        JSON.parse(result);
      },
    ),
  );
});
