import type { APICallError } from '@ai-sdk/provider';
import { PageError, TimedOutError, TooLongError } from './call-fetch.ts';
import { CutOffError } from './call-model.ts';

/** What went wrong with one call, and what that means for the next. */
export interface CallFailure {
  /** For the audit: `http-429`, `unreachable`, `timed-out`, `cut-off`, `unreadable` (not what the provider would send), `too-long`. */
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

/**
 * What an error of a call means.
 *
 * @param options.withoutKey - takes the key out of what a server said, before that is shortened: see `LoadedModel`
 */
export function callFailure(
  thrown: unknown,
  { now, withoutKey }: { readonly now: () => Date; readonly withoutKey: (text: string) => string },
): CallFailure {
  const short = (text: string): string => shortened(withoutKey(text));
  // The AI SDK wraps what happens while a body is read.
  const error = chainOf(thrown).find(isOurs) ?? thrown;
  if (error instanceof TimedOutError) return { status: 'timed-out', next: 'again', message: error.message };
  if (error instanceof CutOffError) return { status: 'cut-off', next: 'again', message: error.message };
  if (error instanceof PageError) return { status: 'unreadable', next: 'unusable', message: error.message };
  if (error instanceof TooLongError) return { status: 'too-long', next: 'give-up', message: error.message };
  if (!isApiCallError(error)) return brokenOr(error, short);
  const { responseHeaders = {}, responseBody } = error;
  const statusCode = error.statusCode === 200 ? (codeIn(responseBody) ?? 200) : error.statusCode;
  if (statusCode === undefined) return brokenOr(error, short);
  const status = `http-${statusCode}`;
  const message = short(`${statusCode} ${said(error)}`);
  const retryAfterMs = retryAfter(responseHeaders, now) ?? googleDelay(responseBody);
  const waits = retryAfterMs !== undefined && { retryAfterMs };
  if (statusCode < 300) return brokenOr(error.cause instanceof Error ? error.cause : error, short);
  if (statusCode < 400) {
    const elsewhere = short(responseHeaders['location'] ?? 'another address');
    return { status, next: 'unusable', message: `${statusCode} it sends to ${elsewhere}, which is not followed` };
  }
  if ([401, 402, 403, 404].includes(statusCode)) return { status, next: 'unusable', message };
  // A quota or a credit that is used up does not come back in minutes.
  if ((statusCode === 429 || statusCode === 400) && /insufficient_quota|billing|credit balance/i.test(responseBody ?? '')) {
    return { status, next: 'unusable', message };
  } // prettier-ignore
  if (statusCode === 429 || statusCode === 503 || statusCode === 529)
    return { status, next: 'wait', message, ...waits };
  if (statusCode === 408 || statusCode === 409 || statusCode >= 500)
    return { status, next: 'again', message, ...waits };
  return { status, next: 'give-up', message };
}

/** By name: the package with the class comes with a provider's only. */
function isApiCallError(error: unknown): error is APICallError {
  return error instanceof Error && error.name === 'AI_APICallError';
}

/** Names of the network's errors. */
const NETWORK = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|CONNECT_TIMEOUT|Cannot connect/;
const BROKEN = /ECONNRESET|EPIPE|terminated|fetch failed|socket|other side closed|UND_ERR|ended without/;

function brokenOr(error: unknown, short: (text: string) => string): CallFailure {
  if (!(error instanceof Error)) {
    // An error that was told within a stream, as an object of the server's own or of the AI SDK's.
    const told = JSON.stringify(error) ?? '';
    const code = codeIn(told);
    const message = short(messageIn(told) ?? told);
    return { status: code === undefined ? 'cut-off' : `http-${code}`, next: 'again', message };
  }
  const chain = chainOf(error).map((one) => `${(one as NodeJS.ErrnoException).code ?? ''} ${one.name} ${one.message}`);
  const message = /^AI_(?:TypeValidation|JSONParse)Error$/.test(error.name)
    ? 'its answer is not one of the protocol'
    : short(error.message);
  if (chain.some((text) => NETWORK.test(text) && !/ECONNRESET/.test(text))) {
    return { status: 'unreachable', next: 'wait', message };
  }
  // What the AI SDK could not read, it tells in errors of many kinds, some of them by accident.
  return { status: chain.some((text) => BROKEN.test(text)) ? 'cut-off' : 'unreadable', next: 'again', message };
}

/** An error with its causes. */
function chainOf(error: unknown): readonly Error[] {
  const chain: Error[] = [];
  for (let at = error; at instanceof Error && chain.length < 8; at = at.cause) {
    chain.push(at);
    if (at instanceof AggregateError) chain.push(...at.errors.flatMap(chainOf));
  }
  return chain;
}

function isOurs(error: Error): boolean {
  return [TimedOutError, CutOffError, PageError, TooLongError].some((kind) => error instanceof kind);
}

/** What the server said, from the body where it is one of the known shapes. */
function said({ message, responseBody = '' }: APICallError): string {
  return messageIn(responseBody) ?? message;
}

function messageIn(body: string): string | undefined {
  const found = /"message"\s*:\s*("(?:[^"\\]|\\.){0,2000}")/.exec(body)?.[1];
  try {
    return found === undefined ? undefined : (JSON.parse(found) as string);
  } catch {
    return undefined;
  }
}

/** The status that some gateways tell in a body, after a 200. */
function codeIn(body = ''): number | undefined {
  const found = /"(?:code|status|statusCode)"\s*:\s*"?([45]\d\d)\b/.exec(body)?.[1];
  return found === undefined ? undefined : Number(found);
}

// What a server says ends up on a terminal and in logs.
function shortened(text: string): string {
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
