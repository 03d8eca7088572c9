import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { readSequences } from '../../analysis/sequence/read-sequences.ts';
import { checkSlice, sliceSize, type HeldOut, type SliceCheck } from '../../analysis/slices/check-slice.ts';
import { compareMembers } from '../../analysis/slices/compare-members.ts';
import { describeMembers } from '../../analysis/slices/describe-members.ts';
import { FEATURE_VIEWS, featureCollector, type FeatureCollector } from '../../analysis/slices/feature-space.ts';
import { growSlice } from '../../analysis/slices/grow-slice.ts';
import { nextToLookAt } from '../../analysis/slices/next-to-look-at.ts';
import { runFeatures, type RunFeature } from '../../analysis/slices/run-features.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { plural } from '../../core/format-number.ts';
import type { Store } from '../../store/store.ts';
import { textOption, type CommandContext, type CommandResult } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { sequencesAsked, writeSvg } from './analysis.ts';
import { featureWords } from './feature-words.ts';
import { guidedLabels, type SaidOfRuns } from './guided-labels.ts';
import { guidedDrawn, guidedText, type GuidedSlice } from './guided-text.ts';
import { measureAsked } from './measure-asked.ts';
import { runExtras } from './run-extras.ts';
import { runWords } from './run-words.ts';
import { sliceWords } from './slice-words.ts';

const MOST_REASONS = 4;
const MOST_RANKED = 50;
const MOST_WORDS = 40;
// Learning takes the cube of their number; what was said last counts.
const MOST_TAUGHT = 300;

/** `ethogram analyse slices --accept … --reject …`: a slice that grows from a handful of runs. */
export async function guidedSlices(store: Store, context: CommandContext): Promise<CommandResult> {
  const { options } = context;
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const set = await sequencesAsked(store, context);
  const { sequences } = set;
  const measure = measureAsked(set, textOption(options, 'measure') ?? 'success');
  const placeOf = new Map(sequences.map(({ id }, place) => [id, place]));
  const said = await guidedLabels(context, [...placeOf.keys()]);
  const placesOf = (ids: readonly string[]): number[] => ids.slice(-MOST_TAUGHT).map((id) => placeOf.get(id)!);
  const labels = { accepted: placesOf(said.accepted), rejected: placesOf(said.rejected) };
  requireBoth(labels, said);
  const { collector, features } = await featuresOf(store, context, set);
  const space = collector.space();
  const grown = growSlice(space, labels);
  const known = [...labels.accepted, ...labels.rejected];
  const members = Uint8Array.from(grown.scores, (score) => (score > 0 ? 1 : 0));
  // What a person said of a run stands.
  for (const run of labels.accepted) members[run] = 1;
  for (const run of labels.rejected) members[run] = 0;
  const tasks = measure.clusters;
  const views = [FEATURE_VIEWS, ['asked', 'said'], ['behavior', 'call', 'order']] as const;
  const held = checkSlice(space, labels, { tasks, views, seed });
  const size = members.reduce((sum, member) => sum + member, 0);
  const reasons = (run: number): string[] => {
    const { at, values } = space.rows[run]!;
    return [...at.keys()]
      .map((i) => ({ feature: at[i]!, worth: values[i]! * grown.weights[at[i]!]! }))
      .filter(({ worth }) => worth > 0)
      .sort((a, b) => b.worth - a.worth || a.feature - b.feature)
      .slice(0, MOST_REASONS)
      .map(({ feature }) => featureWords(space, feature));
  };
  const row = (run: number) => ({
    id: sequences[run]!.id,
    chance: 1 / (1 + Math.exp(-grown.scores[run]!)),
    because: reasons(run),
  });
  const isKnown = new Set(known);
  const ranking = [...sequences.keys()]
    .filter((run) => !isKnown.has(run) && members[run] === 1)
    .sort((a, b) => grown.scores[b]! - grown.scores[a]! || a - b);
  const found: GuidedSlice = {
    file: textOption(options, 'slice'),
    accepted: said.accepted,
    rejected: said.rejected,
    missing: said.missing,
    runs: sequences.length,
    grown: size,
    ...(held !== undefined && { check: checkRow(held, labels), size: sizeOf(held, { found: size, runs: sequences.length }) }), // prettier-ignore
    described: describeMembers([...features, ...wordFeatures(space, grown.weights, members)], members, {
      clusters: tasks,
      seed,
    }).map(({ features: own, ...described }) => ({
      words: sliceWords(own),
      features: own.map(({ kind, value }) => ({ kind, value })),
      ...described,
    })),
    outcome: { measure: measure.name, ...outcomeOf(measure, { members, known }) },
    speaks: { for: strongest(grown.weights, 1), against: strongest(grown.weights, -1) },
    ranking: ranking.slice(0, MOST_RANKED).map(row),
    next: nextToLookAt(space, grown.scores, { tasks, known }).map(({ run, why }) => ({ ...row(run), why })),
    ids: [...members.keys()].filter((run) => members[run] === 1).map((run) => sequences[run]!.id),
  };
  writeSvg(context, () => guidedDrawn(found));
  return { json: found, rows: found.ranking, text: guidedText(found, measure) };

  function strongest(weights: Float64Array, side: 1 | -1): string[] {
    return [...weights.keys()]
      .filter((feature) => weights[feature]! * side > 0)
      .sort((a, b) => side * (weights[b]! - weights[a]!) || a - b)
      .slice(0, 8)
      .map((feature) => featureWords(space, feature));
  }
}

function requireBoth({ accepted, rejected }: { readonly accepted: readonly number[]; readonly rejected: readonly number[] }, { accepted: [first], missing }: SaidOfRuns): void {
  if (accepted.length > 0 && rejected.length > 0) return;
  const [flag, other] = accepted.length === 0 ? ['accept', 'reject'] : ['reject', 'accept'];
  throw new EthogramError('bad-argument', `--${flag}: found no run, expected some beside those of --${other}`, {
    hint: missing.length > 0 ? `${plural(missing.length, 'run')} of the file ${missing.length === 1 ? 'is' : 'are'} not among those looked at` : first === undefined ? 'ethogram show lists runs' : `ethogram retrieve --like ${first} finds runs that do the like`,
  });
} // prettier-ignore

/** Everything that runs are likened by, and everything by which groups of them can be described. */
async function featuresOf(
  store: Store,
  context: CommandContext,
  set: SequenceSet,
): Promise<{ readonly collector: FeatureCollector; readonly features: readonly RunFeature[] }> {
  const { sequences, alphabet } = set;
  const filter = trajectoryFilter(context.options, context.now());
  const collector = featureCollector(sequences.length);
  const placeOf = new Map(sequences.map(({ id }, place) => [id, place]));
  for (const [run, { codes }] of sequences.entries()) collector.add(run, 'behavior', Array.from(codes, (code) => alphabet[code]!)); // prettier-ignore
  const calls = await readSequences(store, { of: 'calls', filter });
  for (const { id, codes } of calls.sequences) {
    const run = placeOf.get(id);
    if (run === undefined || codes.length === 0) continue;
    const names = Array.from(codes, (code) => calls.alphabet[code]!);
    collector.add(run, 'call', names);
    collector.add(run, 'order', names.map((name, i) => `${names[i - 1] ?? 'first'} → ${name}`)); // prettier-ignore
  }
  for await (const trajectory of store.read(filter)) {
    const run = placeOf.get(trajectory.id);
    if (run === undefined) continue;
    const { asked, said } = runWords(trajectory);
    collector.add(run, 'asked', asked);
    collector.add(run, 'said', said);
  }
  const extras = await runExtras(store, filter);
  const features = runFeatures(set, extras, { fewest: 2 });
  const settings: string[][] = sequences.map(() => []);
  // Trials of a task would be alike for that alone.
  for (const { kind, words, members } of features) {
    if (kind !== 'task' && kind !== 'behavior' && kind !== 'tool')
      for (const run of members) settings[run]!.push(words);
  }
  for (const [run, own] of settings.entries()) collector.add(run, 'setting', own);
  return { collector, features: features.filter(({ kind }) => kind !== 'task') };
}

/** The words that speak most for a slice, as features that describe runs. */
function wordFeatures(space: ReturnType<FeatureCollector['space']>, weights: Float64Array, members: Uint8Array): RunFeature[] {
  const words = [...weights.keys()].filter((feature) => weights[feature]! > 0 && (space.views[feature] === 3 || space.views[feature] === 4));
  const best = new Map(words.sort((a, b) => weights[b]! - weights[a]! || a - b).slice(0, MOST_WORDS).map((feature) => [feature, [] as number[]]));
  for (const [run, { at }] of space.rows.entries()) for (const feature of at) best.get(feature)?.push(run);
  return [...best].flatMap(([feature, runs]): RunFeature[] => {
    if (runs.length < 2 || runs.length > members.length - 2) return [];
    const value = space.names[feature]!;
    const said = space.views[feature] === 4;
    return [{ kind: 'word', value: `${said ? 'said' : 'asked'} ${value}`, words: said ? `that say “${value}”` : `that are asked “${value}”`, members: Int32Array.from(runs) }];
  });
} // prettier-ignore

type Held = NonNullable<ReturnType<typeof checkSlice>>;

function checkRow({ held, checks }: Held, { accepted, rejected }: { readonly accepted: readonly number[]; readonly rejected: readonly number[] }): GuidedSlice['check'] {
  const [slice, text, behaviors] = checks as [SliceCheck, SliceCheck, SliceCheck];
  return { ...held, slice, text, behaviors, chance: { order: 0.5, precision: accepted.length / (accepted.length + rejected.length) } };
} // prettier-ignore

function sizeOf({ held, checks }: { readonly held: HeldOut; readonly checks: readonly SliceCheck[] }, { found, runs }: { readonly found: number; readonly runs: number }): GuidedSlice['size'] {
  return sliceSize(checks[0]!, held, { share: found / runs, runs });
} // prettier-ignore

/** The measure in the slice and in all others, among runs of tasks of which nobody looked at a run. */
function outcomeOf(
  measure: ReturnType<typeof measureAsked>,
  { members, known }: { readonly members: Uint8Array; readonly known: readonly number[] },
): Pick<GuidedSlice['outcome'], 'compared' | 'runs'> {
  const seen = new Set(known.map((run) => measure.clusters[run]!));
  const side = Int8Array.from(members, (_, run) => (seen.has(measure.clusters[run]!) || Number.isNaN(measure.values[run]!) ? 0 : 1));
  const inside = Int32Array.from(members.keys()).filter((run) => members[run] === 1);
  const n = inside.filter((run) => side[run] === 1).length;
  const found = compareMembers(measure, side, 1)(inside, { fewest: 2 });
  const runs = [n, side.reduce((sum, own) => sum + own, 0) - n] as const;
  if (found === undefined) return { runs };
  const { a, b, difference, interval, p } = found;
  return { runs, compared: { inside: a, outside: b, difference: -difference, interval: [-interval[1], -interval[0]], p } };
} // prettier-ignore
