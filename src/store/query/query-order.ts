import type { ErrorCode } from '../../core/ethogram-error.ts';
import type { TrajectoryFilter } from '../../trajectory/trajectory-store.ts';

/** What the process that runs a query is told. */
export interface QueryOrder {
  readonly query: string;
  /** What to call the query in messages. */
  readonly place: string;
  /** Of the store; without it the query is only looked at. */
  readonly location?: string;
  readonly filter?: TrajectoryFilter;
  /** Rows, at most. */
  readonly limit: number;
  /** For looking at the query, and again for running it; reading the store takes as long as it takes. */
  readonly timeoutMs: number;
}

/** A value of a row. A whole number too large for JavaScript is text; bytes are hexadecimal digits. */
export type QueryValue = string | number | null;

/** What the process says, in this order; an `error` ends it. */
export type QueryNews =
  | { readonly kind: 'checked' }
  | { readonly kind: 'progress'; readonly view: string; readonly rows: number }
  | { readonly kind: 'loaded'; readonly read: Readonly<Record<string, number>>; readonly columns: readonly string[] }
  | { readonly kind: 'rows'; readonly rows: readonly (readonly QueryValue[])[] }
  | { readonly kind: 'done'; readonly more: boolean }
  | { readonly kind: 'error'; readonly code: ErrorCode; readonly message: string; readonly hint: string | undefined };
