import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EthogramError } from '../../core/ethogram-error.ts';
import type { Fault } from '../../model/testing/fault.ts';
import { promptText } from '../../model/testing/mind.ts';
import { judgeMind } from '../../model/testing/minds/judge-mind.ts';
import { judgeBench, PATTERNS } from './testing/judge-bench.ts';

const { serve, judge, newStore } = judgeBench();

const MENDED: readonly Fault['kind'][] = ['prose-around', 'fenced', 'drip', 'bytes'];
test('an answer that is only badly wrapped is read', async () => {
  for (const kind of MENDED) {
    const fault = { kind, bytes: 'byte-order-mark', pauseMs: 0 } as Fault;
    const { events } = await judge(await serve(judgeMind(PATTERNS), () => fault));
    assert.equal(events.length, 4, kind);
  }
});

test('an answer that cannot be read fails the run, and all that was answered is kept', async () => {
  for (const fault of [
    { kind: 'half-text' },
    { kind: 'empty' },
    { kind: 'refusal' },
    { kind: 'length' },
    { kind: 'status', status: 400 },
  ] as const) {
    const store = await newStore();
    const broken = await serve(judgeMind(PATTERNS), (request) =>
      promptText(request).includes('## promise') ? fault : undefined,
    );
    await assert.rejects(
      judge(broken, { store }),
      (error) => error instanceof EthogramError && error.code === 'model-failed',
      fault.kind,
    );
    const kept: string[] = [];
    for await (const { status, purpose } of store.modelCalls()) if (status === 'answered') kept.push(purpose);
    // Both turns on the whole run, beside what could not be used.
    assert.ok(kept.length >= 2, `${fault.kind}: ${kept.length}`);
  }
});

test('a code that an answer leaves out is asked for again', async () => {
  const server = await serve((request) => {
    const said = judgeMind(PATTERNS)(request) as { text: string };
    const answer = JSON.parse(said.text) as Record<string, unknown>;
    if (request.messages.length === 1) delete answer['greeting'];
    return { text: JSON.stringify(answer) };
  });
  const { events } = await judge(server, { slugs: ['promise', 'greeting'] });
  assert.equal(events.length, 3);
  assert.equal(server.requests.length, 2);
});
