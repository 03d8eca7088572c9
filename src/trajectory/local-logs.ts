import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A log file, as its folder tells it. */
export interface LocalLogFile {
  readonly path: string;
  readonly bytes: number;
  /** When it was last written, in milliseconds since 1970. */
  readonly modifiedMs: number;
}

/** The logs of one agent in one place on this machine: how many files, and how large they are together. */
export interface LocalLogs {
  /** `claude-code`, `codex`, `gemini`, `qwen-code`, `copilot-cli`, `opencode`, `goose`, `amp` */
  readonly agent: string;
  /** Where they are; what `importable` says may be given to `planImport`. */
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Whether Ethogram has a reader for them yet. */
  readonly importable: boolean;
  /** The files themselves, by path: all of them may be given to `planImport`, or those written since some time. */
  readonly list: readonly LocalLogFile[];
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Place {
  readonly agent: string;
  readonly importable: boolean;
  /** Path of a log below the folder, with `/` between its segments. */
  readonly file: RegExp;
  folder(home: string, env: Environment): string;
}

const data = (home: string, env: Environment): string => env['XDG_DATA_HOME'] || join(home, '.local', 'share');
const codexHome = (home: string, env: Environment): string => env['CODEX_HOME'] || join(home, '.codex');
const ROLLOUT = /(?:^|\/)rollout-[^/]*\.(?:jsonl|json|jsonl\.zst)$/;

// Each as its makers document it or, where they do not, as other programs that read the logs know it.
const PLACES: readonly Place[] = [
  {
    agent: 'claude-code',
    importable: true,
    file: /\.jsonl$/,
    folder: (home, env) => join(env['CLAUDE_CONFIG_DIR'] || join(home, '.claude'), 'projects'),
  },
  {
    // Some versions kept them there.
    agent: 'claude-code',
    importable: true,
    file: /\.jsonl$/,
    folder: (home, env) => join(env['XDG_CONFIG_HOME'] || join(home, '.config'), 'claude', 'projects'),
  },
  { agent: 'codex', importable: true, file: ROLLOUT, folder: (home, env) => join(codexHome(home, env), 'sessions') },
  {
    agent: 'codex',
    importable: true,
    file: ROLLOUT,
    folder: (home, env) => join(codexHome(home, env), 'archived_sessions'),
  },
  {
    agent: 'gemini',
    importable: true,
    // Sessions, those of sub-agents in folders of their sessions, prompts, and saved chats.
    file: /^[^/]+\/(?:chats\/(?:session-[^/]*\.jsonl?|[^/]+\/[^/]+\.jsonl)|logs\.json|checkpoint-[^/]*\.json)$/,
    folder: (home, env) => join(env['GEMINI_CLI_HOME'] || home, '.gemini', 'tmp'),
  },
  {
    agent: 'qwen-code',
    importable: true,
    file: /^[^/]+\/(?:chats\/[^/]+|subagents\/(?:[^/]+\/)?agent-[^/]+)\.jsonl$/,
    folder: (home) => join(home, '.qwen', 'projects'),
  },
  {
    agent: 'copilot-cli',
    importable: false,
    file: /^(?:[^/]+\/events|[^/]+)\.jsonl$/,
    folder: (home, env) => join(env['COPILOT_HOME'] || join(home, '.copilot'), 'session-state'),
  },
  {
    agent: 'opencode',
    importable: false,
    file: /^(?:opencode[^/]*\.db|storage\/(?:session|message|part)\/.*\.json)$/,
    folder: (home, env) => join(data(home, env), 'opencode'),
  },
  {
    agent: 'goose',
    importable: false,
    file: /^(?:sessions\.db|[^/]+\.jsonl)$/,
    folder: (home, env) => join(data(home, env), 'goose', 'sessions'),
  },
  {
    agent: 'amp',
    importable: false,
    file: /^T-[^/]+\.json$/,
    folder: (home, env) => join(data(home, env), 'amp', 'threads'),
  },
];

/** Files that are looked at side by side. */
const SIDE_BY_SIDE = 64;

/**
 * The agent logs of a home directory, without opening any of them: names, sizes and times only. An agent that keeps its
 * logs in two places is there twice. Agents that have none are left out; what cannot be looked at counts as absent.
 *
 * @param place - `home` is the home directory; `env` may move a folder (`CLAUDE_CONFIG_DIR`, `CODEX_HOME`,
 *   `GEMINI_CLI_HOME`, `COPILOT_HOME`, `XDG_CONFIG_HOME`, `XDG_DATA_HOME`)
 */
export async function findLocalLogs(place: { readonly home: string; readonly env: Environment }): Promise<LocalLogs[]> {
  const found: LocalLogs[] = [];
  for (const { agent, importable, file, folder } of PLACES) {
    const path = folder(place.home, place.env);
    const list = await logFiles(path, file);
    if (list.length === 0 || found.some((logs) => logs.folder === path)) continue;
    const bytes = list.reduce((sum, log) => sum + log.bytes, 0);
    found.push({ agent, folder: path, files: list.length, bytes, importable, list });
  }
  return found;
}

async function logFiles(folder: string, file: RegExp): Promise<LocalLogFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => file.test(path.slice(folder.length + 1).replaceAll('\\', '/')))
    .sort();
  const found: LocalLogFile[] = [];
  for (let from = 0; from < paths.length; from += SIDE_BY_SIDE) {
    const some = paths.slice(from, from + SIDE_BY_SIDE);
    const looked = await Promise.all(some.map((path) => stat(path).catch(() => undefined)));
    for (const [index, stats] of looked.entries()) {
      if (stats !== undefined) found.push({ path: some[index]!, bytes: stats.size, modifiedMs: stats.mtimeMs });
    }
  }
  return found;
}
