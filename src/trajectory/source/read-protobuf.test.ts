import assert from 'node:assert/strict';
import test from 'node:test';
import { importText, issuesOf, trajectoriesOf } from '../testing/import-text.ts';

// Wire format by hand: field 1 of 2 with a length, and strings in it.
const field = (number: number, ...bytes: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(bytes);
  const length: number[] = [];
  for (let left = body.length; left > 0 || length.length === 0; left >>>= 7)
    length.push((left & 127) | (left > 127 ? 128 : 0));
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...length]), body]);
};
const attribute = (key: string, value: string): Buffer =>
  field(9, field(1, Buffer.from(key)), field(2, field(1, Buffer.from(value))));

const message = (trace: number, text: string): Buffer =>
  field(
    1,
    field(
      2,
      field(
        2,
        field(1, Buffer.alloc(16, trace)),
        field(2, Buffer.alloc(8, 1)),
        field(5, Buffer.from('chat m')),
        attribute('gen_ai.operation.name', 'chat'),
        attribute(
          'gen_ai.input.messages',
          JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]),
        ),
        attribute(
          'gen_ai.output.messages',
          JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'ok' }] }]),
        ),
      ),
    ),
  );
const prefixed = (bytes: Buffer): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
};

test('OTLP in protobuf is read, one message or many behind their lengths', async () => {
  const both = [message(1, 'first'), message(2, 'second '.repeat(40))];
  for (const file of [Buffer.concat(both), Buffer.concat(both.map(prefixed))]) {
    const items = await importText('spans.pb', file);
    assert.deepEqual(issuesOf(items), []);
    const texts = trajectoriesOf(items).flatMap(({ steps }) =>
      steps.map(({ parts }) => (parts[0] as { text: string }).text),
    );
    assert.deepEqual(texts, ['first', 'ok', 'second '.repeat(40), 'ok']);
  }
});

test('a message that is cut off, or is none, is told', async () => {
  const file = Buffer.concat([prefixed(message(1, 'first')), prefixed(message(2, 'second')).subarray(0, 60)]);
  const items = await importText('spans.pb', file);
  assert.deepEqual(issuesOf(items), ['truncated 2: the last message is cut off']);
  assert.equal(trajectoriesOf(items).length, 1);
  const odd = await importText('spans.pb', Buffer.concat([message(1, 'first'), Buffer.from([0x0a, 0xff, 0x7f, 1])]));
  assert.match(issuesOf(odd).join(), /^bad-otlp 1: /);
});
