import { resolve } from 'node:path';
import { EthogramError } from '../core/ethogram-error.ts';
import { openStore } from '../store/open-store.ts';
import { exportAtif } from '../trajectory/export-atif.ts';
import { exportJsonl } from '../trajectory/export-jsonl.ts';
import { exportOtel } from '../trajectory/export-otel.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { collect } from './collect.ts';
import { textOption, type Command } from './command.ts';
import { storeLocation, withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';
import { requireOtherFile } from './require-other-file.ts';
import { trajectoryFilter } from './show.ts';
import { writeWhole } from './write-whole.ts';

const EVENT_TARGETS = ['boris', 'bids', 'ndx', 'events', 'parquet'] as const;
const TARGETS = ['jsonl', 'atif', 'otel', 'agents-md', 'skills', 'routine', 'sft', ...EVENT_TARGETS] as const;
type Target = (typeof TARGETS)[number];

/** `ethogram export`: takes runs out of a store. */
export const exportCommand: Command = {
  name: 'export',
  summary: 'take runs, or the handbook, out again',
  description:
    'jsonl: every trajectory and label, lossless, in order of id; `ethogram import` of it gives the same ids. ' +
    'atif: Agent Trajectory Interchange Format, one document per line. otel: OTLP/JSON, one line per run, with GenAI attributes. ' +
    'agents-md: the handbook as a section of an AGENTS.md or CLAUDE.md, what was approved first; with --out FILE what was approved is written there as a marked block, or the block brought up to date, and the rest of the file stays. ' +
    'skills: what was approved as folders of Agent Skills in --out DIR, one per topic, with evidence and evaluation files; again, it brings them up to date and leaves what others wrote. ' +
    'routine ID: a workflow as a conversation routine in words, with its tools and what to fall back on. ' +
    'What is held is never exported. sft: chat JSONL to train a student on, in a folder: train.jsonl, test.jsonl and manifest.json. The behaviors that were put before the agent are taken out of the prompts, ' +
    'and no task, nor a near duplicate of one, is on both sides; a run in which that cannot be had is left out and counted. ' +
    'Coded events for the programs of others: boris, a project or a table (--as) of BORIS, and bids, a data set of the Brain Imaging Data Structure in --out DIR, both of which `ethogram import` reads back; ' +
    'ndx: the shape of ndx-ethogram, as JSON; events: one row each, as CSV; parquet: runs.parquet, events.parquet and codings.parquet in --out DIR, for pandas, R and DuckDB. Times are seconds since the run began, or, where it tells none, steps.',
  arguments: [
    { name: 'WHAT', description: TARGETS.join(' | ') },
    { name: '[ID...]', description: 'routine: id or name of a workflow' },
  ],
  options: [
    { flags: '--out <file>', description: 'write there instead of stdout; for skills, bids and parquet, a folder' },
    { flags: '--limit <n>', description: 'at most so many trajectories' },
    { flags: '--format <name>', description: 'only those read from this format' },
    { flags: '--tokens <n>', description: 'agents-md: what it may cost to state', default: 800 },
    { flags: '--outcome <which>', description: 'success or failure' },
    { flags: '--project <name>', description: 'only those of this project' },
    { flags: '--since <time>', description: 'started then or later: a date, or an age such as 30d or 12h' },
    { flags: '--as <layout>', description: 'boris: project (default), or tables: tabular or aggregated' },
    {
      flags: '--of <what>',
      description: 'boris, bids, ndx: codes (default), or labels, which are what the source says',
    },
    { flags: '--codebook <name>', description: 'boris, bids, ndx, events: only codes of this codebook' },
    {
      flags: '--tier <tier>',
      description: 'boris, bids, ndx, events: only what was decided by cue, structure, model or human',
    },
    { flags: '--right', description: 'sft: runs that succeeded (default without --having and --without)' },
    { flags: '--wrong', description: 'sft: runs that failed' },
    {
      flags: '--all',
      description:
        'sft: right or wrong alike (default with --having or --without); agents-md, skills, routine: candidates too',
    },
    { flags: '--without-evidence', description: 'skills: leave quotes and requests out' },
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
    const [target, ...ids] = context.args;
    if (!isTarget(target)) {
      throw new EthogramError('bad-argument', `export: found "${target}", expected ${TARGETS.join(', ')}`);
    }
    if (target === 'routine') return (await import('./export-routine.ts')).exportRoutine(context, ids);
    if (ids.length > 0)
      throw new EthogramError('bad-argument', `export ${target}: found "${ids[0]}", expected nothing more`);
    if (target === 'agents-md') return (await import('./export-handbook.ts')).exportHandbook(context);
    if (target === 'skills') return (await import('./export-skills.ts')).exportSkills(context);
    if (target === 'sft') return (await import('./export-sft.ts')).exportSft(context);
    if (isEventTarget(target)) return (await import('./export-events.ts')).exportEvents(context, target);
    const filter = trajectoryFilter(context.options, context.now());
    await withStore(context, async () => {});
    const location = storeLocation(context);
    const out = textOption(context.options, 'out');
    if (out === undefined) return { json: {}, text: '', raw: exportLines(target, location, filter) };
    const file = resolve(context.cwd, out);
    requireOtherFile(out, file, location);
    let trajectories = 0;
    const lines = exportLines(target, location, filter, () => trajectories++);
    await writeWhole(file, lines, { shown: out });
    return {
      json: { trajectories, file: out },
      text: `wrote ${plural(trajectories, 'trajectory', 'trajectories')} to ${out}`,
    };
  },
};

function isEventTarget(target: Target): target is (typeof EVENT_TARGETS)[number] {
  return (EVENT_TARGETS as readonly string[]).includes(target);
}

function isTarget(target: string | undefined): target is Target {
  return (TARGETS as readonly (string | undefined)[]).includes(target);
}

async function* exportLines(
  target: 'jsonl' | 'atif' | 'otel',
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
