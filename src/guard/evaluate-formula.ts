import type { Formula } from './formula.ts';

/** One event of a trace: the names of the atoms that hold. */
export type TraceEvent = ReadonlySet<string>;

/**
 * The truth of a formula at each position of a finite trace, straight from the definitions, one pass per operator.
 *
 * @returns one value per event; position 0 of an empty trace is not among them, see {@link evaluateFormula}
 * @see De Giacomo & Vardi 2013, section 2
 */
export function truthAlong(formula: Formula, trace: readonly TraceEvent[]): boolean[] {
  const n = trace.length;
  switch (formula.kind) {
    case 'constant':
      return trace.map(() => formula.value);
    case 'atom':
      return trace.map((event) => event.has(formula.name));
    case 'last':
      return trace.map((_, i) => i === n - 1);
    case 'not':
      return truthAlong(formula.of, trace).map((value) => !value);
    case 'next':
    case 'weak-next': {
      const of = truthAlong(formula.of, trace);
      return trace.map((_, i) => (i + 1 < n ? of[i + 1]! : formula.kind === 'weak-next'));
    }
    case 'yesterday': {
      const of = truthAlong(formula.of, trace);
      return trace.map((_, i) => i > 0 && of[i - 1]!);
    }
    case 'eventually':
      return backward(truthAlong(formula.of, trace), false, (now, later) => now || later);
    case 'always':
      return backward(truthAlong(formula.of, trace), true, (now, later) => now && later);
    case 'once':
      return forward(truthAlong(formula.of, trace), false, (now, before) => now || before);
    case 'historically':
      return forward(truthAlong(formula.of, trace), true, (now, before) => now && before);
    default: {
      const left = truthAlong(formula.left, trace);
      const right = truthAlong(formula.right, trace);
      switch (formula.kind) {
        case 'and':
          return left.map((value, i) => value && right[i]!);
        case 'or':
          return left.map((value, i) => value || right[i]!);
        case 'implies':
          return left.map((value, i) => !value || right[i]!);
        case 'equivalent':
          return left.map((value, i) => value === right[i]);
        case 'until':
          return backward(right, false, (now, later, i) => now || (left[i]! && later));
        case 'weak-until':
          return backward(right, true, (now, later, i) => now || (left[i]! && later));
        case 'release':
          return backward(right, true, (now, later, i) => now && (left[i]! || later));
        case 'since':
          return forward(right, false, (now, before, i) => now || (left[i]! && before));
      }
    }
  }
}

/**
 * Whether a trace satisfies a formula: its truth at the first event. On the empty trace atoms, `X`, `U`, `F`, `S`, `O`, `Y`
 * and `last` are false, `WX`, `W`, `R`, `G` and `H` true.
 */
export function evaluateFormula(formula: Formula, trace: readonly TraceEvent[]): boolean {
  return trace.length === 0 ? truthOfNothing(formula) : truthAlong(formula, trace)[0]!;
}

function truthOfNothing(formula: Formula): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'not':
      return !truthOfNothing(formula.of);
    case 'and':
      return truthOfNothing(formula.left) && truthOfNothing(formula.right);
    case 'or':
      return truthOfNothing(formula.left) || truthOfNothing(formula.right);
    case 'implies':
      return !truthOfNothing(formula.left) || truthOfNothing(formula.right);
    case 'equivalent':
      return truthOfNothing(formula.left) === truthOfNothing(formula.right);
    default:
      return ['weak-next', 'weak-until', 'release', 'always', 'historically'].includes(formula.kind);
  }
}

function backward(
  values: readonly boolean[],
  end: boolean,
  combine: (now: boolean, later: boolean, i: number) => boolean,
): boolean[] {
  const result = new Array<boolean>(values.length);
  let later = end;
  for (let i = values.length - 1; i >= 0; i--) result[i] = later = combine(values[i]!, later, i);
  return result;
}

function forward(
  values: readonly boolean[],
  start: boolean,
  combine: (now: boolean, before: boolean, i: number) => boolean,
): boolean[] {
  let before = start;
  return values.map((now, i) => (before = combine(now, before, i)));
}
