import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sha256 } from '../core/content-key.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { plural } from '../core/format-number.ts';
import type { ModelAsker } from '../core/model-asker.ts';
import {
  chooseDemonstrations,
  demonstrationHead,
  type DemonstrationHead,
  type Demonstrations,
} from '../mine/demonstration/choose-demonstrations.ts';
import { parseProgram, programText } from '../mine/demonstration/program-text.ts';
import { programTold, type Program } from '../mine/demonstration/program.ts';
import { programRequest, readProgram } from '../mine/demonstration/read-program.ts';
import type { Refusal } from '../mine/reflect/proposal.ts';
import { toldBehaviors } from '../mine/told-behaviors.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { Store } from '../store/store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import type { TrajectoryFilter } from '../trajectory/trajectory-store.ts';
import { askedJson, askedLines, askerOf, openRequests } from './asker-of.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { FILE_BECAME, isChanged, keepFile, type KeptFile } from './keep-file.ts';
import { keepTold, type ToldBehavior } from './keep-told.ts';
import { modelOf, namesModel } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { reasonWords } from './reason-words.ts';
import { endCode } from './stopped-lines.ts';

/** What became of the demonstrations of one kind of task. */
interface WrittenProgram {
  readonly group: string;
  /** Runs shown to the model. */
  readonly demonstrations: number;
  /** Undefined when no program came of them. */
  readonly file?: string;
  readonly became?: KeptFile;
  /** Steps of which no quote was found again. */
  readonly unsupported: number;
  /** Why there is no program, or how many of its words were not kept. */
  readonly refused: Refusal | 'no-steps' | number;
}

/** A program as it stands in its file. */
interface ReadBack {
  readonly file: string;
  readonly name: string;
  readonly isPersons: boolean;
  readonly behavior?: string;
  readonly refused?: Refusal;
}

interface BadFile {
  readonly file: string;
  readonly code: string;
  readonly message: string;
}

/**
 * `ethogram reflect --programs DIR`: has a model make a program of the demonstrations of each kind of task and writes it to a file that
 * people can correct; then makes workflows of all programs in the folder, as they stand there. Without a model only the latter.
 *
 * @param filter - which runs may be demonstrations
 * @throws EthogramError `no-model` when there is neither a model nor a program
 */
export async function writePrograms(
  context: CommandContext,
  store: Store,
  { folder, filter }: { readonly folder: string; readonly filter: TrajectoryFilter },
): Promise<CommandResult> {
  const path = resolve(context.cwd, folder);
  const reads = !namesModel(context) && context.options['dryRun'] !== true && filesIn(path).length > 0;
  const model = reads ? undefined : await modelOf(context, store, 'ethogram reflect --programs DIR reads programs that were written before');
  const asker = model && askerOf(context, model);
  const written: WrittenProgram[] = [];
  if (model !== undefined && asker !== undefined) {
    const heads: DemonstrationHead[] = [];
    for await (const run of store.read(filter)) if (run.copyOf === undefined) heads.push(demonstrationHead(run));
    const groups = chooseDemonstrations(heads);
    const answers = await asker.ask('making programs', groups, async ({ ids }) => programRequest(await runsOf(store, ids)));
    context.progress('');
    if (context.options['dryRun'] === true) return dryRunResult(model, openRequests(asker));
    for (const [i, group] of groups.entries()) {
      const answer = answers[i];
      if (answer === undefined) continue;
      const demonstrations = await runsOf(store, group.ids);
      const read = readProgram(demonstrations, answer, { group: group.group, model: model.name, runs: group.of });
      written.push(await keepProgram(read, { group, demonstrations, folder: path }));
    }
  }
  const { programs, behaviors, bad } = await readBack(store, path);
  const kept = await keepTold(store, behaviors, context.now());
  return programsResult(context, { written, programs, behaviors: kept, bad, model, asker });
} // prettier-ignore

async function keepProgram(
  { program, unsupported, refused }: ReturnType<typeof readProgram>,
  at: { readonly group: Demonstrations; readonly demonstrations: readonly Trajectory[]; readonly folder: string },
): Promise<WrittenProgram> {
  const about = { group: at.group.group, demonstrations: at.demonstrations.length, unsupported };
  if (program === undefined) return { ...about, refused: 'no-steps' };
  const behavior = await behaviorOf(program, at.demonstrations, { isPersons: false });
  if (typeof behavior === 'string') return { ...about, refused: behavior };
  const file = fileOf(program);
  return { ...about, refused, file, became: keepFile(join(at.folder, file), programText(program)) };
}

/** Behaviors of the programs in a folder, as they stand there; files that cannot be read are told and left out. */
async function readBack(
  store: Store,
  folder: string,
): Promise<{ readonly programs: ReadBack[]; readonly behaviors: ToldBehavior[]; readonly bad: BadFile[] }> {
  const programs: ReadBack[] = [];
  const behaviors: ToldBehavior[] = [];
  const bad: BadFile[] = [];
  for (const file of filesIn(folder)) {
    const text = readFileSync(join(folder, file), 'utf8');
    let program: Program;
    try {
      program = parseProgram(text, file);
    } catch (error) {
      if (!(error instanceof EthogramError)) throw error;
      bad.push({ file, code: error.code, message: error.message });
      continue;
    }
    const isPersons = isChanged(text);
    const places = program.goals.flatMap(({ steps }) => steps.flatMap(({ seen }) => seen));
    const ids = new Set(places.map(({ trajectoryId }) => trajectoryId));
    const made = await behaviorOf(program, await runsOf(store, [...ids]), { isPersons });
    const about = { file, name: program.words.name, isPersons };
    if (typeof made === 'string') programs.push({ ...about, refused: made });
    else {
      programs.push({ ...about, behavior: made.id });
      behaviors.push({ ...made, isPersons });
    }
  }
  return { programs, behaviors, bad };
}

async function behaviorOf(
  program: Program,
  runs: readonly Trajectory[],
  { isPersons }: { readonly isPersons: boolean },
): Promise<MinedBehavior | Refusal> {
  const told = programTold(program, runs);
  if (typeof told === 'string') return told;
  const [made] = await toldBehaviors([{ ...told, isPersons }], () => ReadableStream.from(runs));
  return made!;
}

/** Runs by id, in the order of the ids; those that are gone are left out. */
async function runsOf(store: Store, ids: readonly string[]): Promise<Trajectory[]> {
  const runs = await Promise.all(ids.map((id) => store.get(id)));
  return runs.filter((run) => run !== undefined);
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
}

/** Readable, and another for every kind of task. */
function fileOf({ group }: Program): string {
  const plain = group.normalize('NFKD').replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 40).toLowerCase(); // prettier-ignore
  return `${plain === '' ? 'runs' : plain}-${sha256(group, 6)}.yaml`;
}

function programsResult(
  { options }: CommandContext,
  found: {
    readonly written: readonly WrittenProgram[];
    readonly programs: readonly ReadBack[];
    readonly behaviors: Awaited<ReturnType<typeof keepTold>>;
    readonly bad: readonly BadFile[];
    readonly model: OpenModel | undefined;
    readonly asker: ModelAsker | undefined;
  },
): CommandResult {
  const { written, programs, behaviors, bad, model, asker } = found;
  const json = {
    ...(model !== undefined && { model: model.name }),
    written,
    programs,
    behaviors,
    bad,
    ...(model !== undefined && asker !== undefined && askedJson(asker, model)),
  };
  const lines = [
    ...written.map(({ group, demonstrations, file, became, unsupported, refused }) => {
      const what = file === undefined ? `no program: ${reasonWords(String(refused))}` : `${file} ${FILE_BECAME[became!]}`;
      return `${group}: ${plural(demonstrations, 'demonstration')}, ${what}${unsupported > 0 ? `; ${plural(unsupported, 'step')} unsupported` : ''}`;
    }),
    ...programs.map(({ file, name, isPersons, refused }) => `${file}: ${name}${isPersons ? ', corrected by a person' : ''}${refused === undefined ? '' : `; no behavior: ${reasonWords(refused)}`}`),
    ...bad.map(({ message }) => `cannot be read: ${message}`),
    ...(model !== undefined && asker !== undefined ? askedLines(asker, model) : []),
    behaviors.length === 0 ? 'No behavior: it takes runs of two tasks of one kind.' : nextLine(options, ['handbook list', 'handbook approve ID']),
  ];
  return { json, rows: programs, text: lines.join('\n'), exitCode: bad.length > 0 ? 1 : endCode({ left: asker?.open.length ?? 0, stopped: asker?.stopped }, { done: written.length, failed: asker?.failed.length ?? 0 }) };
} // prettier-ignore
