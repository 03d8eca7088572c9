import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { raster, type RasterGroup } from './raster.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';
import { TONES } from './tone.ts';

const OPTIONS = { title: 'Runs', description: 'Two moves.' } as const;

test('a row shows its moves, marks and outcome, each with words', () => {
  const row = {
    label: 'run-1, succeeded: a <request>',
    cells: [
      { tone: 'sky', label: '1. says: “hi”', tokens: 2 },
      { tone: 'orange', label: '2. changes: cancel_order', tokens: 6 },
    ],
    marks: [{ cell: 1, at: 0, kind: 'fault', label: 'acts without asking' }],
    outcome: 'success',
  } as const;
  assert.equal(
    raster([{ heading: 'Succeeded: 1', rows: [row] }], { ...OPTIONS, width: 120 }).toString(),
    '<svg class="chart" role="img" width="120" height="66" viewBox="0 0 120 66" xmlns="http://www.w3.org/2000/svg"><title>Runs</title><desc>Two moves.</desc>' +
      '<text class="quiet" x="0" y="13">move</text>' +
      '<text x="0" y="35" class="strong">Succeeded: 1</text>' +
      '<g transform="translate(0 44)"><title>run-1, succeeded: a &lt;request&gt;</title>' +
      '<g class="full"><rect class="sky" x="0" y="5" width="23" height="9"><title>1. says: “hi”</title></rect>' +
      '<rect class="orange" x="24" y="5" width="23" height="9"><title>2. changes: cancel_order</title></rect></g>' +
      '<path class="vermillion" d="M33 0h6l-3 4.6z"><title>acts without asking</title></path>' +
      '<circle cx="56" cy="9.5" r="3.5"><title>succeeded</title></circle></g></svg>',
  );
});

test('a run far longer than the others is cut and says by how much', () => {
  const cells = (count: number) =>
    Array.from({ length: count }, () => ({ tone: 'blue', label: 'looks', tokens: 3 }) as const);
  const rows = [...Array.from({ length: 19 }, () => 10), 500].map((count) => ({
    label: 'run',
    cells: cells(count),
    marks: [],
    outcome: 'unknown' as const,
  }));
  const svg = raster([{ heading: 'Runs', rows }], OPTIONS).toString();
  assert.match(svg, /<text class="quiet" x="303" y="13">\+488<\/text>/);
});

test('on the scale of tokens a cell is as wide as it is long, and events are ticks at their place', () => {
  const row = {
    label: 'run',
    cells: [
      { tone: 'grey', label: 'asks', tokens: 10 },
      { tone: 'purple', label: 'thinks', tokens: 90 },
    ],
    marks: [{ cell: 1, at: 0.5, kind: 'note', label: 'verification', tone: 'green' }],
    outcome: 'unknown',
  } as const;
  const svg = raster([{ heading: 'Runs', rows: [row] }], { ...OPTIONS, scale: 'tokens', width: 264 }).toString();
  assert.match(
    svg,
    /<rect class="grey" x="0" y="5" width="19" height="9"><title>asks<\/title><\/rect><rect class="purple" x="20" y="5" width="179" height="9"><title>thinks<\/title><\/rect><\/g><rect class="green tick" x="109" y="3" width="3" height="13"><title>verification<\/title><\/rect>/,
  );
});

test('several events at a move are one dot, a fault if one of them is', () => {
  const cells = [{ tone: 'sky', label: 'says', tokens: 3 }] as const;
  const mark = (kind: 'note' | 'fault', label: string) => ({ cell: 0, at: 0, kind, label });
  const row = {
    label: 'run',
    cells,
    marks: [mark('note', 'asks'), mark('fault', 'breaks'), mark('note', 'asks')],
    outcome: 'unknown',
  } as const;
  assert.match(
    raster([{ heading: 'Runs', rows: [row] }], OPTIONS).toString(),
    /<path class="vermillion" [^>]*><title>asks, breaks<\/title><\/path><\/g>/,
  );
});

test('cells too narrow to be told apart are joined by colour', () => {
  const cells = Array.from(
    { length: 300 },
    (_, i) => ({ tone: i < 200 ? 'blue' : 'sky', label: `${i + 1}`, tokens: 1 }) as const,
  );
  const row = { label: 'run', cells, marks: [], outcome: 'failure' } as const;
  const svg = raster([{ heading: 'Runs', rows: [row] }], OPTIONS).toString();
  assert.equal([...svg.matchAll(/<rect class="(?:blue|sky)" x="[\d.]+" y="5"/g)].length, 2);
});

test('anything gives a well-formed picture without NaN', () => {
  const mark = fc.record({
    cell: fc.integer({ min: -1, max: 20 }),
    at: fc.double(),
    kind: fc.constantFrom('note' as const, 'fault' as const),
    label: fc.string(),
  });
  const row = fc.record({
    label: fc.string({ unit: 'binary' }),
    cells: fc.array(
      fc.record({ tone: fc.constantFrom(...TONES), label: fc.string({ unit: 'binary' }), tokens: fc.nat() }),
      { maxLength: 400 },
    ),
    marks: fc.array(mark),
    outcome: fc.constantFrom('success' as const, 'failure' as const, 'unknown' as const),
  });
  const group: fc.Arbitrary<RasterGroup> = fc.record({ heading: fc.string(), rows: fc.array(row, { maxLength: 4 }) });
  fc.assert(
    fc.property(
      fc.array(group, { maxLength: 3 }),
      fc.constantFrom('moves' as const, 'tokens' as const),
      (groups, scale) => {
        assertWellFormed(raster(groups, { ...OPTIONS, scale }).toString());
      },
    ),
    { numRuns: 40 },
  );
});
