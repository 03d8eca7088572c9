import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { orderedRuns } from '../../analysis/sequence/ordered-runs.ts';
import { readSequences } from '../../analysis/sequence/read-sequences.ts';
import { standaloneSvg } from '../../chart/standalone-svg.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { plural } from '../../core/format-number.ts';
import type { Store } from '../../store/store.ts';
import { ACTORS, type Actor } from '../../trajectory/trajectory.ts';
import { cannotWrite } from '../cannot-write.ts';
import { codebookAsked } from '../codebook-asked.ts';
import {
  textOption,
  type CommandOptions,
  type CommandContext,
  type CommandResult,
  type OptionSpec,
} from '../command.ts';
import { trajectoryFilter } from '../show.ts';

/** One analysis of `ethogram analyse`; loaded when it is asked for. */
export type Analysis = (store: Store, context: CommandContext) => Promise<CommandResult>;

/** Which runs to look at. */
export const FILTER_OPTIONS: readonly OptionSpec[] = [
  { flags: '--format <name>', description: 'only runs read from this format' },
  { flags: '--outcome <which>', description: 'only runs that ended so: success or failure' },
  { flags: '--project <name>', description: 'only runs of this project' },
  { flags: '--since <time>', description: 'only runs that started then or later: a date, or an age such as 30d' },
];

/** Whose doing. */
export const ACTOR_OPTION: OptionSpec = {
  flags: '--actor <actor>',
  description: 'only what the agent or the user does',
};

/** What of them to look at. */
export const SEQUENCE_OPTIONS: readonly OptionSpec[] = [
  ...FILTER_OPTIONS,
  { flags: '--of <what>', description: 'what counts as a behavior: codes (default), calls or labels' },
  { flags: '--codebook <name>', description: 'only codes of this codebook' },
  ACTOR_OPTION,
];

/** Where to draw it. */
export const SVG_OPTION: OptionSpec = { flags: '--svg <file>', description: 'draw it into this file, too' };
/** For what is drawn at random. */
export const SEED_OPTION: OptionSpec = { flags: '--seed <n>', description: 'for permutations and resampling', default: 1 }; // prettier-ignore

/**
 * The runs that {@link SEQUENCE_OPTIONS} ask for, as sequences.
 *
 * @param options.times - with the `seconds` of their events
 * @param options.inOrder - without runs of formats that tell no order, and a word on stderr about them
 * @throws EthogramError `bad-argument`; `not-found` when `--codebook` is none
 */
export async function sequencesAsked(
  store: Store,
  context: CommandContext,
  { times = false, inOrder = false }: { readonly times?: boolean; readonly inOrder?: boolean } = {},
): Promise<SequenceSet> {
  const { options, now } = context;
  const of = textOption(options, 'of') ?? 'codes';
  if (of !== 'codes' && of !== 'calls' && of !== 'labels') {
    throw new EthogramError('bad-argument', `--of: found "${of}", expected codes, calls or labels`);
  }
  const actor = actorAsked(options);
  const codebook = await codebookAsked(store, context);
  const set = await readSequences(store, {
    of,
    filter: trajectoryFilter(options, now()),
    times,
    ...(codebook !== undefined && { codebook }),
    ...(actor !== undefined && { actor }),
  });
  if (!inOrder) return set;
  const ordered = orderedRuns(set);
  if (ordered.left > 0)
    context.talk(`${plural(ordered.left, 'run')} of tables that say how much, but in no order, left out.`);
  return ordered.set;
}

/**
 * The actor of {@link ACTOR_OPTION}.
 *
 * @throws EthogramError `bad-argument`
 */
export function actorAsked(options: CommandOptions): Actor | undefined {
  const asked = textOption(options, 'actor');
  const actor = ACTORS.find((name) => name === asked);
  if (asked !== undefined && actor === undefined) {
    throw new EthogramError('bad-argument', `--actor: found "${asked}", expected one of ${ACTORS.join(', ')}`);
  }
  return actor;
}

/** What is said when nothing is coded. */
export const NOTHING_CODED = 'Nothing is coded yet. ethogram detect codes the runs; --of calls looks at tool calls.';

/**
 * Writes the drawing where `--svg` asks for it.
 *
 * @throws EthogramError `cannot-write`
 */
export function writeSvg({ options, cwd, talk }: CommandContext, draw: () => Markup): void {
  const out = textOption(options, 'svg');
  if (out === undefined) return;
  const path = resolve(cwd, out);
  try {
    writeFileSync(path, `${standaloneSvg(draw())}\n`);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  talk(`Wrote ${out}.`);
}
