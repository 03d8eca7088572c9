import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../core/json.ts';
import type { DraftItem } from '../../trace-format.ts';
import { otelReader } from './otel-reader.ts';
import { spanInbox } from './span-inbox.ts';

const message = (role: string, text: string): object => ({ role, parts: [{ type: 'text', content: text }] });

function span(trace: string, id: string, second: number, attributes: object, parent?: string): Json {
  return {
    traceId: trace,
    spanId: `${trace}-${id}`,
    ...(parent !== undefined && { parentSpanId: `${trace}-${parent}` }),
    name: id,
    startTimeUnixNano: `${1_700_000_000 + second}000000000`,
    endTimeUnixNano: `${1_700_000_001 + second}000000000`,
    attributes,
  } as unknown as Json;
}

function chat(trace: string, turns: number, conversation?: string): Json[] {
  const spans: Json[] = [
    span(trace, 'root', 0, { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': trace }),
  ];
  const said: object[] = [];
  for (let turn = 0; turn < turns; turn++) {
    said.push(message('user', `question ${turn} of ${trace}`));
    const answer = message('assistant', `answer ${turn}`);
    spans.push(
      span(
        trace,
        `chat${turn}`,
        1 + turn * 2,
        {
          'gen_ai.operation.name': 'chat',
          'gen_ai.input.messages': JSON.stringify(said),
          'gen_ai.output.messages': JSON.stringify([answer]),
          ...(conversation !== undefined && { 'gen_ai.conversation.id': conversation }),
        },
        'root',
      ),
    );
    said.push(answer);
  }
  // A tool with a sub-agent in it.
  spans.push(
    span(
      trace,
      'tool',
      90,
      {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'ask',
        'gen_ai.tool.call.id': 'c1',
        'gen_ai.tool.call.result': 'done',
      },
      'root',
    ),
  );
  spans.push(span(trace, 'inner', 91, { 'gen_ai.operation.name': 'invoke_agent' }, 'tool'));
  spans.push(
    span(
      trace,
      'innerchat',
      92,
      { 'gen_ai.operation.name': 'chat', 'gen_ai.output.messages': JSON.stringify([message('assistant', 'inside')]) },
      'inner',
    ),
  );
  return spans;
}

const SPANS: readonly Json[] = [...chat('a', 3), ...chat('b', 2), ...chat('c', 1, 'talk'), ...chat('d', 2, 'talk')];

function byId(items: readonly DraftItem[]): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const item of items) {
    if ('draft' in item) {
      const { line: _line, ...draft } = item.draft;
      found.set(draft.runId!, draft);
    } else if ('link' in item) found.set(`link ${item.link.childRunId}`, item);
  }
  return found;
}

function fromFile(records: readonly Json[]): Map<string, unknown> {
  const reader = otelReader();
  return byId([...records.flatMap((value, i) => [...reader.read({ value, line: i + 1 })]), ...reader.end()]);
}

test('any order and batching, spans sent twice, and runs handed out early end in what a file import gives', () => {
  const expected = fromFile(SPANS);
  // Three runs with a sub-agent in each trace, and its link.
  assert.equal(expected.size, 3 + 4 + 4);
  const order = fc.shuffledSubarray([...SPANS.keys()], { minLength: SPANS.length });
  fc.assert(
    fc.property(
      order,
      fc.array(fc.nat(SPANS.length - 1)),
      fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
      (places, twice, sizes) => {
        const inbox = spanInbox({ idle: 5 });
        const sent = [...places, ...twice].map((place) => SPANS[place]!);
        const items: DraftItem[] = [];
        let now = 0;
        for (let from = 0, batch = 0; from < sent.length; batch++) {
          const size = sizes[batch % sizes.length]!;
          inbox.add({ spans: sent.slice(from, from + size) }, now);
          from += size;
          now += size;
          items.push(...inbox.take(now));
        }
        items.push(...inbox.flush());
        const found = byId(items);
        for (const [id, run] of expected) assert.deepEqual(found.get(id), run, id);
        assert.deepEqual(fromFile(sent), expected);
      },
    ),
    { numRuns: 100 },
  );
});

test('a run is handed out once it is quiet, and again when it has grown', () => {
  const inbox = spanInbox({ idle: 10 });
  const [root, first, second] = chat('a', 2);
  assert.equal(inbox.add({ spans: [root!, first!] }, 0), 2);
  assert.deepEqual(inbox.take(9), []);
  const steps = (items: readonly DraftItem[]): number[] =>
    items.flatMap((item) => ('draft' in item ? [item.draft.steps.length] : []));
  assert.deepEqual(steps(inbox.take(10)), [2]);
  assert.deepEqual(inbox.take(100), []);
  inbox.add(second!, 101);
  assert.deepEqual(steps(inbox.take(111)), [4]);
});

test('no more is kept than asked: the quietest runs are handed out and counted, what comes later is a part of its own', () => {
  const inbox = spanInbox({ idle: 1000, maxSpans: 10 });
  const [root, first, second] = chat('a', 2);
  inbox.add({ spans: [root!, first!] }, 0);
  for (let i = 0; i < 9; i++) inbox.add(chat(`t${i}`, 1)[1]!, i + 1);
  const counts = inbox.counts();
  assert.deepEqual({ ...counts }, { spans: 9, runs: 9, evictedRuns: 1, evictedSpans: 2 });
  inbox.add(second!, 20);
  const ids = inbox.flush().flatMap((item) => ('draft' in item ? [item.draft.runId] : []));
  assert.ok(ids.includes('a') && ids.includes('a/part-2'), ids.join());
});
