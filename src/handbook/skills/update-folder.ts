import { sha256 } from '../../core/content-key.ts';

/** What Ethogram wrote into a folder, by path: the SHA-256 of each file as it was written. Kept beside the files. */
export interface WrittenFiles {
  readonly files: Readonly<Record<string, string>>;
}

/** The name of the file in which {@link WrittenFiles} are kept. */
export const MANIFEST = '.ethogram-skills.json';

/** What has to be done so that a folder holds what is to be in it, and nobody's work is lost. */
export interface FolderUpdate {
  /** Texts to write, by path. A file that somebody changed stays: what is new is written beside it, as `PATH.new`. */
  readonly write: Readonly<Record<string, string>>;
  /** Paths of files that Ethogram wrote, nobody changed, and that are not wanted any more. */
  readonly remove: readonly string[];
  /** Paths of files that somebody changed: they stay as they are. */
  readonly kept: readonly string[];
  /** Skills (folders) that somebody else wrote under a name that is wanted: nothing may be written into them. */
  readonly foreign: readonly string[];
  readonly manifest: WrittenFiles;
}

/**
 * Compares what a folder shall hold with what is in it. What Ethogram wrote and nobody changed is brought up to date or removed; all
 * else stays.
 *
 * @param wanted - texts by path, as `skillFiles` gives them
 * @param found - texts of files that are there, by path: at least those that are wanted or written, and every file of a wanted skill's folder
 */
export function updateFolder(
  wanted: Readonly<Record<string, string>>,
  found: Readonly<Record<string, string>>,
  written: WrittenFiles,
): FolderUpdate {
  const isOurs = (path: string): boolean => written.files[path] !== undefined;
  const isUnchanged = (path: string): boolean =>
    found[path] === undefined || sha256(found[path]) === written.files[path];
  const skillOf = (path: string): string => path.split('/')[0]!;
  const ours = new Set(Object.keys(written.files).map(skillOf));
  const there = new Set(Object.keys(found).map(skillOf));
  const foreign = [...new Set(Object.keys(wanted).map(skillOf))].filter(
    (skill) => there.has(skill) && !ours.has(skill),
  );
  const write: Record<string, string> = {};
  const files: Record<string, string> = {};
  const kept: string[] = [];
  for (const [path, text] of Object.entries(wanted)) {
    const hash = sha256(text);
    if (isUnchanged(path) && (isOurs(path) || found[path] === undefined)) {
      if (found[path] !== text) write[path] = text;
      files[path] = hash;
    } else if (found[path] === text) files[path] = hash;
    else {
      kept.push(path);
      // Offered once: what was offered before is what the manifest knows.
      if (written.files[path] !== hash) write[`${path}.new`] = text;
      files[path] = hash;
    }
  }
  const gone = Object.keys(written.files).filter((path) => wanted[path] === undefined && found[path] !== undefined);
  const remove = gone.filter(isUnchanged);
  return {
    write,
    remove,
    kept: [...kept, ...gone.filter((path) => !isUnchanged(path))].sort(),
    foreign,
    manifest: { files },
  };
}
