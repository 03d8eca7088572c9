import { isJsonObject, type Json } from '../../core/json.ts';
import { stringField } from '../chat/string-field.ts';
import { formatNamed } from '../detect-format.ts';
import type { ImportJob } from '../plan-import.ts';
import { runImportJob } from '../run-import-job.ts';
import type { ImportItem } from '../trajectory.ts';
import { ALLOWED_CHANGES, ALLOWED_EVERYWHERE, type AllowedChange } from './allowed-changes.ts';
import { importedFacts, lostFacts, type ImportedFacts, type LostFact } from './facts-law.ts';
import { trajectoriesOf } from './import-text.ts';
import { sourceRecords } from './source-records.ts';

/** A {@link LostFact} and the format that lost it. */
export type LostOfJob = LostFact & { readonly format: string };

const NOTHING = importedFacts([]);

/**
 * Imports a file without redaction and says which facts of it are nowhere in the import, besides the changes that its
 * format may make. Of files whose records are runs of their own, each record is compared with its runs alone. What an
 * issue tells is not lost.
 */
export async function lostOfJob(job: ImportJob): Promise<LostOfJob[]> {
  const items: ImportItem[] = [];
  for await (const batch of runImportJob(job, { redact: false })) items.push(...batch.items);
  const trajectories = trajectoriesOf(items);
  const format = trajectories[0]?.source.format ?? job.format ?? '';
  // A file without runs is an issue.
  if (trajectories.length === 0 && items.some((item) => 'issue' in item)) return [];
  const lineOfRun = new Map(trajectories.map(({ id, source }) => [id, source.line]));
  const oneByOne = job.container !== 'document' && job.container !== 'members' && job.container !== 'text';
  const byRecord = oneByOne && formatNamed(format).independentRecords;
  const lineOf = (item: ImportItem): number | undefined => {
    if (!byRecord || 'link' in item) return undefined;
    if ('trajectory' in item) return item.trajectory.source.line;
    return 'label' in item ? lineOfRun.get(item.label.trajectoryId) : item.issue.line;
  };
  const facts = new Map<number | undefined, ImportedFacts>();
  for (const [line, group] of Map.groupBy(items, lineOf)) facts.set(line, importedFacts(group));
  const told = new Set(items.flatMap((item) => ('issue' in item && oneByOne ? (item.issue.line ?? []) : [])));
  const changes = [...ALLOWED_EVERYWHERE, ...(ALLOWED_CHANGES[format] ?? [])];
  const lost: LostOfJob[] = [];
  for (const { value, line } of await sourceRecords(job)) {
    if (told.has(line) || isSilent(value)) continue;
    const known = facts.get(byRecord ? line : undefined) ?? NOTHING;
    for (const fact of lostFacts(value, known)) {
      if (!changes.some((change) => isAllowed(change, fact, known))) lost.push({ ...fact, format });
    }
  }
  return lost;
}

// A trace of embeddings, in which nothing is said; an issue counts it.
function isSilent(record: Json): boolean {
  return isJsonObject(record) && (stringField(record, 'name') ?? '').startsWith('ai.embed');
}

function isAllowed({ at, only, how }: AllowedChange, fact: LostFact, known: ImportedFacts): boolean {
  if (!at.test(fact.place) || (only !== undefined && !only.test(fact.value))) return false;
  if (how === 'implied') return true;
  return how === 'moved' ? fact.elsewhere : known.has(how.named, fact.value);
}
