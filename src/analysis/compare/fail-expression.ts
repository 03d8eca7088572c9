import { EthogramError } from '../../core/ethogram-error.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import type { ComparedMeasure } from './compared-measure.ts';

/** What of a row an expression may ask for; `low` and `high` are the ends of the interval. */
export const ROW_FIELDS = ['a', 'b', 'difference', 'low', 'high', 'p', 'q'] as const;
type RowField = (typeof ROW_FIELDS)[number];

type Row = Pick<ComparedMeasure, 'measure' | 'a' | 'b' | 'difference' | 'interval' | 'p' | 'q'>;

/** A condition on a comparison. */
export interface FailExpression {
  /**
   * The rows that make it hold; none where it does not.
   *
   * @throws EthogramError `bad-argument` when it names a measure that was not compared
   */
  readonly holds: (rows: readonly Row[]) => readonly Row[];
  /** The rows that it names, whether or not they make it hold; none where it asks any. */
  readonly asked: <T extends Row>(rows: readonly T[]) => readonly T[];
}

type Node =
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly inner: Node }
  | { readonly kind: 'test'; readonly measure: string | undefined; readonly field: RowField; readonly sign: Sign; readonly value: number }; // prettier-ignore

const SIGNS = ['<', '<=', '>', '>=', '=', '!='] as const;
type Sign = (typeof SIGNS)[number];

const TOKEN = /\s*(?:([()&|!](?!=))|(<=|>=|!=|==?|<|>)|"([^"]*)"(?:\.(\w+))?|([^\s()&|!<>="]+))/y;

/**
 * Reads an expression such as `verification.difference < -0.05 & q < 0.05`: comparisons `MEASURE.FIELD SIGN NUMBER` joined by `&`, `|`, `!` and
 * parentheses. A measure is as in the table, or a behavior without its codebook; with spaces it stands in quotes: `"a -> b".difference > 0.1`. A
 * field without a measure is of the measure named before it; where none is, the expression asks whether any row is so.
 *
 * @throws EthogramError `bad-argument` with the place of what was found
 */
export function failExpression(text: string): FailExpression {
  const tokens = tokensOf(text);
  let at = 0;
  let last: string | undefined;
  let isOfAny = false;
  const named = new Set<string>();
  const fail = (expected: string): never => {
    const token = tokens[at];
    throw new EthogramError('bad-argument', `--fail-if:${token === undefined ? text.length : token.at}: found ${token === undefined ? 'the end' : `"${token.text}"`}, expected ${expected}`, {
      hint: `for instance --fail-if "success.difference < -0.05 & q < 0.05"`,
    });
  }; // prettier-ignore
  const takes = (sign: string): boolean => {
    if (tokens[at]?.text !== sign || tokens[at]?.kind === 'name') return false;
    at++;
    return true;
  };
  const either = (): Node => {
    let left = both();
    while (takes('|')) left = { kind: 'or', left, right: both() };
    return left;
  };
  const both = (): Node => {
    let left = one();
    while (takes('&')) left = { kind: 'and', left, right: one() };
    return left;
  };
  const one = (): Node => {
    if (takes('!')) return { kind: 'not', inner: one() };
    if (takes('(')) {
      const inner = either();
      if (!takes(')')) fail('")"');
      return inner;
    }
    return comparison();
  };
  const comparison = (): Node => {
    const name = tokens[at];
    if (name?.kind !== 'name') return fail('a measure, "!" or "("');
    const field = ROW_FIELDS.find((known) => known === name.field);
    if (field === undefined) return fail(`MEASURE.FIELD, with a field of ${ROW_FIELDS.join(', ')}`);
    at++;
    const sign = SIGNS.find((known) => known === tokens[at]?.text.replace('==', '='));
    if (sign === undefined) return fail(`one of ${SIGNS.join(' ')}`);
    at++;
    const value = tokens[at]?.kind === 'name' ? Number(tokens[at]!.text) : NaN;
    if (!Number.isFinite(value)) return fail('a number');
    at++;
    if (name.measure !== undefined) named.add((last = name.measure));
    else if (last === undefined) isOfAny = true;
    return { kind: 'test', measure: last, field, sign, value };
  };
  const root = either();
  if (at < tokens.length) fail('"&", "|" or the end');
  return {
    asked: (rows) => [...named].map((measure) => rowNamed(rows, measure)),
    holds(rows) {
      const seen = new Set<Row>();
      if (isOfAny) return rows.filter((row) => isTrue(root, rows, row, seen));
      return isTrue(root, rows, undefined, seen) ? [...seen] : [];
    },
  };
}

interface Token {
  readonly kind: 'sign' | 'name';
  readonly text: string;
  readonly at: number;
  readonly measure?: string;
  readonly field?: string;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < text.trimEnd().length) {
    const at = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) throw new EthogramError('bad-argument', `--fail-if:${at}: found ${JSON.stringify(text.slice(at, at + 20))}, expected a measure in quotes that end`); // prettier-ignore
    const [, bracket, sign, quoted, quotedField, word] = match;
    const mark = bracket ?? sign;
    if (mark !== undefined) tokens.push({ kind: 'sign', text: mark, at });
    else if (quoted !== undefined)
      tokens.push({ kind: 'name', text: quoted, at, measure: quoted, ...(quotedField !== undefined && { field: quotedField }) }); // prettier-ignore
    else tokens.push({ kind: 'name', text: word!, at, ...parted(word!) });
  }
  return tokens;
}

/** `verification.difference` in two; a name without a dot is a field. */
function parted(word: string): Pick<Token, 'measure' | 'field'> {
  const dot = word.lastIndexOf('.');
  return dot < 0 ? { field: word } : { measure: word.slice(0, dot), field: word.slice(dot + 1) };
}

function isTrue(node: Node, rows: readonly Row[], any: Row | undefined, seen: Set<Row>): boolean {
  switch (node.kind) {
    case 'and':
    case 'or': {
      // Both sides are looked at: a measure that is not there is an error on either.
      const [left, right] = [isTrue(node.left, rows, any, seen), isTrue(node.right, rows, any, seen)];
      return node.kind === 'and' ? left && right : left || right;
    }
    case 'not':
      return !isTrue(node.inner, rows, any, seen);
    case 'test': {
      const row = node.measure === undefined ? any! : rowNamed(rows, node.measure);
      const holds = compares(valueOf(row, node.field), node.sign, node.value);
      if (holds) seen.add(row);
      return holds;
    }
  }
}

function rowNamed<T extends Row>(rows: readonly T[], name: string): T {
  const exact = rows.find(({ measure }) => measure === name);
  const found = exact === undefined ? rows.filter(({ measure }) => measure.endsWith(`/${name}`) && !measure.includes(' -> ')) : [exact]; // prettier-ignore
  if (found.length === 1) return found[0]!;
  const slugs = closestFirst([...new Set(rows.map(({ measure }) => slugOf(measure)))], name);
  const near = slugs.slice(0, 3).flatMap((slug) => rows.find(({ measure }) => slugOf(measure) === slug) ?? []);
  const names = (found.length > 1 ? found : near).map(({ measure }) => `"${measure}"`);
  throw new EthogramError(
    'bad-argument',
    `--fail-if: found "${name}", expected a measure that was compared${names.length === 0 ? ', but nothing was' : `: ${names.join(', ')}${found.length === 0 && rows.length > names.length ? ', …' : ''}`}${name === 'success' ? '; of success that takes known outcomes on both sides' : ''}`,
    { hint: 'ethogram compare A B --json lists all measures' },
  );
}

function slugOf(measure: string): string {
  return measure.slice(measure.lastIndexOf('/') + 1);
}

function valueOf(row: Row, field: RowField): number {
  return field === 'low' ? row.interval[0] : field === 'high' ? row.interval[1] : row[field];
}

function compares(value: number, sign: Sign, limit: number): boolean {
  switch (sign) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '=':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
