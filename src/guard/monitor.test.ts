import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { evaluateFormula, type TraceEvent } from './evaluate-formula.ts';
import type { BinaryKind, Formula, UnaryKind } from './formula.ts';
import { compileMonitor, type Verdict } from './monitor.ts';
import { parseFormula } from './parse-formula.ts';

const UNARY: readonly UnaryKind[] = [
  'not',
  'next',
  'weak-next',
  'eventually',
  'always',
  'yesterday',
  'once',
  'historically',
];
const BINARY: readonly BinaryKind[] = ['and', 'or', 'implies', 'equivalent', 'until', 'release', 'weak-until', 'since'];

/** Random formulas over a, b, c with past and future mixed, up to four operators deep. */
const formulas = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom<Formula>(
      { kind: 'atom', name: 'a' },
      { kind: 'atom', name: 'b' },
      { kind: 'atom', name: 'c' },
      { kind: 'last' },
      { kind: 'constant', value: true },
      { kind: 'constant', value: false },
    ),
    fc.record({ kind: fc.constantFrom(...UNARY), of: tie('formula') }),
    fc.record({ kind: fc.constantFrom(...BINARY), left: tie('formula'), right: tie('formula') }),
  ),
})).formula;
const traces = fc.array(
  fc.subarray(['a', 'b', 'c']).map((atoms): TraceEvent => new Set(atoms)),
  { minLength: 1, maxLength: 7 },
);
const EVENTS: readonly TraceEvent[] = [[], ['a'], ['b'], ['a', 'b']].map((atoms) => new Set(atoms));

function watch(formula: Formula, trace: readonly TraceEvent[]): Verdict[] {
  const run = compileMonitor(formula).start();
  return trace.map((event) => run.next(event));
}

test('the verdict after each event says what direct evaluation says of the trace so far', () => {
  fc.assert(
    fc.property(formulas, traces, (formula, trace) => {
      for (const [i, verdict] of watch(formula, trace).entries()) {
        const holds = evaluateFormula(formula, trace.slice(0, i + 1));
        assert.equal(verdict.startsWith('satisfied'), holds);
      }
    }),
    { numRuns: 1500 },
  );
});

test('a final verdict is never taken back', () => {
  fc.assert(
    fc.property(formulas, traces, (formula, trace) => {
      const verdicts = watch(formula, trace);
      const final = verdicts.findIndex((verdict) => verdict === 'satisfied' || verdict === 'violated');
      if (final >= 0) assert.deepEqual(new Set(verdicts.slice(final)).size, 1);
    }),
    { numRuns: 500 },
  );
});

test('a verdict is final exactly when no continuation changes it', () => {
  const atMost = (length: number): TraceEvent[][] =>
    length === 0 ? [[]] : [[], ...atMost(length - 1).flatMap((rest) => EVENTS.map((event) => [event, ...rest]))];
  const continuations = atMost(4);
  const small = formulas.filter(
    (formula) => !JSON.stringify(formula).includes('"c"') && JSON.stringify(formula).length < 220,
  );
  fc.assert(
    fc.property(small, fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 3 }), (formula, trace) => {
      const verdict = watch(formula, trace).at(-1)!;
      const outcomes = new Set(continuations.map((rest) => evaluateFormula(formula, [...trace, ...rest])));
      assert.equal(verdict === 'satisfied' || verdict === 'violated', outcomes.size === 1);
    }),
    { numRuns: 150 },
  );
});

test('a promise that can no longer be kept is noticed before the run ends', () => {
  const event = (...atoms: string[]): TraceEvent => new Set(atoms);
  assert.deepEqual(watch(parseFormula('F a & G !a'), [event('b')]), ['violated']);
  assert.deepEqual(watch(parseFormula('!b W a'), [event(), event('a'), event('b')]), [
    'satisfied-so-far',
    'satisfied',
    'satisfied',
  ]);
  assert.deepEqual(watch(parseFormula('!b W a'), [event(), event('b'), event('a')]), [
    'satisfied-so-far',
    'violated',
    'violated',
  ]);
  assert.deepEqual(watch(parseFormula('G(a -> F b)'), [event('a'), event('b'), event('a')]), [
    'violated-so-far',
    'satisfied-so-far',
    'violated-so-far',
  ]);
  assert.deepEqual(watch(parseFormula('G(b -> O a)'), [event(), event('b')]), ['satisfied-so-far', 'violated']);
});

test('peeking tells what an event would do without taking it', () => {
  const run = compileMonitor(parseFormula('!pay W confirm')).start();
  assert.equal(run.verdict, 'satisfied-so-far');
  assert.equal(run.peek(new Set(['pay'])), 'violated');
  assert.equal(run.verdict, 'satisfied-so-far');
  assert.equal(run.next(new Set(['confirm'])), 'satisfied');
  assert.equal(run.peek(new Set(['pay'])), 'satisfied');
});

test('a disjunction of many tools is one test, and the automaton stays small', () => {
  const tools = Array.from({ length: 12 }, (_, i) => `tool:t${i}`).join(' | ');
  const monitor = compileMonitor(parseFormula(`!(${tools}) W (user:confirm & !user:decline)`));
  assert.deepEqual({ how: monitor.how, small: monitor.states <= 4 }, { how: 'automaton', small: true });
});

test('a formula with too many tests is still judged rightly at every event', () => {
  const atoms = Array.from({ length: 12 }, (_, i) => `a${i}`);
  const monitor = compileMonitor(parseFormula(atoms.map((atom) => `F ${atom}`).join(' & ')));
  assert.equal(monitor.how, 'progression');
  const run = monitor.start();
  const verdicts = atoms.map((atom) => run.next(new Set([atom])));
  assert.deepEqual(verdicts, [...Array<Verdict>(11).fill('violated-so-far'), 'satisfied']);
});
