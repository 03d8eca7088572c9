import type { ServerResponse } from 'node:http';
import type { Upstream } from './upstream.ts';

/** Tells a client, in the words of its provider, that there is no way to that provider. Status 502. */
export function sayUnreachable(response: ServerResponse, { name, origin }: Upstream, reason: string): void {
  const message = `Ethogram's gateway cannot reach ${origin} (${reason}); ethogram serve --upstream ${name}=URL says where to.`;
  const body = JSON.stringify(
    name === 'anthropic'
      ? { type: 'error', error: { type: 'api_error', message } }
      : { error: { message, type: 'upstream_error', param: null, code: 'upstream_unreachable' } },
  );
  response.writeHead(502, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  response.end(body);
}
