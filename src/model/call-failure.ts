import { APICallError } from '@ai-sdk/provider';
import { CutOffError, TimedOutError } from './call-model.ts';

/** What went wrong with one call, and what that means for the next. */
export interface CallFailure {
  /** For the audit: `http-429`, `unreachable`, `timed-out`, `cut-off` (the answer broke off, or could not be read as one). */
  readonly status: string;
  /**
   * `wait`: everybody waits, then it is sent again (limits, overload); `again`: this one is sent again; `give-up`: this
   * question cannot be answered; `unusable`: no question can.
   */
  readonly next: 'wait' | 'again' | 'give-up' | 'unusable';
  /** What the server said, in short. */
  readonly message: string;
  /** How long the server asked to wait. */
  readonly retryAfterMs?: number;
}

/** Longer than this nobody waits because a server said so. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** What an error of a call means. Errors that are not about the call (a defect of ours) are thrown again. */
export function callFailure(error: unknown, now: () => Date): CallFailure {
  if (error instanceof TimedOutError)
    return { status: 'timed-out', next: 'again', message: 'nothing came for too long' };
  if (error instanceof CutOffError) return { status: 'cut-off', next: 'again', message: 'the answer broke off' };
  if (APICallError.isInstance(error)) {
    const { statusCode, responseHeaders = {} } = error;
    const message = said(error);
    if (statusCode === undefined) return unreachableOr(error, message);
    const status = `http-${statusCode}`;
    const retryAfterMs = retryAfter(responseHeaders, now) ?? googleDelay(error.responseBody);
    const waits = retryAfterMs !== undefined && { retryAfterMs };
    if (statusCode === 401 || statusCode === 403 || statusCode === 404) return { status, next: 'unusable', message };
    // A quota that is used up is told as 429, too; it does not come back in minutes.
    if (statusCode === 429 && /insufficient_quota|billing/i.test(error.responseBody ?? '')) {
      return { status, next: 'unusable', message };
    }
    if (statusCode === 429 || statusCode === 503 || statusCode === 529)
      return { status, next: 'wait', message, ...waits };
    if (statusCode === 408 || statusCode === 409 || statusCode >= 500)
      return { status, next: 'again', message, ...waits };
    if (statusCode < 300) return { status: 'cut-off', next: 'again', message };
    return { status, next: 'give-up', message };
  }
  if (!(error instanceof Error)) return { status: 'cut-off', next: 'again', message: short(JSON.stringify(error)) };
  return unreachableOr(error, error.message);
}

/** Names of the network's errors, and of those that the AI SDK raises about answers it cannot read. */
const NETWORK = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|Cannot connect/;
const BROKEN = /ECONNRESET|EPIPE|terminated|fetch failed|socket|other side closed|UND_ERR/;

function unreachableOr(error: Error, message: string): CallFailure {
  const chain = causes(error);
  if (chain.some((text) => NETWORK.test(text) && !/ECONNRESET/.test(text))) {
    return { status: 'unreachable', next: 'wait', message: short(message) };
  }
  if (chain.some((text) => BROKEN.test(text)) || error.name.startsWith('AI_') || error instanceof SyntaxError) {
    return { status: 'cut-off', next: 'again', message: short(message) };
  }
  throw error;
}

function causes(error: unknown): string[] {
  const texts: string[] = [];
  for (let at = error; at instanceof Error && texts.length < 8; at = at.cause) {
    texts.push(`${(at as NodeJS.ErrnoException).code ?? ''} ${at.name} ${at.message}`);
    if (at instanceof AggregateError) texts.push(...at.errors.flatMap(causes));
  }
  return texts;
}

/** What the server said, from the body where it is one of the known shapes. */
function said({ message, responseBody, statusCode }: APICallError): string {
  const found = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(responseBody ?? '')?.[1] ?? message;
  return short(statusCode === undefined ? found : `${statusCode} ${found}`);
}

// What a server says ends up on a terminal and in logs.
function short(text: string): string {
  const plain = text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return plain.length > 200 ? `${plain.slice(0, 199)}…` : plain;
}

function retryAfter(headers: Readonly<Record<string, string>>, now: () => Date): number | undefined {
  const ms = Number(headers['retry-after-ms'] ?? Number.NaN);
  if (ms >= 0) return Math.min(ms, LONGEST_WAIT_MS);
  const after = headers['retry-after'];
  if (after === undefined) return undefined;
  const seconds = Number(after);
  const wait = Number.isNaN(seconds) ? Date.parse(after) - now().getTime() : seconds * 1000;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(0, wait), LONGEST_WAIT_MS);
}

/** Google says in the body when to come back. */
function googleDelay(body = ''): number | undefined {
  const seconds = /"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1];
  return seconds === undefined ? undefined : Math.min(Number(seconds) * 1000, LONGEST_WAIT_MS);
}
