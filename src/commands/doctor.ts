import { homedir } from 'node:os';
import { existsSync } from 'node:fs';
import { formatCount, plural } from '../core/format-number.ts';
import { openStore } from '../store/open-store.ts';
import { findLocalLogs } from '../trajectory/local-logs.ts';
import type { Command, CommandContext } from './command.ts';
import { localLogsLine } from './import.ts';
import { storeLocation } from './with-store.ts';
import { packageVersion } from './package-version.ts';

/** One thing that was looked at. */
interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly found: string;
}

/** `ethogram doctor`: looks at the installation, the store and this machine's logs, and changes nothing. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'check the installation and the store',
  description: 'Looks, and changes nothing. Exit code 1 when something is wrong.',
  example: 'ethogram doctor',
  async run(context) {
    const checks: Check[] = [
      { name: 'ethogram', ok: true, found: packageVersion() },
      {
        name: 'node',
        ok: Number(process.versions.node.split('.')[0]) >= 24,
        found: `${process.versions.node} (24 or newer needed)`,
      },
      await checkStore(context),
      ...(await findLocalLogs({ home: homedir(), env: context.env })).map((logs) => ({
        name: 'local logs',
        ok: true,
        found: `${localLogsLine(logs)}${logs.importable ? ' (not read; ethogram import --local reads them)' : ''}`,
      })),
    ];
    const ok = checks.every((check) => check.ok);
    return {
      json: { ok, checks: checks.map((check) => ({ ...check })) },
      rows: checks,
      text: checks.map(({ name, ok: fine, found }) => `${fine ? 'ok   ' : 'WRONG'}  ${name}: ${found}`).join('\n'),
      exitCode: ok ? 0 : 1,
    };
  },
};

async function checkStore(context: CommandContext): Promise<Check> {
  const location = storeLocation(context);
  if (!location.startsWith('postgres') && !existsSync(location)) {
    return { name: 'store', ok: true, found: `none yet at ${location}; ethogram import PATH makes one` };
  }
  try {
    const store = await openStore(location, { readonly: true });
    try {
      const { engine, version } = await store.info();
      let trajectories = 0;
      let unredacted = 0;
      for await (const { source } of store.list()) {
        trajectories++;
        if (source.redaction === 'off') unredacted++;
      }
      const count = plural(trajectories, 'trajectory', 'trajectories');
      const asTheyWere = unredacted === 0 ? '' : ` (${formatCount(unredacted)} of them with --redact=off)`;
      return {
        name: 'store',
        ok: true,
        found: `${engine}, schema ${version}, ${count}${asTheyWere}, ${safeLocation(location)}`,
      };
    } finally {
      await store.close();
    }
  } catch (error) {
    return { name: 'store', ok: false, found: error instanceof Error ? error.message : String(error) };
  }
}

/** A store's location without the password that a postgres:// address may carry. */
function safeLocation(location: string): string {
  return location.replace(/^(postgres(?:ql)?:\/\/[^:/@]*):[^@]*@/, '$1:***@');
}
