import type { DatabaseSync } from 'node:sqlite';
import { EthogramError } from '../../core/ethogram-error.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import { ALLOWED_FUNCTIONS } from './allowed-functions.ts';
import { VIEWS } from './views.ts';

/** Where the views are listed. */
const LIST = 'ethogram analyse sql lists the views and their columns';
/** What statements that change something begin with. */
const CHANGE =
  /\b(?:create|drop|alter|insert|replace|update|delete|pragma|begin|commit|end|rollback|savepoint|release|attach|detach|reindex|analyze|vacuum)\b(?!\s*\()/i;
/** Places that are tried to find where the syntax breaks. */
const MOST_TRIED = 50;

/** What a query wanted and may not: a function, a table that is no view, or to change something. */
export interface Refused {
  readonly kind: 'function' | 'view' | 'change';
  readonly name: string;
}

/** What {@link queryFault} goes by. */
export interface FaultContext {
  readonly query: string;
  /** What the query is called. */
  readonly place: string;
  readonly database: DatabaseSync;
  /** What was not allowed, if that is what was wrong. */
  readonly refused: Refused | undefined;
}

/** `line:column` of an offset, both from 1. */
export function placeIn(query: string, offset: number): string {
  const before = query.slice(0, Math.max(0, offset));
  return `${before.split('\n').length}:${before.length - before.lastIndexOf('\n')}`;
}

/** What SQLite says is wrong with a query, as an error of ours: with its place, and the name that was probably meant. */
export function queryFault(error: Error, { query, place, database, refused }: FaultContext): EthogramError {
  const { message } = error;
  const fault = (at: number, text: string, hint = LIST): EthogramError =>
    new EthogramError('bad-query', `${place}:${placeIn(query, at)}: ${text}`, { hint, cause: error });
  if (refused !== undefined) return refusal(refused, query, fault);
  const [, table] = /^no such table: (?:main\.)?(.+)$/s.exec(message) ?? [];
  if (table !== undefined) {
    const names = VIEWS.map(({ name }) => name);
    const [closest] = closestFirst(names, table);
    return fault(wordAt(query, table), `found "${table}", expected one of the views ${names.join(', ')}`, `did you mean ${closest}? ${LIST}`);
  }
  const [, column] = /^no such column: (.+?)(?: - should this be .*)?$/s.exec(message) ?? [];
  if (column !== undefined) return noColumn(column, query, fault);
  const [, called] = /^no such function: (.+)$/s.exec(message) ?? [];
  if (called !== undefined) return refusal({ kind: 'function', name: called }, query, fault);
  const [, near] = /^near "(.*)": syntax error$/s.exec(message) ?? [];
  if (near !== undefined) return fault(syntaxAt(query, near, database), `found ${near === '' ? 'the end' : `"${near}"`}, where SQL expects something else`, 'the dialect is SQLite’s: text stands in single quotes');
  if (message === 'incomplete input') return fault(query.trimEnd().length, 'found the end, expected more');
  const [, ambiguous] = /^ambiguous column name: (.+)$/s.exec(message) ?? [];
  if (ambiguous !== undefined) return fault(wordAt(query, ambiguous), `found "${ambiguous}", which several views have, expected VIEW.${ambiguous}`);
  if (/contains no statements/.test(message)) return fault(0, 'found nothing, expected a query');
  return fault(Math.max(0, query.search(/\S/)), message);
} // prettier-ignore

type Fault = (at: number, text: string, hint?: string) => EthogramError;

function refusal({ kind, name }: Refused, query: string, fault: Fault): EthogramError {
  if (kind === 'change') {
    const change = CHANGE.exec(withoutTexts(query));
    return fault(change?.index ?? 0, `found ${change?.[0].toUpperCase() ?? 'a change'}, expected a query that only reads: SELECT or WITH … SELECT`);
  }
  const at = wordAt(query, name);
  if (kind === 'view') return fault(at, `found "${name}", expected one of the views ${VIEWS.map((view) => view.name).join(', ')}`);
  const [closest] = closestFirst([...ALLOWED_FUNCTIONS], name);
  return fault(at, `found the function ${name}, expected one that a query may call`, `did you mean ${closest}? SQLite’s scalar, aggregate, window, date, mathematical and JSON functions may be called`);
} // prettier-ignore

function noColumn(found: string, query: string, fault: Fault): EthogramError {
  const at = wordAt(query, found.replace(/^"(.*)"$/s, '$1'));
  const name = found.replace(/^"(.*)"$/s, '$1').replace(/^.*\./s, '');
  const words = new Set(query.toLowerCase().match(/[a-z_]+/g));
  const named = VIEWS.filter((view) => words.has(view.name));
  const views = named.length === 0 ? VIEWS : named;
  const [closest] = closestFirst([...new Set(views.flatMap(({ columns }) => Object.keys(columns)))], name);
  const having = views.filter(({ columns }) => Object.hasOwn(columns, closest!)).map((view) => view.name);
  const expected = named.length === 1 ? `one of ${Object.keys(named[0]!.columns).join(', ')}` : 'a column of the views it reads';
  const meant = found.startsWith('"') ? `a text stands in single quotes: '${name}'; else` : `did you mean ${closest} of ${having.join(', ')}?`;
  return fault(at, `found no column ${found}, expected ${expected}`, `${meant} ${LIST}`);
} // prettier-ignore

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** A query with blanks where comments and texts are. */
function withoutTexts(query: string): string {
  return query.replace(/--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*'/g, (hidden) => ' '.repeat(hidden.length));
}

/** Where a name stands first, outside of comments and texts if it does. */
function wordAt(query: string, name: string): number {
  const plain = withoutTexts(query);
  const word = new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`, 'i');
  const at = plain.search(word);
  return at >= 0 ? at : Math.max(0, query.search(word));
}

/** The first place at which the query, cut off behind it, is wrong in the same way: up to there SQLite read it. */
function syntaxAt(query: string, near: string, database: DatabaseSync): number {
  if (near === '') return query.length;
  let at = query.indexOf(near);
  const first = at;
  for (let tried = 0; at >= 0 && tried < MOST_TRIED; tried++, at = query.indexOf(near, at + 1)) {
    try {
      database.prepare(query.slice(0, at + near.length));
    } catch (error) {
      if ((error as Error).message === `near "${near}": syntax error`) return at;
    }
  }
  return Math.max(0, first);
}
