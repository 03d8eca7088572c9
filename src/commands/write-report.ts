import { writeFile } from 'node:fs/promises';
import type { Codebook } from '../behavior/codebook.ts';
import type { Store } from '../store/store.ts';
import { collectReport } from '../web/collect-report.ts';
import type { CheckedRule, ReportData } from '../web/report-data.ts';
import { renderReport } from '../web/report-page.ts';
import { cannotWrite } from './cannot-write.ts';
import { packageVersion } from './package-version.ts';

/** What a report says of its own making. */
export interface WriteReportOptions {
  readonly now: Date;
  /** Commands that make it again. */
  readonly commands: readonly string[];
  readonly rules?: readonly CheckedRule[];
  readonly codebooks?: readonly Codebook[];
  readonly seed?: number;
  /** Where the store is, for commands to name. */
  readonly store?: string;
}

/**
 * Writes the static picture of a store to `path` and returns the data it shows.
 *
 * @throws EthogramError `cannot-write`
 */
export async function writeReport(
  store: Store,
  path: string,
  { now, ...options }: WriteReportOptions,
): Promise<ReportData> {
  const data = await collectReport(store, { ...options, now: now.toISOString(), version: packageVersion() });
  await writeFile(path, renderReport(data)).catch((cause: unknown) => {
    throw cannotWrite(path, cause);
  });
  return data;
}
