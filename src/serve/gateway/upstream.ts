import { buildConnector, Pool, type Dispatcher } from 'undici';
import { EthogramError } from '../../core/ethogram-error.ts';

/** The providers whose protocols the gateway speaks. */
export const UPSTREAM_NAMES = ['openai', 'anthropic'] as const;
/** One of {@link UPSTREAM_NAMES}. */
export type UpstreamName = (typeof UPSTREAM_NAMES)[number];

/** Where a provider's requests go. */
export interface Upstream {
  readonly name: UpstreamName;
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: number;
  /** As `host` headers have it. */
  readonly authority: string;
  /** `https://host`, for people. */
  readonly origin: string;
  /** Put before a request's path, after `dropped` was taken from its beginning. */
  readonly prefix: string;
  readonly dropped: string;
}

/** Where providers are unless something else is said. */
export const DEFAULT_UPSTREAMS: Readonly<Record<UpstreamName, string>> = {
  openai: 'https://api.openai.com/v1',
  anthropic: 'https://api.anthropic.com',
};

/**
 * Reads an address as the provider's own clients take it: OpenAI's with the version in its path (`https://host/v1`),
 * Anthropic's without; either also as a bare `https://host`.
 *
 * @throws EthogramError `bad-argument` for what is no http or https address, or holds a password
 */
export function parseUpstream(name: UpstreamName, address: string): Upstream {
  let url: URL;
  try {
    url = new URL(address);
  } catch (cause) {
    throw new EthogramError('bad-argument', `--upstream ${name}: found no address, expected http:// or https://`, {
      cause,
    });
  }
  const { protocol, hostname, port, host, origin, pathname, username, password } = url;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw new EthogramError('bad-argument', `--upstream ${name}: found ${protocol}//, expected http:// or https://`);
  }
  if (username !== '' || password !== '') {
    throw new EthogramError(
      'bad-argument',
      `--upstream ${name}: found a user name or password in the address, expected none: the caller's authorisation is passed on`,
    );
  }
  const path = pathname.replace(/\/+$/, '');
  const isVersioned = path.endsWith('/v1') || (name === 'openai' && path !== '');
  const isSecure = protocol === 'https:';
  return {
    name,
    isSecure,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isSecure ? 443 : 80) : Number(port),
    authority: host,
    origin,
    prefix: path,
    dropped: isVersioned ? '/v1' : '',
  };
}

/** The path of a request at its provider: `/v1/models` of us is `/api/v1/models` where the address ends in `/api/v1`. */
export function upstreamPath({ prefix, dropped }: Upstream, path: string): string {
  return `${prefix}${path.startsWith(dropped) ? path.slice(dropped.length) : path}`;
}

/** Which provider a request is for, by its path and by the headers that only Anthropic's clients send. */
export function upstreamOf(path: string, headers: { readonly [name: string]: unknown }): UpstreamName {
  if (/^\/v1\/(?:messages|complete)(?:\/|$)/.test(path)) return 'anthropic';
  if (/^\/v1\/(?:chat|responses|completions|embeddings)(?:\/|$)/.test(path)) return 'openai';
  return headers['anthropic-version'] === undefined ? 'openai' : 'anthropic';
}

/** Connections to providers, kept open between requests. */
export interface UpstreamConnections {
  of(upstream: Upstream): Dispatcher;
  /** Closes them all. */
  close(): void;
}

// Providers that tell how long they keep a connection are believed.
const KEEP_ALIVE_MS = 30_000;
const CONNECT_MS = 30_000;
const HEADER_BYTES = 64 * 1024;

/** Opens connections as they are needed, as many as there are requests. Answers take as long as they take. */
export function upstreamConnections(): UpstreamConnections {
  const pools = new Map<string, Pool>();
  return {
    of({ origin }) {
      let pool = pools.get(origin);
      if (pool === undefined) {
        pool = new Pool(origin, {
          connect: markingConnector(),
          pipelining: 1,
          headersTimeout: 0,
          bodyTimeout: 0,
          keepAliveTimeout: KEEP_ALIVE_MS,
          maxHeaderSize: HEADER_BYTES,
          allowH2: false,
        });
        pools.set(origin, pool);
      }
      return pool;
    },
    close() {
      for (const pool of pools.values()) void pool.destroy();
      pools.clear();
    },
  };
}

const resetAfterUse = new WeakSet<Error>();

/** Whether an error is that a connection which had served other requests was closed. */
export function wasUsedBefore(error: NodeJS.ErrnoException & { readonly socket?: unknown }): boolean {
  if (error.code === 'ECONNRESET') return resetAfterUse.has(error);
  const { bytesRead = 0 } = (error.socket ?? {}) as { readonly bytesRead?: number };
  return error.code === 'UND_ERR_SOCKET' && bytesRead > 0;
}

/** Connects, and remembers of resets whether anything had been read from the connection. */
function markingConnector(): buildConnector.connector {
  const connect = buildConnector({ timeout: CONNECT_MS, allowH2: false });
  return (options, callback) => {
    connect(options, (...result) => {
      const [, socket] = result;
      socket?.on('error', (error) => {
        if (socket.bytesRead > 0) resetAfterUse.add(error);
      });
      callback(...result);
    });
  };
}
