/**
 * Every error code Ethogram can raise; `docs/errors.md` describes each (a test compares the two).
 * Codes are stable: programs may branch on them.
 */
export const ERROR_CODES = [
  'bad-argument',
  'bad-codebook',
  'bad-formula',
  'bad-handbook',
  'bad-labels',
  'bad-otlp',
  'bad-query',
  'bad-rules',
  'bad-tasks',
  'budget-reached',
  'cannot-write',
  'file-not-found',
  'handbook-full',
  'held',
  'model-failed',
  'model-unusable',
  'no-model',
  'not-found',
  'query-stopped',
  'store-closed',
  'store-newer',
  'store-unavailable',
  'unknown-format',
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** What an {@link EthogramError} may carry beside its message. */
export interface EthogramErrorOptions {
  /** A command or an action that gets the reader further. */
  hint?: string;
  /** The error underneath, if any. */
  cause?: unknown;
}

/**
 * The only error class Ethogram throws. The message says place, what was found and what was expected
 * (`runs.jsonl:14: found …, expected …`); the hint names a command. Messy *input* is never an exception:
 * importers yield issues instead.
 */
export class EthogramError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, { hint, cause }: EthogramErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EthogramError';
    this.code = code;
    this.hint = hint;
  }
}
