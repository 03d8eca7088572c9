import { planImport } from './plan-import.ts';
import { runImportJob } from './run-import-job.ts';
import type { ColumnMap } from './formats/table/parse-column-map.ts';
import type { ImportItem } from './trajectory.ts';

/**
 * Everything that `planImport` finds under `paths`, read one after the other in this thread; the plan's issues come first.
 *
 * @throws EthogramError as {@link planImport}
 */
export async function* importFiles(
  paths: readonly string[],
  {
    format,
    map,
    redact = true,
  }: { readonly format?: string; readonly map?: ColumnMap; readonly redact?: boolean } = {},
): AsyncGenerator<ImportItem> {
  const plan = await planImport(paths, {
    ...(format !== undefined && { format }),
    ...(map !== undefined && { map }),
  });
  for (const issue of plan.issues) yield { issue };
  for (const job of plan.jobs) {
    for await (const batch of runImportJob(job, { redact })) yield* batch.items;
  }
}
