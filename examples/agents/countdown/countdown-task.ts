import { randomFor } from '../random-for.ts';

/** Reach `target` from `numbers` with + - * /, each number at most once, whole positive numbers on the way. */
export interface CountdownTask {
  readonly id: string;
  readonly numbers: readonly number[];
  readonly target: number;
  readonly solvable: boolean;
}

/** A value that was made on the way, and the expression that makes it. */
export interface Made {
  readonly value: number;
  readonly text: string;
}

/** One operation on two made values. */
export interface Operation {
  readonly left: Made;
  readonly operator: '+' | '-' | '*' | '/';
  readonly right: Made;
  readonly result: Made;
}

/** A number as it lies on the table. */
export function given(value: number): Made {
  return { value, text: String(value) };
}

/** Every allowed operation on two values: larger one first; results are whole, positive and new. */
export function operationsOn(a: Made, b: Made): Operation[] {
  const [left, right] = a.value >= b.value ? [a, b] : [b, a];
  const make = (operator: Operation['operator'], value: number): Operation => ({
    left,
    operator,
    right,
    result: { value, text: `${wrap(left.text)} ${operator} ${wrap(right.text)}` },
  });
  const operations = [make('+', left.value + right.value)];
  if (left.value > right.value) operations.push(make('-', left.value - right.value));
  if (right.value > 1) {
    operations.push(make('*', left.value * right.value));
    if (left.value % right.value === 0) operations.push(make('/', left.value / right.value));
  }
  return operations;
}

function wrap(text: string): string {
  return /^\d+$/u.test(text) ? text : `(${text})`;
}

/** Operations, in order, that make `target` out of some of `values`; undefined when nothing does. */
export function solve(values: readonly Made[], target: number): Operation[] | undefined {
  for (let i = 0; i < values.length; i++) {
    for (let j = i + 1; j < values.length; j++) {
      const rest = values.filter((_, k) => k !== i && k !== j);
      for (const operation of operationsOn(values[i]!, values[j]!)) {
        if (operation.result.value === target) return [operation];
        const more = rest.length > 0 ? solve([operation.result, ...rest], target) : undefined;
        if (more !== undefined) return [operation, ...more];
      }
    }
  }
  return undefined;
}

/** Task number `index` of a seed. One in ten has no solution, which is then the right answer. */
export function countdownTask(seed: number, index: number): CountdownTask {
  const random = randomFor(seed, 'countdown-task', index);
  const id = `countdown-${String(index + 1).padStart(3, '0')}`;
  const solvable = index % 10 !== 7;
  for (;;) {
    const count = index % 3 === 2 && solvable ? 5 : 4;
    const large = random.shuffle([25, 50, 75, 100]).slice(0, random.below(2) + (count === 5 ? 1 : 0));
    const small = Array.from({ length: count - large.length }, () => random.below(10) + 1);
    const numbers = random.shuffle([...large, ...small]);
    const target = random.below(170) + 25;
    const easy = numbers.some((a, i) =>
      numbers.slice(i + 1).some((b) => operationsOn(given(a), given(b)).some((o) => o.result.value === target)),
    );
    if (easy || numbers.includes(target)) continue;
    if ((solve(numbers.map(given), target) !== undefined) === solvable) return { id, numbers, target, solvable };
  }
}

/** The value of an expression over whole numbers, or undefined when it is none. */
export function evaluateExpression(expression: string): number | undefined {
  const tokens = expression.match(/\d+|[-+*/()]/gu) ?? [];
  if (tokens.join('') !== expression.replaceAll(/\s/gu, '') || tokens.length === 0) return undefined;
  let at = 0;
  const atom = (): number => {
    const token = tokens[at++];
    if (token !== '(') return token === undefined ? Number.NaN : Number(token);
    const value = sum();
    return tokens[at++] === ')' ? value : Number.NaN;
  };
  const product = (): number => {
    let value = atom();
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * atom() : value / atom();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-')
      value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : undefined;
}

/** What the checker thinks of an answer: the text after `Answer:`, an expression or `none`. */
export function checkCountdown(
  task: CountdownTask,
  reply: string,
): { readonly success: boolean; readonly reason: string } {
  const answer = /Answer:\**\s*([^\n*]*(?:\*[^\n*]+)*)/u.exec(reply)?.[1]?.trim();
  if (answer === undefined) return { success: false, reason: 'there is no line that starts with Answer:' };
  if (answer === 'none') {
    return task.solvable
      ? { success: false, reason: 'there is a way to do it' }
      : { success: true, reason: 'right, it cannot be done' };
  }
  const value = evaluateExpression(answer);
  if (value === undefined) return { success: false, reason: `${answer} is not an expression` };
  const left = [...task.numbers];
  for (const used of answer.match(/\d+/gu) ?? []) {
    const place = left.indexOf(Number(used));
    if (place < 0) return { success: false, reason: `${used} is not there to be used` };
    left.splice(place, 1);
  }
  if (value !== task.target) return { success: false, reason: `that comes to ${value}, not ${task.target}` };
  return { success: true, reason: `that makes ${task.target}` };
}
