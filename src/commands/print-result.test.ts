import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import test from 'node:test';
import type { CommandOptions, CommandResult } from './command.ts';
import { printResult } from './print-result.ts';

async function printed(result: CommandResult, options: CommandOptions): Promise<string> {
  let text = '';
  const out = new Writable({
    write(piece: Buffer, _encoding, done) {
      text += piece.toString();
      done();
    },
  });
  await printResult(result, options, out);
  return text;
}

const rows = [
  { name: 'a', n: -1 },
  { name: '=cmd()', n: 2, extra: { x: [1] } },
];

test('CSV has a column for every field that some row has, and no formulas', async () => {
  assert.equal(
    await printed({ json: {}, rows, text: '' }, { csv: true }),
    `name,n,extra\na,-1,\n'=cmd(),2,"{""x"":[1]}"\n`,
  );
  assert.equal(await printed({ json: {}, rows: [], text: '' }, { csv: true }), '');
});

test('JSON means what it was given, and holds nothing that steers a terminal', async () => {
  const value = { text: 'a\u001b[2J\u009b\u202e é 日本' };
  for (const options of [{ json: true }, { jsonl: true }]) {
    const text = await printed({ json: value, text: '' }, options);
    assert.deepEqual(JSON.parse(text), value);
    assert.match(text, /"a\\u001b\[2J\\u009b\\u202e é 日本"/);
  }
});

test('text for people ends with a newline and shows what would not be seen', async () => {
  assert.equal(await printed({ json: {}, text: 'one\ttwo\r\nthree \u001b[0m' }, {}), 'one\ttwo\nthree ␛[0m\n');
});

test('rows that come one by one are printed as a list of the object, and as CSV when they can be read twice', async () => {
  async function* each(): AsyncGenerator<object> {
    yield* rows;
  }
  const listed = { json: { n: 1 }, listed: 'rows', rows: { [Symbol.asyncIterator]: each }, text: '' };
  assert.equal(await printed(listed, { json: true }), `${JSON.stringify({ n: 1, rows }, null, 2)}\n`);
  assert.equal(await printed({ ...listed, json: {} }, { json: true }), `${JSON.stringify({ rows }, null, 2)}\n`);
  assert.equal(await printed({ ...listed, rows: [] }, { json: true }), '{\n  "n": 1,\n  "rows": []\n}\n');
  const csv = await printed({ json: {}, rows, text: '' }, { csv: true });
  assert.equal(await printed(listed, { csv: true }), csv);
  assert.equal(await printed({ ...listed, rows: each() }, { csv: true }), csv);
});
