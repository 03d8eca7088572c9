import type { IngestResult } from '../store/ingest.ts';

/** The result of an import that found nothing. */
export const NOTHING_IMPORTED: IngestResult = {
  imported: 0,
  continued: 0,
  duplicates: 0,
  steps: 0,
  tokens: 0,
  bytes: 0,
  formats: {},
  redactions: {},
  issues: [],
  older: { files: 0, runs: 0 },
};

/** Both imports as one. */
export function addImports(a: IngestResult, b: IngestResult): IngestResult {
  return {
    imported: a.imported + b.imported,
    continued: a.continued + b.continued,
    duplicates: a.duplicates + b.duplicates,
    steps: a.steps + b.steps,
    tokens: a.tokens + b.tokens,
    bytes: a.bytes + b.bytes,
    formats: addCounts(a.formats, b.formats),
    redactions: addCounts(a.redactions, b.redactions),
    issues: [...a.issues, ...b.issues],
    older: { files: a.older.files + b.older.files, runs: a.older.runs + b.older.runs },
  };
}

function addCounts(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) counts[name] = (counts[name] ?? 0) + n;
  return counts;
}
