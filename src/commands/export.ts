import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EthogramError } from '../core/ethogram-error.ts';
import { openStore } from '../store/open-store.ts';
import { exportAtif } from '../trajectory/export-atif.ts';
import { exportJsonl } from '../trajectory/export-jsonl.ts';
import { exportOtel } from '../trajectory/export-otel.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { cannotWrite } from './cannot-write.ts';
import { collect } from './collect.ts';
import { textOption, type Command } from './command.ts';
import { storeLocation, withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';
import { trajectoryFilter } from './show.ts';

const TARGETS = ['jsonl', 'atif', 'otel'] as const;
type Target = (typeof TARGETS)[number];

/** `ethogram export`: takes runs out of a store. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'take runs out again',
  description:
    'jsonl: every trajectory and label, lossless, in order of id; `ethogram import` of it gives the same ids. ' +
    'atif: Agent Trajectory Interchange Format, one document per line. otel: OTLP/JSON, one line per run, with GenAI attributes.',
  arguments: [{ name: 'WHAT', description: TARGETS.join(' | ') }],
  options: [
    { flags: '--out <file>', description: 'write there instead of stdout' },
    { flags: '--limit <n>', description: 'at most so many trajectories' },
    { flags: '--format <name>', description: 'only those read from this format' },
    { flags: '--outcome <which>', description: 'success or failure' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--since <time>', description: 'started then or later: a date, or an age such as 30d or 12h' },
  ],
  example: 'ethogram export jsonl --out runs.jsonl',
  async run(context) {
    const [target] = context.args;
    if (!isTarget(target)) {
      throw new EthogramError('bad-argument', `export: found "${target}", expected ${TARGETS.join(', ')}`);
    }
    const filter = trajectoryFilter(context.options, context.now());
    await withStore(context, async () => {});
    const location = storeLocation(context);
    const out = textOption(context.options, 'out');
    if (out === undefined) return { json: {}, text: '', raw: exportLines(target, location, filter) };
    let trajectories = 0;
    const counted = async function* (): AsyncGenerator<string> {
      for await (const lines of exportLines(target, location, filter)) {
        trajectories++;
        yield lines;
      }
    };
    await pipeline(counted, createWriteStream(resolve(context.cwd, out))).catch((cause: unknown) => {
      // The other end of the pipe, the store, makes no system calls of Node's.
      throw cause instanceof Error && 'syscall' in cause ? cannotWrite(out, cause) : cause;
    });
    return {
      json: { trajectories, file: out },
      text: `wrote ${plural(trajectories, 'trajectory', 'trajectories')} to ${out}`,
    };
  },
};

function isTarget(target: string | undefined): target is Target {
  return (TARGETS as readonly (string | undefined)[]).includes(target);
}

async function* exportLines(target: Target, location: string, filter: TrajectoryFilter): AsyncGenerator<string> {
  const store = await openStore(location);
  try {
    if (target === 'atif') yield* exportAtif(store.read(filter));
    else if (target === 'otel') yield* exportOtel(store.read(filter));
    else {
      for await (const trajectory of store.read(filter)) {
        yield exportJsonl(trajectory, await collect(store.labels({ trajectoryId: trajectory.id })));
      }
    }
  } finally {
    await store.close();
  }
}
