import { formatFormula, type Formula } from './formula.ts';

/**
 * A formula in negation normal form, each distinct node once. What holds no temporal operator is one `test` of the event,
 * so that `!(a | b | c) W d` has two tests and not four atoms. `weak-yesterday` (true at the first event) and `trigger` are
 * what negation makes of `yesterday` and `since`, as `release` is of `until`.
 */
export interface NormalNode {
  /** Position in {@link NormalForm.nodes}; operands have smaller ids. */
  readonly id: number;
  readonly kind:
    | 'true'
    | 'false'
    | 'test'
    | 'and'
    | 'or'
    | 'next'
    | 'weak-next'
    | 'until'
    | 'release'
    | 'yesterday'
    | 'weak-yesterday'
    | 'since'
    | 'trigger';
  /** Of a `test`: its index, and whether the event must fail it. */
  readonly test?: number;
  readonly negated?: boolean;
  /** The operand, or the left one. */
  readonly left?: NormalNode;
  readonly right?: NormalNode;
}

/** A normalised formula. */
export interface NormalForm {
  readonly root: NormalNode;
  /** All nodes, operands first. */
  readonly nodes: readonly NormalNode[];
  /** The non-temporal formulas that events are tested for. */
  readonly tests: readonly Formula[];
}

/** Brings a formula into {@link NormalForm}: `F a` = `true U a`, `G a` = `false R a`, `a W b` = `b R (a | b)`, `O a` = `true S a`. */
export function normalise(formula: Formula): NormalForm {
  const nodes: NormalNode[] = [];
  const known = new Map<string, NormalNode>();
  const tests: Formula[] = [];
  const testIndex = new Map<string, number>();

  const make = (kind: NormalNode['kind'], left?: NormalNode, right?: NormalNode): NormalNode => {
    const key = `${kind} ${left?.id ?? ''} ${right?.id ?? ''}`;
    return known.get(key) ?? add(key, { id: nodes.length, kind, ...(left && { left }), ...(right && { right }) });
  };
  const add = (key: string, node: NormalNode): NormalNode => {
    nodes.push(node);
    known.set(key, node);
    return node;
  };
  const TRUE = make('true');
  const FALSE = make('false');
  const test = (of: Formula, negated: boolean): NormalNode => {
    const text = formatFormula(of);
    let index = testIndex.get(text);
    if (index === undefined) testIndex.set(text, (index = tests.push(of) - 1));
    const key = `test ${index} ${negated}`;
    return known.get(key) ?? add(key, { id: nodes.length, kind: 'test', test: index, negated });
  };
  const and = (a: NormalNode, b: NormalNode): NormalNode =>
    a === FALSE || b === FALSE ? FALSE : a === TRUE || a === b ? b : b === TRUE ? a : make('and', a, b);
  const or = (a: NormalNode, b: NormalNode): NormalNode =>
    a === TRUE || b === TRUE ? TRUE : a === FALSE || a === b ? b : b === FALSE ? a : make('or', a, b);

  const visit = (node: Formula, not: boolean): NormalNode => {
    if (node.kind === 'constant') return node.value !== not ? TRUE : FALSE;
    if (node.kind === 'last') return not ? make('next', TRUE) : make('weak-next', FALSE);
    if (node.kind === 'atom' || !isTemporal(node)) return test(node, not);
    if (node.kind === 'not') return visit(node.of, !not);
    if ('of' in node) {
      const of = visit(node.of, not);
      switch (node.kind) {
        case 'next':
          return make(not ? 'weak-next' : 'next', of);
        case 'weak-next':
          return make(not ? 'next' : 'weak-next', of);
        case 'eventually':
          return not ? make('release', FALSE, of) : make('until', TRUE, of);
        case 'always':
          return not ? make('until', TRUE, of) : make('release', FALSE, of);
        case 'yesterday':
          return make(not ? 'weak-yesterday' : 'yesterday', of);
        case 'once':
          return not ? make('trigger', FALSE, of) : make('since', TRUE, of);
        case 'historically':
          return not ? make('since', TRUE, of) : make('trigger', FALSE, of);
      }
    }
    const { kind, left: a, right: b } = node;
    if (kind === 'implies') return not ? and(visit(a, false), visit(b, true)) : or(visit(a, true), visit(b, false));
    if (kind === 'equivalent') {
      // a <-> b = (a & b) | (!a & !b); its negation swaps b with !b.
      return or(and(visit(a, false), visit(b, not)), and(visit(a, true), visit(b, !not)));
    }
    if (kind === 'weak-until') {
      const [left, right] = [visit(a, not), visit(b, not)];
      return not ? make('until', right, and(left, right)) : make('release', right, or(left, right));
    }
    const [left, right] = [visit(a, not), visit(b, not)];
    if (kind === 'and' || kind === 'or') return (kind === 'and') !== not ? and(left, right) : or(left, right);
    if (kind === 'until' || kind === 'release')
      return make((kind === 'until') !== not ? 'until' : 'release', left, right);
    return make(not ? 'trigger' : 'since', left, right);
  };
  const root = visit(formula, false);
  return { root, nodes, tests };
}

/** Whether an event satisfies a formula without temporal operators. */
export function testEvent(test: Formula, holds: (atom: string) => boolean): boolean {
  switch (test.kind) {
    case 'constant':
      return test.value;
    case 'atom':
      return holds(test.name);
    case 'not':
      return !testEvent(test.of, holds);
    case 'and':
      return testEvent(test.left, holds) && testEvent(test.right, holds);
    case 'or':
      return testEvent(test.left, holds) || testEvent(test.right, holds);
    case 'implies':
      return !testEvent(test.left, holds) || testEvent(test.right, holds);
    case 'equivalent':
      return testEvent(test.left, holds) === testEvent(test.right, holds);
    default:
      throw new TypeError(`${test.kind} is temporal`);
  }
}

const STATIC = new Set<string>(['constant', 'atom', 'not', 'and', 'or', 'implies', 'equivalent']);

function isTemporal(formula: Formula): boolean {
  if (!STATIC.has(formula.kind)) return true;
  if ('of' in formula) return isTemporal(formula.of);
  return 'left' in formula && (isTemporal(formula.left) || isTemporal(formula.right));
}
