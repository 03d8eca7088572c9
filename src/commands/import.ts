import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatBytes, plural } from '../core/format-number.ts';
import { ingest, type IngestOptions, type IngestResult } from '../store/ingest.ts';
import type { Store } from '../store/store.ts';
import type { ForgetCounts } from '../trajectory/trajectory-store.ts';
import { findLocalLogs, type LocalLogs } from '../trajectory/local-logs.ts';
import { listSources, type SourceFile } from '../trajectory/plan-import.ts';
import { parseColumnMap } from '../trajectory/formats/table/parse-column-map.ts';
import { addImports, NOTHING_IMPORTED } from './add-imports.ts';
import { textOption, type Command, type CommandContext } from './command.ts';
import { forgetBefore, forgetText } from './forget.ts';
import { importLine, importText } from './import-text.ts';
import { nextLine } from './next-line.ts';
import { parseTime } from './parse-time.ts';
import { progressBar } from './progress-bar.ts';
import { watchSources } from './watch-sources.ts';
import { storeLocation, withStore } from './with-store.ts';

/** While watching, `--keep` is applied this often. */
const FORGET_EVERY_MS = 3_600_000;

/** `ethogram import`: reads trajectories into the store. */
export const importCommand: Command = {
  name: 'import',
  summary: 'read trajectories from files, folders, stdin',
  description:
    'Formats are recognised from content, gzip, zstd, zip and tar are opened on the way. Importing again changes nothing; a run that ' +
    'grew is continued. Keys, tokens, e-mail addresses and user names are replaced by placeholders unless --redact=off.',
  arguments: [{ name: '[PATH...]', description: 'files, folders, globs, archives, or - for stdin' }],
  options: [
    { flags: '--format <name>', description: 'insist on a format instead of recognising it' },
    { flags: '--map <columns>', description: 'read a table: field=column,… (docs/formats.md lists the fields)' },
    { flags: '--local', description: "read this machine's agent logs (Claude Code, Codex, Gemini CLI, …)" },
    { flags: '--since <time>', description: 'only files written and runs ended since: a date, or an age such as 30d' },
    { flags: '--watch', description: 'go on reading what is written, until interrupted' },
    { flags: '--keep <age>', description: 'afterwards forget runs that ended before: keep the last 90d' },
    { flags: '--redact <on|off>', description: 'replace secrets and personal data', default: 'on' },
  ],
  example: 'ethogram import runs.jsonl',
  async run(context) {
    const { options } = context;
    const keep = textOption(options, 'keep');
    const keepSince = (): string | undefined =>
      keep === undefined ? undefined : parseTime(keep, context.now(), '--keep');
    const read = readOptions(context, options['local'] === true ? keepSince() : undefined);
    keepSince();
    // The nursery of this thread would grow to 128 MB, of which an import needs a tenth: everything it holds is soon stored.
    setFlagsFromString('--semi-space-growth-factor=1');
    const sources = await sourcesOf(context, read.sinceMs);
    const isWatching = options['watch'] === true;
    return withStore(
      context,
      async (store) => {
        let forgetting: Forgotten | undefined;
        const forgetOld = async (): Promise<void> => {
          const before = keepSince();
          if (before !== undefined) forgetting = sumForgotten(forgetting, await forgetBefore(store, before));
        };
        const result = isWatching
          ? await watched(store, sources, { read, forgetOld, context })
          : await ingest(store, sources.paths, {
              ...read,
              listed: sources.listed,
              onProgress: progressBar(context.progress, context.now),
            });
        await forgetOld();
        const { imported, continued, duplicates, bytes, issues, older, ...rest } = result;
        // While watching, a run that grows is read time and again: how often is nothing to tell.
        const lines = importText(isWatching ? { ...result, formats: {} } : result, { redact: read.redact !== false });
        const found = imported + continued + duplicates + older.files + older.runs;
        if (found === 0 && read.format !== undefined && !isWatching) {
          lines.push(`without --format ${read.format} the format is recognised`);
        }
        if (forgetting !== undefined) lines.push(...forgetText(forgetting));
        if (imported + continued > 0) lines.push(nextLine(options, ['detect', 'mine', 'report']));
        return {
          json: {
            imported,
            continued,
            duplicates,
            steps: rest.steps,
            tokens: rest.tokens,
            tokensExact: false,
            bytes,
            formats: rest.formats,
            issues: issues.map((issue) => ({ ...issue })),
            issueCounts: countBy(issues.map(({ code }) => code)),
            redactions: rest.redactions,
            ...(read.sinceMs !== undefined && { older }),
            ...(forgetting !== undefined && { forgotten: forgetting }),
          },
          text: lines.join('\n'),
          exitCode: found > 0 || isWatching ? 0 : 1,
        };
      },
      { create: true },
    );
  },
};

/** @param keepSince - logs tell their times: those that would be forgotten at once are not read */
function readOptions({ options, now }: CommandContext, keepSince: string | undefined): IngestOptions {
  const redact = textOption(options, 'redact');
  if (redact !== 'on' && redact !== 'off') {
    throw new EthogramError('bad-argument', `--redact: found "${redact}", expected on or off`);
  }
  const format = textOption(options, 'format');
  const map = textOption(options, 'map');
  if (format !== undefined && map !== undefined) {
    throw new EthogramError('bad-argument', 'import: found --format and --map, expected one of them');
  }
  const insisted = format === undefined ? '--map' : '--format';
  if (options['local'] === true && (format ?? map) !== undefined) {
    const message = `import: found --local and ${insisted}, expected one of them: what each log is, is known by its content`;
    throw new EthogramError('bad-argument', message);
  }
  const since = textOption(options, 'since');
  const times = [since === undefined ? undefined : parseTime(since, now()), keepSince].flatMap((time) =>
    time === undefined ? [] : [Date.parse(time)],
  );
  return {
    ...(format !== undefined && { format }),
    ...(map !== undefined && { map: parseColumnMap(map) }),
    redact: redact === 'on',
    ...(times.length > 0 && { sinceMs: Math.max(...times) }),
  };
}

/** What an import reads, and how to look again what there is. */
interface Sources {
  readonly paths: readonly string[];
  /** The paths are files that were found in places where logs are kept, not named by a person. */
  readonly listed: boolean;
  list(): Promise<readonly SourceFile[]>;
}

async function sourcesOf({ args, options, env, talk }: CommandContext, sinceMs: number | undefined): Promise<Sources> {
  if (options['watch'] === true && args.includes('-')) {
    throw new EthogramError('bad-argument', 'import --watch: found -, expected files and folders to watch');
  }
  if (options['local'] !== true) {
    if (args.length === 0) {
      throw new EthogramError('bad-argument', 'import: found no PATH, expected files, folders, globs, or - for stdin', {
        hint: "ethogram import --local reads this machine's agent logs",
      });
    }
    if (options['watch'] === true) await listSources(args);
    return { paths: args, listed: false, list: async () => listWhatIsThere(args) };
  }
  const local = async (): Promise<LocalLogs[]> => findLocalLogs({ home: homedir(), env });
  const readable = (found: readonly LocalLogs[]): SourceFile[] =>
    found.filter(({ importable }) => importable).flatMap(({ list }) => [...list]);
  const found = await local();
  for (const logs of found) talk(localLogsLine(logs, sinceMs));
  const files = readable(found);
  if (files.length === 0 && args.length === 0 && options['watch'] !== true) {
    const which = found.length === 0 ? 'no agent logs' : 'no agent logs that can be read yet';
    throw new EthogramError('file-not-found', `import --local: found ${which} in the places they are usually kept`, {
      hint: 'ethogram import PATH reads them from elsewhere',
    });
  }
  const named = await listSources(args);
  return {
    paths: [...named, ...files].map(({ path }) => path),
    listed: true,
    list: async () => [...(await listWhatIsThere(args)), ...readable(await local())],
  };
}

/** Logs come and go: a path that is gone may be there again at the next look. */
async function listWhatIsThere(paths: readonly string[]): Promise<SourceFile[]> {
  const lists = paths.map(async (path) =>
    listSources([path]).catch((error: unknown) => {
      if (error instanceof EthogramError && error.code === 'file-not-found') return [];
      throw error;
    }),
  );
  return (await Promise.all(lists)).flat();
}

/** What is found in a log that has just been begun, or whose last line is half written: it is read again when there is more. */
const BEING_WRITTEN: ReadonlySet<string> = new Set(['truncated', 'empty-file', 'no-runs']);

interface Watching {
  readonly read: IngestOptions;
  /** Applies `--keep`. */
  readonly forgetOld: () => Promise<void>;
  readonly context: CommandContext;
}

/** Imports what there is and then whatever changes, until the command is interrupted. */
async function watched(store: Store, sources: Sources, { read, forgetOld, context }: Watching): Promise<IngestResult> {
  const { talk, progress, now } = context;
  const ended = context.untilInterrupted();
  const requireStore = storeGuard(storeLocation(context));
  const told = new Set<string>();
  let total: IngestResult | undefined;
  let isReading = false;
  ended.addEventListener('abort', () => {
    if (isReading) talk('stopping when this is stored; interrupt again to stop at once');
  });
  talk('watching; interrupt to stop');
  const list = async (): Promise<readonly SourceFile[]> => {
    requireStore();
    return sources.list();
  };
  for await (const paths of watchSources(list, ended, { beatMs: FORGET_EVERY_MS })) {
    if (paths.length === 0) {
      await forgetOld();
      continue;
    }
    isReading = true;
    const result = await ingest(store, paths, { ...read, listed: true, onProgress: progressBar(progress, now) });
    isReading = false;
    progress('');
    const issues = result.issues.filter(({ code }) => !BEING_WRITTEN.has(code));
    const untold = issues.filter((issue) => !told.has(JSON.stringify(issue)));
    for (const issue of untold) told.add(JSON.stringify(issue));
    // What is wrong with a file is what was found when it was last read.
    const readNow = new Set(paths);
    const before = total ?? NOTHING_IMPORTED;
    total = addImports(
      { ...before, issues: before.issues.filter(({ file }) => !readNow.has(file)) },
      { ...result, issues },
    );
    if (result.imported + result.continued > 0) talk(`${now().toISOString()} ${importLine(result)}`);
    for (const line of importText({ ...NOTHING_IMPORTED, issues: untold }).slice(1)) talk(line);
  }
  requireStore();
  return total ?? NOTHING_IMPORTED;
}

/** Throws when a store's file is no longer the one it was: what is written to a deleted file is lost. */
function storeGuard(location: string): () => void {
  const identity = (): number | undefined =>
    location.includes('://') ? undefined : statSync(location, { throwIfNoEntry: false })?.ino;
  const opened = identity();
  return () => {
    if (identity() === opened) return;
    throw new EthogramError(
      'store-unavailable',
      `${location}: found that it was deleted or replaced while watching, expected the store that was opened`,
      { hint: 'start again: everything is read once more into the store that is there then' },
    );
  };
}

function countBy(codes: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const code of codes) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

type Forgotten = ForgetCounts & { readonly timeless: number };

/** What two forgettings deleted; what they could not date is as the later one found it. */
function sumForgotten(a: Forgotten | undefined, b: Forgotten): Forgotten {
  if (a === undefined) return b;
  return {
    trajectories: a.trajectories + b.trajectories,
    steps: a.steps + b.steps,
    labels: a.labels + b.labels,
    events: a.events + b.events,
    quotes: a.quotes + b.quotes,
    behaviors: a.behaviors + b.behaviors,
    timeless: b.timeless,
  };
}

/** One line that says what logs of an agent lie where, and how much of it was written since a time. */
export function localLogsLine({ agent, folder, files, bytes, importable, list }: LocalLogs, sinceMs?: number): string {
  const line = `${agent}: ${plural(files, 'file')}, ${formatBytes(bytes)} in ${folder}`;
  if (!importable) return `${line} (no reader yet)`;
  if (sinceMs === undefined) return line;
  const recent = list.filter(({ modifiedMs }) => modifiedMs >= sinceMs);
  const recentBytes = recent.reduce((sum, log) => sum + log.bytes, 0);
  const since = new Date(sinceMs).toISOString().slice(0, 10);
  return `${line}; since ${since} ${recent.length === 0 ? 'none' : `${plural(recent.length, 'file')}, ${formatBytes(recentBytes)}`}`;
}
