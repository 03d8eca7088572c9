import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EthogramError } from '../core/ethogram-error.ts';
import { atomsOf, formatFormula, type BinaryKind, type Formula, type UnaryKind } from './formula.ts';
import { parseFormula } from './parse-formula.ts';

/** The formula with every bracket written out. */
function brackets(text: string): string {
  const write = (formula: Formula): string =>
    'left' in formula
      ? `(${write(formula.left)} ${formula.kind} ${write(formula.right)})`
      : 'of' in formula
        ? `${formula.kind}(${write(formula.of)})`
        : formula.kind === 'atom'
          ? formula.name
          : formula.kind === 'constant'
            ? String(formula.value)
            : formula.kind;
  return write(parseFormula(text));
}

test('unary operators bind tightest, then U R W S, &, |, ->, <->', () => {
  assert.equal(brackets('!a U b & c | d -> e <-> f'), '(((((not(a) until b) and c) or d) implies e) equivalent f)');
  assert.equal(brackets('G a -> F b'), '(always(a) implies eventually(b))');
  assert.equal(brackets('G (a -> F b)'), 'always((a implies eventually(b)))');
  assert.equal(brackets('X WX !Y O H a'), 'next(weak-next(not(yesterday(once(historically(a))))))');
});

test('implication and binary temporal operators associate to the right', () => {
  assert.equal(brackets('a -> b -> c'), '(a implies (b implies c))');
  assert.equal(brackets('a U b W c S d R e'), '(a until (b weak-until (c since (d release e))))');
});

test('atoms may be names with colons, and anything in quotes', () => {
  assert.deepEqual(
    atomsOf(parseFormula('tool:search & behavior:verification | "tool:Bash(git push)" -> agent:ask-confirmation')),
    ['tool:search', 'behavior:verification', 'tool:Bash(git push)', 'agent:ask-confirmation'],
  );
  assert.deepEqual(atomsOf(parseFormula('a->b')), ['a', 'b']);
  assert.deepEqual(atomsOf(parseFormula('"U" & "say \\"hi\\"" & Until & tool:F')), [
    'U',
    'say "hi"',
    'Until',
    'tool:F',
  ]);
});

test('constants and last are no atoms', () => {
  assert.deepEqual(parseFormula('true & (false | last)'), {
    kind: 'and',
    left: { kind: 'constant', value: true },
    right: { kind: 'or', left: { kind: 'constant', value: false }, right: { kind: 'last' } },
  });
});

test('an error says where, what was found and what was expected', () => {
  const message = (text: string): string => {
    try {
      parseFormula(text);
    } catch (error) {
      assert.ok(error instanceof EthogramError && error.code === 'bad-formula');
      return error.message;
    }
    return 'no error';
  };
  assert.equal(message('a &'), 'formula a &: column 4: found the end, expected an atom, an operator or a bracket');
  assert.equal(message('(a | b'), 'formula (a | b: column 7: found the end, expected a closing bracket or an operator');
  assert.equal(message('a b'), 'formula a b: column 3: found b, expected an operator or the end');
  assert.equal(
    message('G(a => b)'),
    'formula G(a => b): column 5: found =, expected an atom, an operator or a bracket',
  );
  assert.equal(message(''), 'formula : column 1: found the end, expected an atom, an operator or a bracket');
  assert.equal(message('U a'), 'formula U a: column 1: found U, expected an atom, an operator or a bracket');
  assert.match(message(`${'!'.repeat(500)}a`), /found !, expected fewer operators inside each other$/);
  assert.match(message(`a${' & a'.repeat(5000)}`), /expected fewer operators inside each other$|expected at most/);
});

test('writing a formula and parsing it gives the same formula', () => {
  const unary: readonly UnaryKind[] = [
    'not',
    'next',
    'weak-next',
    'eventually',
    'always',
    'yesterday',
    'once',
    'historically',
  ];
  const binary: readonly BinaryKind[] = [
    'and',
    'or',
    'implies',
    'equivalent',
    'until',
    'release',
    'weak-until',
    'since',
  ];
  const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
    formula: fc.oneof(
      { maxDepth: 5 },
      fc
        .oneof(fc.constantFrom('a', 'tool:x', 'F', 'true', 'tool:Bash(ls)', 'a-b'), fc.string({ minLength: 1 }))
        .map((name): Formula => ({ kind: 'atom', name })),
      fc.constant<Formula>({ kind: 'last' }),
      fc.boolean().map((value): Formula => ({ kind: 'constant', value })),
      fc.record({ kind: fc.constantFrom(...unary), of: tie('formula') }, { noNullPrototype: true }),
      fc.record(
        { kind: fc.constantFrom(...binary), left: tie('formula'), right: tie('formula') },
        { noNullPrototype: true },
      ),
    ),
  }));
  fc.assert(fc.property(formula, (one) => assert.deepEqual(parseFormula(formatFormula(one)), one)));
});
