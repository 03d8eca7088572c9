import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FetchHandler } from '../serve/start-server.ts';
import { threadEnvironment } from '../store/thread-environment.ts';
import type { MadeReport, ReportWorkerStart } from './report-worker.ts';

const FRESH_MS = 10_000;
const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * The report of a store at `/`, its data at `/.json`. It is made in a thread of its own, so that no request to a model waits for
 * it, and not more often than every ten seconds.
 */
export function reportPages(location: string, now: () => Date): FetchHandler {
  let made: Promise<MadeReport> | undefined;
  let madeMs = 0;
  return async (request) => {
    const { pathname } = new URL(request.url);
    const isPage = pathname === '/' || pathname === '/index.html';
    const isData = pathname === '/.json' || pathname === '/index.json';
    if (!isPage && !isData)
      return new Response(`There is nothing at ${pathname}.\n`, { status: 404, headers: PAGE_HEADERS });
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Only GET is answered here.\n', {
        status: 405,
        headers: { ...PAGE_HEADERS, allow: 'GET, HEAD' },
      });
    }
    const nowMs = now().getTime();
    if (made === undefined || nowMs - madeMs > FRESH_MS) {
      madeMs = nowMs;
      made = makeReport({ location, now: new Date(nowMs).toISOString() });
      // What failed is tried again by whoever asks next.
      made.catch(() => (made = undefined));
    }
    const report = await made.catch(() => undefined);
    if (report === undefined) {
      return new Response('The store cannot be read now.\n', { status: 503, headers: PAGE_HEADERS });
    }
    const { html, json } = report;
    const type = isPage ? 'text/html; charset=utf-8' : 'application/json';
    return new Response(isPage ? html : json, { headers: { ...PAGE_HEADERS, 'content-type': type } });
  };
}

async function makeReport(workerData: ReportWorkerStart): Promise<MadeReport> {
  // `.ts` in a checkout, `.js` in the published package.
  const worker = new Worker(new URL(`report-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData,
    env: threadEnvironment(),
    execArgv: [],
  });
  const [report] = (await once(worker, 'message')) as [MadeReport];
  return report;
}
