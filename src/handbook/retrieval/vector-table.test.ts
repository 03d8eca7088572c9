import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../core/random.ts';
import { vectorTable } from './vector-table.ts';

test('dot products are those of plain arithmetic, whatever the length of the vectors', () => {
  const random = seededRandom(1);
  const vector = (length: number): Float32Array => Float32Array.from({ length }, () => random.next() - 0.5);
  for (const dimensions of [1, 3, 16, 17, 100, 384, 1536]) {
    const rows = Array.from({ length: 33 }, () => vector(dimensions));
    const query = vector(dimensions);
    const table = vectorTable(rows, dimensions);
    const plain = (a: Float32Array, b: Float32Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
    const dots = [...table.dots(query)];
    for (const [i, row] of rows.entries()) {
      assert.ok(Math.abs(dots[i]! - plain(query, row)) < 1e-4, `${dimensions}, row ${i}`);
      assert.ok(Math.abs(table.dot(query, i) - plain(query, row)) < 1e-4);
    }
    assert.ok(Math.abs(table.between(0, 32) - plain(rows[0]!, rows[32]!)) < 1e-4);
  }
});

test('a table of nothing has no products', () => {
  assert.deepEqual([...vectorTable([], 384).dots(new Float32Array(384))], []);
});
