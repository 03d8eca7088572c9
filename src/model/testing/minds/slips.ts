import { applied, valueOf, type Arithmetic, type Operator } from './read-arithmetic.ts';

/** One operation of a working. */
export interface WorkedStep {
  readonly operator: Operator;
  readonly left: number;
  readonly right: number;
  readonly value: number;
  /** What the working says beside the result: where a slip shows. */
  readonly remark?: string;
}

/** A typical way to get a sum wrong, and what an agent would have to know not to. */
export interface Slip {
  readonly name: string;
  /** Whether advice holds the idea that prevents the slip. */
  readonly key: RegExp;
  /** Finds the words of a working that show the slip. */
  readonly mark: RegExp;
  /** The behavior that prevents it, as a good reflection would put it. */
  readonly behavior: { readonly name: string; readonly instruction: string };
  /** The working with the slip; undefined when the sum leaves no room for it. */
  commit(tree: Arithmetic): readonly WorkedStep[] | undefined;
}

/** The slips that the solver makes: a carry that is dropped, and operations taken from left to right. */
export const SLIPS: readonly Slip[] = [
  {
    name: 'dropped-carry',
    key: /\bcarr(?:y|ies|ied|ying)\b|\b(?:split|break|decompos)\w*\b[^.\n]*\b(?:products?|factors?|numbers?|tens|places?|digits?)\b/i,
    mark: /Column by column the (?:product|sum) of -?\d+ and -?\d+ comes to -?\d+, each digit taken as it stands\./,
    behavior: {
      name: 'behavior_write_every_carry',
      instruction:
        'When you multiply or add numbers of several digits, write every carry down and add it in the next place.',
    },
    commit(tree) {
      let made = false;
      const steps = workedSteps(tree, (step) => {
        const wrong = made ? undefined : withoutCarry(step);
        if (wrong === undefined) return step;
        made = true;
        const noun = step.operator === '*' ? 'product' : 'sum';
        const remark = `Column by column the ${noun} of ${step.left} and ${step.right} comes to ${wrong}, each digit taken as it stands.`;
        return { ...step, value: wrong, remark };
      });
      return made ? steps : undefined;
    },
  },
  {
    name: 'left-to-right',
    key: /\border of operations\b|\bprecedence\b|\b(?:multipl\w+|products?)\b[^.\n]*\b(?:before|first|ahead of|prior to)\b|\bfirst\b[^.\n]*\b(?:multipl\w+|products?)\b/i,
    mark: /I take the operations one after the other as they are written\./,
    behavior: {
      name: 'behavior_products_before_sums',
      instruction: 'Work out multiplication and division before addition and subtraction.',
    },
    commit(tree) {
      const flat = flattened(tree);
      const steps = workedSteps(flat);
      if (valueOf(flat) === valueOf(tree)) return undefined;
      const remark = 'I take the operations one after the other as they are written.';
      return steps.map((step, i) => (i === 0 ? { ...step, remark } : step));
    },
  },
];

/** The operations of a sum in the order in which they are worked out, each with its result; `change` may alter one on the way. */
export function workedSteps(
  tree: Arithmetic,
  change: (step: WorkedStep) => WorkedStep = (step) => step,
): readonly WorkedStep[] {
  const steps: WorkedStep[] = [];
  const work = (part: Arithmetic): number => {
    if (typeof part === 'number') return part;
    const left = work(part.left);
    const right = work(part.right);
    const step = change({ operator: part.operator, left, right, value: applied(part.operator, left, right) });
    steps.push(step);
    return step.value;
  };
  work(tree);
  return steps;
}

// What comes out when the first carry that there is gets lost. Whole numbers only.
function withoutCarry({ operator, left, right, value }: WorkedStep): number | undefined {
  if (![left, right].every((number) => Number.isInteger(number) && number >= 10) && operator === '+') return undefined;
  if (![left, right].every((number) => Number.isInteger(number) && number > 1) || Math.max(left, right) < 10)
    return undefined;
  const upper = digits(left);
  if (operator === '+') {
    const lower = digits(right);
    const place = upper.findIndex((digit, i) => digit + (lower[i] ?? 0) > 9);
    return place < 0 ? undefined : value - 10 ** (place + 1);
  }
  if (operator !== '*') return undefined;
  for (const [i, a] of upper.entries()) {
    for (const [j, b] of digits(right).entries()) {
      const carry = Math.floor((a * b) / 10);
      if (carry > 0) return value - carry * 10 ** (i + j + 1);
    }
  }
  return undefined;
}

function digits(number: number): number[] {
  return [...String(number)].reverse().map(Number);
}

// The same numbers and signs, worked from left to right; brackets still hold.
function flattened(tree: Arithmetic): Arithmetic {
  const operands: Arithmetic[] = [];
  const operators: Operator[] = [];
  const walk = (part: Arithmetic, top: boolean): void => {
    if (typeof part === 'number' || (part.bracketed === true && !top)) {
      operands.push(part);
      return;
    }
    walk(part.left, false);
    operators.push(part.operator);
    walk(part.right, false);
  };
  walk(tree, true);
  return operands
    .slice(1)
    .reduce<Arithmetic>((left, right, i) => ({ operator: operators[i]!, left, right }), operands[0]!);
}
