import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The logs of one agent on this machine: how many files, and how large they are together. */
export interface LocalLogs {
  /** `claude-code`, `codex`, `gemini` */
  readonly agent: string;
  /** Where they are; what `importable` says may be given to `planImport`. */
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Whether Ethogram has a reader for them yet. */
  readonly importable: boolean;
}

interface Place {
  readonly agent: string;
  readonly importable: boolean;
  readonly file: RegExp;
  folder(home: string, env: Readonly<Record<string, string | undefined>>): string;
}

const PLACES: readonly Place[] = [
  {
    agent: 'claude-code',
    importable: true,
    file: /\.jsonl$/,
    folder: (home, env) => join(env['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), 'projects'),
  },
  {
    agent: 'codex',
    importable: false,
    file: /^rollout-.*\.jsonl$/,
    folder: (home, env) => join(env['CODEX_HOME'] || join(home, '.codex'), 'sessions'),
  },
  { agent: 'gemini', importable: false, file: /^session-.*\.json$/, folder: (home) => join(home, '.gemini', 'tmp') },
];

/**
 * The agent logs of a home directory, without opening any of them: names and sizes only. Agents that have none are left
 * out; what cannot be looked at counts as absent.
 *
 * @param place - `home` is the home directory; `env` may move a folder (`CLAUDE_CONFIG_DIR`, `CODEX_HOME`)
 */
export async function findLocalLogs(place: {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): Promise<LocalLogs[]> {
  const found: LocalLogs[] = [];
  for (const { agent, importable, file, folder } of PLACES) {
    const path = folder(place.home, place.env);
    const total = await countFiles(path, file);
    if (total.files > 0) found.push({ agent, folder: path, ...total, importable });
  }
  return found;
}

async function countFiles(folder: string, file: RegExp): Promise<{ files: number; bytes: number }> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  let files = 0;
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile() || !file.test(entry.name)) continue;
    const size = await stat(join(entry.parentPath, entry.name)).then(
      (stats) => stats.size,
      () => undefined,
    );
    if (size === undefined) continue;
    files++;
    bytes += size;
  }
  return { files, bytes };
}
