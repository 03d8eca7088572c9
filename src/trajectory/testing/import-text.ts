import { rm, writeFile, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFiles } from '../import-files.ts';
import type { ImportItem, Trajectory } from '../trajectory.ts';

/** Imports a file of that name and content, written to a folder of its own. Items carry the bare name as their file. */
export async function importText(
  name: string,
  content: string | Buffer,
  options: { readonly format?: string; readonly redact?: boolean } = {},
): Promise<ImportItem[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ethogram-'));
  try {
    await writeFile(join(folder, name), content);
    const items = await Array.fromAsync(importFiles([join(folder, name)], { redact: false, ...options }));
    return items.map((item) => bare(item, folder));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The trajectories among items. */
export function trajectoriesOf(items: readonly ImportItem[]): Trajectory[] {
  return items.flatMap((item) => ('trajectory' in item ? [item.trajectory] : []));
}

/** Issues as `code line: message`, for comparing many at once. */
export function issuesOf(items: readonly ImportItem[]): string[] {
  return items.flatMap((item) =>
    'issue' in item ? [`${item.issue.code} ${item.issue.line ?? '-'}: ${item.issue.message}`] : [],
  );
}

function bare(item: ImportItem, folder: string): ImportItem {
  const prefix = `${folder}/`;
  if ('issue' in item) return { issue: { ...item.issue, file: item.issue.file.replace(prefix, '') } };
  if (!('trajectory' in item)) return item;
  // Nothing is redacted here unless it is asked for.
  const { redaction: _off, ...source } = item.trajectory.source;
  return { trajectory: { ...item.trajectory, source: { ...source, uri: source.uri.replace(prefix, '') } } };
}
