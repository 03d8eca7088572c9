import { canonicalJson } from '../../core/content-key.ts';
import type { Json } from '../../core/json.ts';
import { plainNumber } from './plain-number.ts';
import { runCode } from './run-code.ts';
import type { Check } from '../task/task-spec.ts';
import { valueOfExpression } from './value-of-expression.ts';

/** What a check found. */
export interface Checked {
  readonly right: boolean;
  /** Why not, in a few words; empty when it is right. */
  readonly why: string;
}

const RIGHT: Checked = { right: true, why: '' };

/** Checks that need nothing but the answer. `judge` needs a model, `environment` its world. */
export type PlainCheck = Exclude<Check, { readonly kind: 'judge' | 'environment' }>;

/**
 * Holds an answer against what is right. An answer of no readable form is wrong, never an error; the answer of a `code`
 * check is run in a process of its own with limits of time, memory and output, and without the caller's environment.
 *
 * @param answer - as `answerIn` gives it
 */
export async function checkAnswer(answer: string, check: PlainCheck): Promise<Checked> {
  switch (check.kind) {
    case 'exact': {
      const [given, right] = [plain(answer, check.ignoreCase), plain(check.answer, check.ignoreCase)];
      return given === right ? RIGHT : wrong(answer, check.answer);
    }
    case 'number': {
      const given = plainNumber(answer);
      if (given === undefined) return { right: false, why: `${shown(answer)} is not a number` };
      const off = Math.abs(given - check.answer);
      return off <= check.tolerance * Math.max(1, Math.abs(check.answer)) ? RIGHT : wrong(answer, `${check.answer}`);
    }
    case 'pattern':
      return new RegExp(check.pattern, check.flags).test(answer)
        ? RIGHT
        : { right: false, why: `${shown(answer)} does not match` };
    case 'json': {
      const given = jsonIn(answer);
      if (given === undefined) return { right: false, why: `${shown(answer)} is not JSON` };
      return canonicalJson(given) === canonicalJson(check.answer) ? RIGHT : wrong(answer, canonicalJson(check.answer));
    }
    case 'set': {
      const given = new Set(
        answer.split(/[,;\n]+|\band\b/i).map((item) => plain(item.replace(/^\s*(?:[-*•]|\d+[.)])\s+/, ''), true)),
      );
      given.delete('');
      const right = new Set(check.answer.map((item) => plain(item, true)));
      return given.symmetricDifference(right).size === 0 ? RIGHT : wrong(answer, check.answer.join(', '));
    }
    case 'choice': {
      const given = plain(answer, true).replace(/^[([]?([a-z])[)\].:]?(?:\s.*)?$/s, '$1');
      const right = plain(check.answer, true);
      return given === right || plain(answer, true) === right ? RIGHT : wrong(answer, check.answer);
    }
    case 'countdown':
      return checkCountdown(answer, check);
    case 'code': {
      const { passed, why } = await runCode(answer, check);
      return passed ? RIGHT : { right: false, why };
    }
  }
}

function checkCountdown(answer: string, { numbers, target, solvable }: Extract<Check, { kind: 'countdown' }>): Checked {
  if (!solvable)
    return /\b(?:impossible|no solution|cannot|none|unsolvable)\b/i.test(answer) ? RIGHT : wrong(answer, 'impossible');
  const expression = answer.replace(/=.*$/s, '');
  const read = valueOfExpression(expression);
  if (read === undefined) return { right: false, why: `${shown(answer)} is not a sum` };
  const left = [...numbers];
  for (const used of read.numbers) {
    const at = left.indexOf(used);
    if (at < 0) return { right: false, why: `${used} is not there, or not as often` };
    left.splice(at, 1);
  }
  return Math.abs(read.value - target) < 1e-9 ? RIGHT : wrong(String(read.value), String(target));
}

function plain(text: string, ignoreCase: boolean): string {
  const spaced = text
    .normalize('NFKC')
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.。!]$/, '');
  return ignoreCase ? spaced.toLowerCase() : spaced;
}

function jsonIn(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function wrong(found: string, expected: string): Checked {
  return { right: false, why: `found ${shown(found)}, expected ${shown(expected)}` };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text);
}
