import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { forest } from './forest.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

const OPTIONS = { title: 'Effects', description: 'One.', sides: ['worse', 'better'], format: String } as const;

test('a difference whose interval leaves out zero is a filled dot', () => {
  const svg = forest([{ label: 'Check first', difference: 0.5, interval: [0.25, 0.75], note: 'n = 4' }], OPTIONS);
  assert.match(
    svg.toString(),
    /<title>Check first: 0\.5 \(0\.25 to 0\.75\)<\/title><text x="0" y="16">Check first<\/text><text class="quiet" text-anchor="end" x="344" y="16">n = 4<\/text><path class="whisker" d="M218\.3 28H310\.8"\/><circle class="blue" cx="264\.5" cy="28" r="4\.5"\/>/,
  );
});

test('a difference that may be zero is a hollow dot', () => {
  const svg = forest([{ label: 'Check first', difference: 0.1, interval: [-0.1, 0.3] }], OPTIONS).toString();
  assert.match(svg, /<circle class="hollow"/);
});

test('any numbers and labels give a well-formed picture', () => {
  const row = fc.record({
    label: fc.string({ unit: 'binary' }),
    difference: fc.double(),
    interval: fc.tuple(fc.double(), fc.double()),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 5 }), (rows) => assertWellFormed(forest(rows, OPTIONS).toString())),
    { numRuns: 50 },
  );
});
