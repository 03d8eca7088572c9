import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateFormula, truthAlong, type TraceEvent } from './evaluate-formula.ts';
import type { Formula } from './formula.ts';
import { compileMonitor } from './monitor.ts';
import { judgeTrace } from './judge-trace.ts';
import { parseFormula } from './parse-formula.ts';

/** The definitions read literally: quantifiers over positions, no expansion. */
function holds(formula: Formula, trace: readonly TraceEvent[], i: number): boolean {
  const later = trace.map((_, j) => j).filter((j) => j >= i);
  const earlier = trace.map((_, j) => j).filter((j) => j <= i);
  const at = (one: Formula) => (j: number) => holds(one, trace, j);
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'atom':
      return trace[i]!.has(formula.name);
    case 'last':
      return i === trace.length - 1;
    case 'not':
      return !holds(formula.of, trace, i);
    case 'next':
      return i + 1 < trace.length && holds(formula.of, trace, i + 1);
    case 'weak-next':
      return i + 1 >= trace.length || holds(formula.of, trace, i + 1);
    case 'yesterday':
      return i > 0 && holds(formula.of, trace, i - 1);
    case 'eventually':
      return later.some(at(formula.of));
    case 'always':
      return later.every(at(formula.of));
    case 'once':
      return earlier.some(at(formula.of));
    case 'historically':
      return earlier.every(at(formula.of));
    case 'and':
      return at(formula.left)(i) && at(formula.right)(i);
    case 'or':
      return at(formula.left)(i) || at(formula.right)(i);
    case 'implies':
      return !at(formula.left)(i) || at(formula.right)(i);
    case 'equivalent':
      return at(formula.left)(i) === at(formula.right)(i);
    case 'until':
      return later.some((j) => at(formula.right)(j) && later.filter((k) => k < j).every(at(formula.left)));
    case 'weak-until':
      return (
        later.every(at(formula.left)) ||
        later.some((j) => at(formula.right)(j) && later.filter((k) => k < j).every(at(formula.left)))
      );
    case 'release':
      return later.every((j) => at(formula.right)(j) || later.some((k) => k < j && at(formula.left)(k)));
    case 'since':
      return earlier.some((j) => at(formula.right)(j) && earlier.filter((k) => k > j).every(at(formula.left)));
  }
}

const OPERATORS = [
  'a U b',
  'a R b',
  'a W b',
  'a S b',
  'F a',
  'G a',
  'O a',
  'H a',
  'Y a',
  'X a',
  'WX a',
  'last',
  'a -> b',
  'a <-> b',
];

test('every operator means what its definition says, at every position of every short trace', () => {
  const events: readonly TraceEvent[] = [[], ['a'], ['b'], ['a', 'b']].map((atoms) => new Set(atoms));
  const traces = [1, 2, 3, 4].reduce<TraceEvent[][][]>((all, n) => {
    const shorter = all[n - 2] ?? [[]];
    return [...all, shorter.flatMap((trace) => events.map((event) => [...trace, event]))];
  }, []);
  for (const text of OPERATORS) {
    const formula = parseFormula(text);
    for (const trace of traces.flat()) {
      assert.deepEqual(
        truthAlong(formula, trace),
        trace.map((_, i) => holds(formula, trace, i)),
        text,
      );
    }
  }
});

test('nested formulas mean what the definitions say', () => {
  const formulas = fc
    .array(fc.constantFrom(...OPERATORS), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.reduce((whole, part) => part.replace(/\ba\b/, `(${whole})`)));
  const traces = fc.array(
    fc.subarray(['a', 'b']).map((atoms): TraceEvent => new Set(atoms)),
    { minLength: 1, maxLength: 6 },
  );
  fc.assert(
    fc.property(formulas, traces, (text, trace) => {
      const formula = parseFormula(text);
      assert.equal(evaluateFormula(formula, trace), holds(formula, trace, 0));
    }),
    { numRuns: 400 },
  );
});

test('a strong next needs a next event, a weak one does not', () => {
  const monitor = compileMonitor(parseFormula('G(a -> X b)'));
  assert.deepEqual(judgeTrace(monitor, [['a'], ['b']]), {
    verdict: 'satisfied',
    online: ['violated-so-far', 'satisfied-so-far'],
  });
  assert.deepEqual(judgeTrace(monitor, [['b'], ['a']]), {
    verdict: 'violated',
    online: ['satisfied-so-far', 'violated-so-far'],
  });
  assert.equal(evaluateFormula(parseFormula('G(a -> WX b)'), [new Set(['a'])]), true);
});

test('the empty trace keeps what only forbids and breaks what demands', () => {
  for (const text of ['G a', '!a W b', 'WX a', 'H a', '!a', 'a R b'])
    assert.equal(evaluateFormula(parseFormula(text), []), true, text);
  for (const text of ['F a', 'a', 'X true', 'last', 'O a', 'Y a', 'a S b', 'a U b'])
    assert.equal(evaluateFormula(parseFormula(text), []), false, text);
  assert.deepEqual(judgeTrace(compileMonitor(parseFormula('F a')), []), { verdict: 'violated', online: [] });
});
