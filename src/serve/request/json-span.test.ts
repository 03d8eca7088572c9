import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { elementSpans, fieldSpans, stringAt } from './json-span.ts';

const json = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
const spelled = fc.oneof(
  json.map((value) => JSON.stringify(value)),
  json.map((value) => JSON.stringify(value, null, '\t\r\n ')),
);

test('the values of an object’s fields are found where they stand, whatever they hold', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), spelled)), (fields) => {
      const text = `\n{ ${fields.map(([name, value]) => `${JSON.stringify(name)} :${value}`).join(' , ')}}`;
      const bytes = Buffer.from(text);
      const spans = fieldSpans(bytes)!;
      const last = new Map(fields.map(([name, value]) => [name.toWellFormed(), value.trim().toWellFormed()]));
      assert.deepEqual(
        new Map([...spans].map(([name, { start, end }]) => [name.toWellFormed(), bytes.toString('utf8', start, end)])),
        last,
      );
    }),
  );
});

test('the elements of a list are found in order', () => {
  fc.assert(
    fc.property(fc.array(spelled), (values) => {
      const bytes = Buffer.from(`[${values.join(',')}]`);
      const found = elementSpans(bytes, 0)!.map(({ start, end }) => bytes.toString('utf8', start, end));
      assert.deepEqual(
        found,
        values.map((value) => value.trim().toWellFormed()),
      );
    }),
  );
});

test('a text cut off anywhere has no fields', () => {
  const text = '{"a": "x\\"y\\\\", "b": [1, {"c": null}], "d": -1.5e+9, "e": true}';
  assert.equal(fieldSpans(Buffer.from(text))!.size, 4);
  for (let length = 0; length < text.length; length++) {
    assert.equal(fieldSpans(Buffer.from(text.slice(0, length))), undefined, text.slice(0, length));
  }
});

test('strings that are long, end in backslashes or are escaped are read to their end', () => {
  for (const value of ['x'.repeat(1000), `${'x'.repeat(60)}\\`, `${'\\'.repeat(47)}"`, `${'\\'.repeat(99)}"`, '']) {
    const bytes = Buffer.from(JSON.stringify({ value, next: 1 }));
    const spans = fieldSpans(bytes)!;
    assert.equal(stringAt(bytes, spans.get('value')!), value);
    assert.deepEqual([...spans.keys()], ['value', 'next']);
  }
});

test('nesting that would exhaust a stack does not', () => {
  const bytes = Buffer.from(`{"deep": ${'['.repeat(1e6)}${']'.repeat(1e6)}, "after": 1}`);
  assert.deepEqual([...fieldSpans(bytes)!.keys()], ['deep', 'after']);
});
