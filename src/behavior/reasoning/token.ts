import type { Operator } from './arithmetic-words.ts';

/** A number as written, without sign. */
export interface NumberToken {
  readonly kind: 'number';
  readonly start: number;
  readonly end: number;
  /** As digits with a decimal point, without anything else. */
  readonly digits: string;
  /** Digits written after the decimal point. */
  readonly decimals: number;
}

/** A piece of a line that may hold a calculation, at UTF-16 offsets `[start, end)` of the text. */
export type Token =
  | NumberToken
  | {
      readonly kind: 'operator';
      readonly start: number;
      readonly end: number;
      readonly operator: Operator;
      /** It stands where a sign may stand: nothing between it and the next, and space or no operand before. */
      readonly sign: boolean;
    }
  | {
      readonly kind: 'relation';
      readonly start: number;
      readonly end: number;
      readonly about: boolean;
      readonly word: boolean;
    }
  | {
      readonly kind: 'name' | 'word' | 'call' | 'break';
      readonly start: number;
      readonly end: number;
      readonly text: string;
    };

/** Whether a value can end with this token. */
export function endsOperand(token: Token): boolean {
  if (token.kind === 'number' || token.kind === 'name' || token.kind === 'word') return true;
  return token.kind === 'operator' && (token.operator === ')' || token.operator === '%' || token.operator === '!');
}

/** Whether the tokens end with a share, of which `of` takes that part: `20%`, `1/2`. */
export function isPart(tokens: readonly Token[]): boolean {
  const [third, second, last] = [tokens.at(-3), tokens.at(-2), tokens.at(-1)];
  if (last?.kind === 'operator' && last.operator === '%') return true;
  return last?.kind === 'number' && second?.kind === 'operator' && second.operator === '/' && third?.kind === 'number';
}

/** Whether it is a sign of multiplication. */
export function isTimes(token: Token | undefined): boolean {
  return token?.kind === 'operator' && token.operator === '*';
}
