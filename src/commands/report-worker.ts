import { parentPort, workerData } from 'node:worker_threads';
import { openStore } from '../store/open-store.ts';
import { collectReport } from '../web/collect-report.ts';
import { renderReport } from '../web/report-page.ts';
import { packageVersion } from './package-version.ts';

/** What the thread that makes a report is started with. */
export interface ReportWorkerStart {
  /** Of the store. */
  readonly location: string;
  /** ISO 8601. */
  readonly now: string;
}

/** A report as it is served. */
export interface MadeReport {
  readonly html: string;
  readonly json: string;
}

if (parentPort !== null) {
  const { location, now } = workerData as ReportWorkerStart;
  const store = await openStore(location, { readonly: true });
  try {
    const data = await collectReport(store, { now, version: packageVersion(), commands: ['ethogram report'] });
    parentPort.postMessage({ html: renderReport(data), json: JSON.stringify(data) } satisfies MadeReport);
  } finally {
    await store.close();
  }
}
