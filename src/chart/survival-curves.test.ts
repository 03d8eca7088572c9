import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { survivalCurves } from './survival-curves.ts';
import { assertWellFormed } from './testing/assert-well-formed.ts';

const OPTIONS = { title: 'Runs', description: 'Two.', from: 0, to: 10, axis: 'steps' } as const;

test('a curve goes along to its step and falls there, and is named at its end', () => {
  const points = [{ step: 5, share: 0.5, interval: [0.25, 0.75] }] as const;
  const svg = survivalCurves([{ label: 'check', note: 'n = 4', tone: 'blue', points }], OPTIONS).toString();
  assert.match(svg, /d="M40 12H175V116H310"/);
  assert.match(
    svg,
    /<text class="blue" x="318" y="118">check<\/text><text class="quiet" x="318" y="132">n = 4<\/text>/,
  );
});

test('any numbers and labels give a well-formed picture', () => {
  const point = fc.record({ step: fc.double(), share: fc.double(), interval: fc.tuple(fc.double(), fc.double()) });
  const curve = fc.record({
    label: fc.string({ unit: 'binary' }),
    note: fc.string({ unit: 'binary' }),
    tone: fc.constantFrom('blue' as const, 'orange' as const),
    points: fc.array(point, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(fc.array(curve, { maxLength: 3 }), (curves) => assertWellFormed(survivalCurves(curves, OPTIONS).toString())),
    { numRuns: 50 },
  ); // prettier-ignore
});
