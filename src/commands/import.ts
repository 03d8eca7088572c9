import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatBytes, plural } from '../core/format-number.ts';
import { ingest, type IngestOptions, type IngestResult } from '../store/ingest.ts';
import type { Store } from '../store/store.ts';
import { findLocalLogs, type LocalLogs } from '../trajectory/local-logs.ts';
import { listSources, type SourceFile } from '../trajectory/plan-import.ts';
import { textOption, type Command, type CommandContext } from './command.ts';
import { forgetBefore, forgotten } from './forget.ts';
import { importText } from './import-text.ts';
import { nextLine } from './next-line.ts';
import { parseTime } from './parse-time.ts';
import { progressBar } from './progress-bar.ts';
import { watchSources } from './watch-sources.ts';
import { withStore } from './with-store.ts';

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
    { flags: '--local', description: "read this machine's agent logs (Claude Code, Codex, Gemini CLI, …)" },
    { flags: '--since <time>', description: 'only files written and runs ended since: a date, or an age such as 30d' },
    { flags: '--watch', description: 'go on reading what is written, until interrupted' },
    { flags: '--keep <age>', description: 'afterwards forget runs that ended before: keep the last 90d' },
    { flags: '--redact <on|off>', description: 'replace secrets and personal data', default: 'on' },
  ],
  example: 'ethogram import runs.jsonl',
  async run(context) {
    const { options } = context;
    const read = readOptions(context);
    const keep = textOption(options, 'keep');
    const keepSince = (): string | undefined =>
      keep === undefined ? undefined : parseTime(keep, context.now(), '--keep');
    keepSince();
    // The nursery of this thread would grow to 128 MB, of which an import needs a tenth: everything it holds is soon stored.
    setFlagsFromString('--semi-space-growth-factor=1');
    const sources = await sourcesOf(context);
    return withStore(
      context,
      async (store) => {
        const result =
          options['watch'] === true
            ? await watched(store, sources, read, context)
            : await ingest(store, sources.paths, {
                ...read,
                listed: sources.listed,
                onProgress: progressBar(context.progress, context.now),
              });
        const before = keepSince();
        const forgetting = before === undefined ? undefined : await forgetBefore(store, before);
        const { imported, continued, duplicates, bytes, issues, older, ...rest } = result;
        const lines = importText(result);
        if (forgetting !== undefined) lines.push(forgotten(forgetting));
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
            redactions: rest.redactions,
            ...(read.sinceMs !== undefined && { older }),
            ...(forgetting !== undefined && { forgotten: forgetting }),
            issues: issues.map((issue) => ({ ...issue })),
          },
          text: lines.join('\n'),
          exitCode: imported + continued + duplicates + older.files + older.runs > 0 ? 0 : 1,
        };
      },
      { create: true },
    );
  },
};

function readOptions({ options, now }: CommandContext): IngestOptions {
  const redact = textOption(options, 'redact');
  if (redact !== 'on' && redact !== 'off') {
    throw new EthogramError('bad-argument', `--redact: found "${redact}", expected on or off`);
  }
  const format = textOption(options, 'format');
  const since = textOption(options, 'since');
  return {
    ...(format !== undefined && { format }),
    redact: redact === 'on',
    ...(since !== undefined && { sinceMs: Date.parse(parseTime(since, now())) }),
  };
}

/** What an import reads, and how to look again what there is. */
interface Sources {
  readonly paths: readonly string[];
  /** The paths are files that were found in places where logs are kept, not named by a person. */
  readonly listed: boolean;
  list(): Promise<readonly SourceFile[]>;
}

async function sourcesOf({ args, options, env, talk }: CommandContext): Promise<Sources> {
  if (options['watch'] === true && args.includes('-')) {
    throw new EthogramError('bad-argument', 'import --watch: found -, expected files and folders to watch');
  }
  if (options['local'] !== true) {
    if (args.length === 0) {
      throw new EthogramError('bad-argument', 'import: found no PATH, expected files, folders, globs, or - for stdin', {
        hint: "ethogram import --local reads this machine's agent logs",
      });
    }
    return { paths: args, listed: false, list: async () => listSources(args) };
  }
  const local = async (): Promise<LocalLogs[]> => findLocalLogs({ home: homedir(), env });
  const readable = (found: readonly LocalLogs[]): SourceFile[] =>
    found.filter(({ importable }) => importable).flatMap(({ list }) => [...list]);
  const found = await local();
  for (const logs of found) talk(localLogsLine(logs));
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
    list: async () => [...(await listSources(args)), ...readable(await local())],
  };
}

/** Imports what there is and then whatever changes, until the command is interrupted. */
async function watched(
  store: Store,
  sources: Sources,
  read: IngestOptions,
  { talk, progress, now, untilInterrupted }: CommandContext,
): Promise<IngestResult> {
  let total: IngestResult | undefined;
  talk('watching; interrupt to stop');
  for await (const paths of watchSources(sources.list, untilInterrupted())) {
    const result = await ingest(store, paths, { ...read, listed: true, onProgress: progressBar(progress, now) });
    progress('');
    // The last line of a log that is being written is often half a line. It is read when it is whole.
    const issues = result.issues.filter(({ code }) => code !== 'truncated');
    if (result.imported + result.continued > 0 || issues.length > 0) {
      talk(`${now().toISOString()} ${importText({ ...result, issues })[0]!}`);
    }
    total = total === undefined ? { ...result, issues } : sum(total, { ...result, issues });
  }
  return total ?? NOTHING;
}

const NOTHING: IngestResult = {
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

/** Both imports as one; what a run was found again for is told once. */
function sum(a: IngestResult, b: IngestResult): IngestResult {
  const told = new Set(a.issues.map((issue) => JSON.stringify(issue)));
  return {
    imported: a.imported + b.imported,
    continued: a.continued + b.continued,
    duplicates: a.duplicates + b.duplicates,
    steps: a.steps + b.steps,
    tokens: a.tokens + b.tokens,
    bytes: a.bytes + b.bytes,
    formats: addCounts(a.formats, b.formats),
    redactions: addCounts(a.redactions, b.redactions),
    issues: [...a.issues, ...b.issues.filter((issue) => !told.has(JSON.stringify(issue)))],
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

/** One line that says what logs of an agent lie where. */
export function localLogsLine({ agent, folder, files, bytes, importable }: LocalLogs): string {
  return `${agent}: ${plural(files, 'file')}, ${formatBytes(bytes)} in ${folder}${importable ? '' : ' (no reader yet)'}`;
}
