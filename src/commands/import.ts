import { homedir } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { EthogramError } from '../core/ethogram-error.ts';
import { ingest, type IngestResult } from '../store/ingest.ts';
import { shorten } from '../chart/visible-text.ts';
import type { Issue } from '../trajectory/trajectory.ts';
import { findLocalLogs, type LocalLogs } from '../trajectory/local-logs.ts';
import { textOption, type Command, type CommandContext, type CommandOptions } from './command.ts';
import { nextLine } from './next-line.ts';
import { formatBytes, plural } from '../core/format-number.ts';
import { withStore } from './with-store.ts';
import { progressBar } from './progress-bar.ts';

const KINDS_SHOWN = 10;
const PLACES_SHOWN = 3;
const LONGEST_PLACE = 200;

/** `ethogram import`: reads trajectories into the store. */
export const importCommand: Command = {
  name: 'import',
  summary: 'read trajectories from files, folders, stdin',
  description:
    'Formats are recognised from content. Importing again changes nothing; a run that grew is continued. Keys, tokens, e-mail ' +
    'addresses and user names are replaced by placeholders unless --redact=off.',
  arguments: [{ name: '[PATH...]', description: 'files, folders, globs, or - for stdin' }],
  options: [
    { flags: '--format <name>', description: 'insist on a format instead of recognising it' },
    { flags: '--local', description: "read this machine's agent logs (Claude Code, Codex, …)" },
    { flags: '--redact <on|off>', description: 'replace secrets and personal data', default: 'on' },
  ],
  example: 'ethogram import runs.jsonl',
  async run(context) {
    const redact = textOption(context.options, 'redact');
    if (redact !== 'on' && redact !== 'off') {
      throw new EthogramError('bad-argument', `--redact: found "${redact}", expected on or off`);
    }
    // The nursery of this thread would grow to 128 MB, of which an import needs a tenth: everything it holds is soon stored.
    setFlagsFromString('--semi-space-growth-factor=1');
    const paths = await pathsToRead(context);
    const format = textOption(context.options, 'format');
    const bar = progressBar(context.progress, context.now);
    const result = await withStore(
      context,
      (store) =>
        ingest(store, paths, { ...(format !== undefined && { format }), redact: redact === 'on', onProgress: bar }),
      { create: true },
    );
    const { imported, continued, duplicates, steps, tokens, bytes, formats, issues } = result;
    return {
      json: {
        imported,
        continued,
        duplicates,
        steps,
        tokens,
        tokensExact: false,
        bytes,
        formats,
        issues: issues.map((issue) => ({ ...issue })),
      },
      text: importText(result, context.options),
      exitCode: imported + continued + duplicates > 0 ? 0 : 1,
    };
  },
};

async function pathsToRead({ args, options, env, talk }: CommandContext): Promise<string[]> {
  if (options['local'] !== true) {
    if (args.length === 0) {
      throw new EthogramError('bad-argument', 'import: found no PATH, expected files, folders, globs, or - for stdin', {
        hint: "ethogram import --local reads this machine's agent logs",
      });
    }
    return [...args];
  }
  const found = await findLocalLogs({ home: homedir(), env });
  for (const logs of found) talk(localLogsLine(logs));
  const readable = found.filter(({ importable }) => importable).map(({ folder }) => folder);
  if (readable.length === 0 && args.length === 0) {
    const which = found.length === 0 ? 'no agent logs' : 'no agent logs that can be read yet';
    throw new EthogramError('file-not-found', `import --local: found ${which} in the places they are usually kept`, {
      hint: 'ethogram import PATH reads them from elsewhere',
    });
  }
  return [...args, ...readable];
}

/** One line that says what logs of an agent lie where. */
export function localLogsLine({ agent, folder, files, bytes, importable }: LocalLogs): string {
  return `${agent}: ${plural(files, 'file')}, ${formatBytes(bytes)} in ${folder}${importable ? '' : ' (no reader yet)'}`;
}

/** Issues as lines: what is wrong in many places is said once. */
function issueLines(issues: readonly Issue[]): string[] {
  const placesOf = new Map<string, string[]>();
  for (const { file, line, code, message } of issues) {
    const place = `${shorten(file, LONGEST_PLACE)}${line === undefined ? '' : `:${line}`}`;
    const kind = `${code}: ${message}`;
    const places = placesOf.get(kind);
    if (places === undefined) placesOf.set(kind, [place]);
    else places.push(place);
  }
  const lines = [...placesOf].slice(0, KINDS_SHOWN).flatMap(([kind, places]) => {
    const rest = places.length - PLACES_SHOWN;
    return [
      `  ${kind}`,
      ...places.slice(0, PLACES_SHOWN).map((place) => `    ${place}`),
      ...(rest > 0 ? [`    … and ${rest} more; --json lists all`] : []),
    ];
  });
  const kindsLeft = placesOf.size - KINDS_SHOWN;
  return kindsLeft > 0 ? [...lines, `  … ${plural(kindsLeft, 'more kind')}; --json lists all`] : lines;
}

function importText(result: IngestResult, options: CommandOptions): string {
  const { imported, continued, duplicates, steps, tokens, formats, issues } = result;
  const lines = [
    `imported ${plural(imported, 'trajectory', 'trajectories')} (${plural(steps, 'step')}, about ${plural(tokens, 'token')})` +
      (continued > 0 ? `, continued ${continued}` : '') +
      (duplicates > 0 ? `, ${duplicates} already there` : ''),
  ];
  for (const [format, n] of Object.entries(formats)) lines.push(`  ${format}: ${n}`);
  if (issues.length > 0) lines.push(`${plural(issues.length, 'issue')}:`, ...issueLines(issues));
  if (imported + continued > 0) lines.push(nextLine(options, ['detect', 'mine', 'report']));
  return lines.join('\n');
}
