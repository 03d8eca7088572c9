import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to a server. */
export interface Admission {
  /** The address it is bound to, as it was given. */
  readonly host: string;
  /** Asked of every request, where there is one. */
  readonly token?: string | undefined;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly code: 'bad-host' | 'cross-origin' | 'bad-token';
  readonly message: string;
}

/** Whether an address is this machine's own, which no other can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/**
 * Why a request is not answered; undefined when it may be. A page of some web site that is open in a browser can send requests
 * to this machine: it gives itself away by its origin, and one whose name was pointed here afterwards by the name it asks for.
 * With a token, names do not matter.
 *
 * @param options.isPassedOn - its `authorization` is the provider's: the token stands in `x-ethogram-token` alone
 */
export function refusalOf(
  { headers, method }: Pick<IncomingMessage, 'headers' | 'method'>,
  { host, token }: Admission,
  { isPassedOn }: { readonly isPassedOn: boolean },
): Refusal | undefined {
  const asked = headers.host;
  if (token === undefined && asked !== undefined) {
    const name = /^(\[[^\]]*\]|[^:]*)(?::\d+)?$/
      .exec(asked)?.[1]
      ?.replace(/^\[|\]$/g, '')
      .toLowerCase();
    if (name === undefined || (!isLoopback(name) && name !== host.toLowerCase())) {
      return { status: 403, code: 'bad-host', message: 'The Host header names another machine than this one.' };
    }
  }
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isVisit = headers['sec-fetch-mode'] === 'navigate' && method === 'GET' && !isPassedOn;
  const isForeign =
    origin === undefined
      ? (site === 'cross-site' || site === 'same-site') && !isVisit
      : origin.toLowerCase() !== `http://${asked}`.toLowerCase() &&
        origin.toLowerCase() !== `https://${asked}`.toLowerCase();
  if (isForeign) {
    return { status: 403, code: 'cross-origin', message: 'Pages of other sites may not use this server.' };
  }
  if (token !== undefined && !shownTokens(headers, isPassedOn).some((shown) => isSame(shown, token))) {
    const where = isPassedOn ? 'x-ethogram-token' : 'authorization: Bearer, or in x-ethogram-token';
    return { status: 401, code: 'bad-token', message: `This server asks for its token, in ${where}.` };
  }
  return undefined;
}

function shownTokens(headers: IncomingMessage['headers'], isPassedOn: boolean): string[] {
  const own = headers['x-ethogram-token'];
  const shown = typeof own === 'string' ? [own] : [];
  if (isPassedOn) return shown;
  const [scheme = '', credentials = ''] = headers.authorization?.split(' ', 2) ?? [];
  if (/^bearer$/i.test(scheme)) shown.push(credentials);
  // What a browser asks its user for: any name, the token as the password.
  if (/^basic$/i.test(scheme))
    shown.push(
      Buffer.from(credentials, 'base64')
        .toString()
        .replace(/^[^:]*:/, ''),
    );
  return shown;
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
