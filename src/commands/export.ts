import { createWriteStream, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { EthogramError } from '../core/ethogram-error.ts';
import { openStore } from '../store/open-store.ts';
import { exportAtif } from '../trajectory/export-atif.ts';
import { exportJsonl } from '../trajectory/export-jsonl.ts';
import { exportOtel } from '../trajectory/export-otel.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { cannotWrite } from './cannot-write.ts';
import { collect } from './collect.ts';
import { textOption, type Command } from './command.ts';
import { storeLocation, withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';
import { exportHandbook } from './export-handbook.ts';
import { exportSft } from './export-sft.ts';
import { trajectoryFilter } from './show.ts';

const TARGETS = ['jsonl', 'atif', 'otel', 'agents-md', 'sft'] as const;
type Target = (typeof TARGETS)[number];

/** `ethogram export`: takes runs out of a store. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'take runs, or the handbook, out again',
  description:
    'jsonl: every trajectory and label, lossless, in order of id; `ethogram import` of it gives the same ids. ' +
    'atif: Agent Trajectory Interchange Format, one document per line. otel: OTLP/JSON, one line per run, with GenAI attributes. ' +
    'agents-md: the handbook as a section of an AGENTS.md or CLAUDE.md, what was approved first. ' +
    'sft: chat JSONL to train a student on, in a folder: train.jsonl, test.jsonl and manifest.json. The behaviors that were put before the agent are taken out of the prompts, ' +
    'and no task, nor a near duplicate of one, is on both sides; a run in which that cannot be had is left out and counted.',
  arguments: [{ name: 'WHAT', description: TARGETS.join(' | ') }],
  options: [
    { flags: '--out <file>', description: 'write there instead of stdout' },
    { flags: '--limit <n>', description: 'at most so many trajectories' },
    { flags: '--format <name>', description: 'only those read from this format' },
    { flags: '--tokens <n>', description: 'agents-md: what it may cost to state', default: 800 },
    { flags: '--outcome <which>', description: 'success or failure' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--since <time>', description: 'started then or later: a date, or an age such as 30d or 12h' },
    { flags: '--right', description: 'sft: runs that succeeded (default without --having and --without)' },
    { flags: '--wrong', description: 'sft: runs that failed' },
    { flags: '--all', description: 'sft: right or wrong alike (default with --having or --without)' },
    {
      flags: '--having <codes>',
      description: 'sft: runs coded as showing each of these, by slug; repeatable',
      repeatable: true,
    },
    {
      flags: '--without <codes>',
      description: 'sft: runs coded as showing none of these; repeatable',
      repeatable: true,
    },
    {
      flags: '--behaviors <which>',
      description: 'sft: runs that were given behaviors (given), were not (none), or any',
    },
    { flags: '--uncited', description: 'sft: leave out answers that name a behavior they were given' },
    {
      flags: '--reasoning <where>',
      description: 'sft: raw reasoning as think (<think>…</think>), field (reasoning_content) or drop',
    },
    { flags: '--test <share>', description: 'sft: share of tasks to test on, 0–1; default 0.1' },
    { flags: '--held-out <file>', description: 'sft: tasks (as for solve) that must not be trained on' },
    { flags: '--longest <tokens>', description: 'sft: leave out longer examples' },
    { flags: '--seed <n>', description: 'sft: which tasks to test on; default 1' },
  ],
  example: 'ethogram export jsonl --out runs.jsonl',
  async run(context) {
    const [target] = context.args;
    if (!isTarget(target)) {
      throw new EthogramError('bad-argument', `export: found "${target}", expected ${TARGETS.join(', ')}`);
    }
    if (target === 'agents-md') return exportHandbook(context);
    if (target === 'sft') return exportSft(context);
    const filter = trajectoryFilter(context.options, context.now());
    await withStore(context, async () => {});
    const location = storeLocation(context);
    const out = textOption(context.options, 'out');
    if (out === undefined) return { json: {}, text: '', raw: exportLines(target, location, filter) };
    const file = resolve(context.cwd, out);
    requireOtherFile(out, file, location);
    let trajectories = 0;
    const lines = exportLines(target, location, filter, () => trajectories++);
    await pipeline(lines, createWriteStream(file)).catch((cause: unknown) => {
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

/** Opening a file to write empties it: that must not be the store. */
function requireOtherFile(out: string, file: string, location: string): void {
  const found = statSync(file, { throwIfNoEntry: false });
  const store = location.includes('://') ? undefined : statSync(location);
  if (found === undefined || store === undefined || found.ino !== store.ino || found.dev !== store.dev) return;
  throw new EthogramError('bad-argument', `--out: found ${out}, which is the store, expected another file`);
}

async function* exportLines(
  target: Exclude<Target, 'agents-md' | 'sft'>,
  location: string,
  filter: TrajectoryFilter,
  onTrajectory: () => void = () => {},
): AsyncGenerator<string> {
  const store = await openStore(location);
  // A document may hold several runs.
  const runs = async function* (): AsyncGenerator<Trajectory> {
    for await (const trajectory of store.read(filter)) {
      onTrajectory();
      yield trajectory;
    }
  };
  try {
    if (target === 'atif') yield* exportAtif(runs());
    else if (target === 'otel') yield* exportOtel(runs());
    else {
      for await (const trajectory of runs()) {
        yield exportJsonl(trajectory, await collect(store.labels({ trajectoryId: trajectory.id })));
      }
    }
  } finally {
    await store.close();
  }
}
