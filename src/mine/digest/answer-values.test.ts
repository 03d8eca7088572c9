import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { answerValues } from './answer-values.ts';

test('short values are read off JSON, lines of files, plain answers and short sentences', () => {
  const cases: [string, [string, string][]][] = [
    ['BRK-2291', [['', 'BRK-2291']]],
    ['"north wing"', [['', 'north wing']]],
    ['42', [['', '42']]],
    ['{"id":"kiln-4","limits":{"max":3,"on":true},"none":null}', [['id', 'kiln-4'], ['limits.max', '3'], ['limits.on', 'true']]],
    ['[{"id":"kiln-4"}]', [['id', 'kiln-4']]],
    ['[{"id":"kiln-4"},{"id":"kiln-5"}]', []],
    ['{"piers":["north","south-2"]}', [['piers', 'north, south-2']]],
    ['["north","south"]', [['', 'north, south']]],
    ['- north\n- south', [['', 'north, south']]],
    ['["north pier","south"]', []],
    ['{"note":"please do all of what is said here"}', []],
    ['     1→{\n     2→  "port": 8080,\n     3→  "mode": "quiet"\n     4→}', [['port', '8080'], ['mode', 'quiet']]],
    ['# settings\ndecimals: 2\nexport REGION=north\n', [['decimals', '2'], ['REGION', 'north']]],
    ['[light]\nport = 4180\n\n[radio]\nport = 4181', [['light.port', '4180'], ['radio.port', '4181']]],
    ['light:\n  port: 4180\n  lamp:\n    level: low\nradio:\n  port: 4181\nname: quay',
     [['light.port', '4180'], ['light.lamp.level', 'low'], ['radio.port', '4181'], ['name', 'quay']]],
    ['Parcels are kept for 30 days. Fees start at 4.50 per day.', [['', '30 days, 4.50']]],
    ['- id: 1\n  name: red\n- id: 2\n  name: blue\ntotal: 2', [['total', '2']]],
    ['There are 3 of them.', []],
    ['Sent within 3 to 5 working days.', [['', '3 to 5 working days']]],
    ['There is nothing to be found here at all', []],
    ['', []],
  ]; // prettier-ignore
  for (const [text, values] of cases) assert.deepEqual(answerValues(text), values, text);
});

test('any text is read, at most sixteen values of at most 100 characters', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.json()), (text) => {
      const values = answerValues(text);
      assert.ok(values.length <= 16 && values.every(([, value]) => value.length <= 100));
    }),
  );
  for (const unit of ['a=', '1 to ', '{', '"', 'a: b\n', '1.']) {
    const startedMs = performance.now();
    answerValues(unit.repeat(10_000));
    assert.ok(performance.now() - startedMs < 500, unit);
  }
});
