import assert from 'node:assert/strict';
import test from 'node:test';
import type { Json } from '../../core/json.ts';
import { withoutRepeats } from './without-repeats.ts';

const long = `line one\n${'x'.repeat(70)}`;

test('long texts that were said are left out, as they are or escaped; short facts and new texts stay', () => {
  const value: Json = {
    stdout: long,
    stderr: '',
    code: 0,
    ok: false,
    nothing: null,
    none: [],
    file: { content: long, path: 'a.ts' },
    list: [long, 'b'],
    other: 'y'.repeat(70),
  };
  const kept = { code: 0, ok: false, file: { path: 'a.ts' }, list: ['b'], other: 'y'.repeat(70) };
  assert.deepEqual(withoutRepeats(value, [`before ${long} after`]), kept);
  assert.deepEqual(withoutRepeats(value, ['z', JSON.stringify({ content: long })]), kept);
  assert.deepEqual(withoutRepeats('a.ts', ['a.ts']), 'a.ts');
  assert.equal(withoutRepeats({ a: { b: [''] } }, []), undefined);
});

test('bytes are named by their length', () => {
  const url = `data:image/png;base64,${'A'.repeat(100)}`;
  assert.deepEqual(withoutRepeats({ url }, []), { url: 'inline:122' });
});
