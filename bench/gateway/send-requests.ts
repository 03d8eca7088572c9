import { Agent, request } from 'node:http';

/** What one request took, in milliseconds. */
export interface Timed {
  readonly wholeMs: number;
  /** To the first byte of the body. */
  readonly firstMs: number;
  /** Between the arrivals of pieces that hold the beginning of a frame. */
  readonly gapsMs: readonly number[];
  readonly status: number;
}

/** Sends the bodies of sessions, each session's one after the other, `concurrency` sessions at a time, and times each request. */
export async function sendRequests(
  url: string,
  sessions: readonly (readonly Buffer[])[],
  { concurrency, headers = {} }: { readonly concurrency: number; readonly headers?: Readonly<Record<string, string>> },
): Promise<{ readonly timed: readonly Timed[]; readonly seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const { hostname, port } = new URL(url);
  const timed: Timed[] = [];
  let next = 0;
  const one = async (body: Buffer): Promise<Timed> =>
    new Promise((resolve, reject) => {
      const begin = performance.now();
      const sent = request(
        {
          agent,
          host: hostname,
          port,
          method: 'POST',
          path: '/v1/chat/completions',
          headers: {
            'content-type': 'application/json',
            authorization: 'Bearer bench',
            'content-length': body.length,
            ...headers,
          },
        },
        (answer) => {
          let firstMs = 0;
          let last = 0;
          const gapsMs: number[] = [];
          answer.on('data', () => {
            const now = performance.now();
            if (firstMs === 0) firstMs = now - begin;
            else gapsMs.push(now - last);
            last = now;
          });
          answer.on('error', reject);
          answer.on('end', () =>
            resolve({ wholeMs: performance.now() - begin, firstMs, gapsMs, status: answer.statusCode! }),
          );
        },
      );
      sent.setNoDelay(true);
      sent.on('error', reject);
      sent.end(body);
    });
  const begin = performance.now();
  await Promise.all(
    Array.from({ length: concurrency }, async () => {
      for (;;) {
        const bodies = sessions[next++];
        if (bodies === undefined) return;
        for (const body of bodies) timed.push(await one(body));
      }
    }),
  );
  const seconds = (performance.now() - begin) / 1000;
  agent.destroy();
  return { timed, seconds };
}
