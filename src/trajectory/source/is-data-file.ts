const RECORD_FILE = /\.(?:json|jsonl|ndjson|eval|traj)$/i;
const DATA_FILE = /\.(?:json|jsonl|ndjson|eval|traj|csv|tsv|xes|md|txt|log|yaml|yml|pb|zip|tar|tgz|gz|zst|tzst)$/i;
const COMPRESSED = /\.(?:gz|zst)$/i;

/** What {@link isDataFile} looks for, in words. */
export const DATA_FILE_NAMES = 'names of data files (.json, .jsonl, .csv, .md, .txt, .zip, .tar.gz …)';

/** Whether a file found in a folder or an archive is tried, by its name. Files named one by one are tried whatever their name. */
export function isDataFile(name: string): boolean {
  return DATA_FILE.test(name);
}

/** Whether a file of that name is expected to hold runs, so that it is worth an issue when no format recognises it. */
export function isRecordFile(name: string): boolean {
  return RECORD_FILE.test(unpackedName(name));
}

/** The name of what is in a compressed file: `a.jsonl` of `a.jsonl.gz`. Other names stay as they are. */
export function unpackedName(name: string): string {
  return name.replace(COMPRESSED, '');
}

/** Whether a path in an archive is one that a walk through folders would not look at. */
export function isHiddenPath(path: string): boolean {
  return path
    .split('/')
    .some(
      (name) => (name.startsWith('.') && name !== '.' && name !== '..') || /^(?:node_modules|__MACOSX)$/.test(name),
    );
}
