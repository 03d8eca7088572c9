import { foldKeyText, type FoldKey } from '../../analysis/fold/fold-key.ts';
import { foldRun } from '../../analysis/fold/fold-run.ts';
import { startStrandPaths, type StrandPaths } from '../../analysis/fold/strand-paths.ts';
import { readSequences } from '../../analysis/sequence/read-sequences.ts';
import { formatCount, formatInterval, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { shorten } from '../../chart/visible-text.ts';
import type { Store } from '../../store/store.ts';
import { textOption, type CommandContext, type CommandResult } from '../command.ts';
import { findTrajectory } from '../find-trajectory.ts';
import { trajectoryFilter } from '../show.ts';
import { writeSvg, type Analysis } from './analysis.ts';
import { foldAsked, noSuchKey } from './fold-asked.ts';
import { foldedRun, foldedRunDrawn, foldedRunText } from './folded-run.ts';

/** `ethogram analyse fold`. */
export const fold: Analysis = async (store, context) => {
  const { options, now } = context;
  const filter = trajectoryFilter(options, now());
  const run = textOption(options, 'run');
  if (run !== undefined) {
    const { id } = await findTrajectory(store, run);
    const { key } = await foldAsked(store, options, { ids: [id] });
    return foldedOne(store, context, { id, key });
  }
  const { key, others } = await foldAsked(store, options, filter);
  const { sequences } = await readSequences(store, { of: 'calls', filter });
  const facts = new Map(sequences.map((own) => [own.id, own]));
  const paths = startStrandPaths();
  for await (const { id, steps } of store.read(filter)) {
    const own = facts.get(id);
    if (own !== undefined) paths.add(own, foldRun(steps, key));
  }
  const found = paths.result();
  if (found.calls > 0 && found.strands === 0) throw await noSuchKey(store, key, filter);
  if (found.longest !== undefined && options['svg'] !== undefined) {
    const longest = await foldedRun(store, found.longest.id, key);
    writeSvg(context, () => foldedRunDrawn(longest));
  }
  return {
    json: { key: foldKeyText(key), ...found, keys: others.slice(0, 8).map(({ key: own, ...rest }) => ({ key: foldKeyText(own), ...rest })) }, // prettier-ignore
    rows: found.paths,
    text: found.calls === 0 ? 'No run makes calls: nothing to fold.' : textOf(found, key),
  };
};

async function foldedOne(store: Store, context: CommandContext, { id, key }: { readonly id: string; readonly key: FoldKey }): Promise<CommandResult> {
  const found = await foldedRun(store, id, key);
  if (found.calls > 0 && found.strands.length === 0) throw await noSuchKey(store, key, { ids: [id] });
  writeSvg(context, () => foldedRunDrawn(found));
  return { json: found, rows: found.strands, text: found.calls === 0 ? `${id} makes no calls: nothing to fold.` : foldedRunText(found) };
} // prettier-ignore

function textOf(found: StrandPaths, key: FoldKey): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const { runs, calls, keyed, strands, different, paths, longest } = found;
  const [first] = paths;
  const head = `${plural(calls, 'call')} of ${plural(runs, 'run')} fold by ${foldKeyText(key)} into ${plural(strands, 'strand')}: ${formatNumber(keyed / Math.max(1, strands), 1)} calls each, ${formatPercent(keyed / calls)} of all calls are about one; most often a strand is “${shorten(first!.path, 80)}” (${formatCount(first!.strands)} of ${formatCount(strands)}).`;
  const known = paths.some(({ success }) => success !== undefined);
  const table = textTable(
    [{ heading: 'what happens to one' }, right('strands'), right('share'), right('runs'), ...(known ? [right('of which succeed'), { heading: '95% interval' }] : []), { heading: 'for example' }],
    paths.map(({ path, strands: n, runs: inRuns, success, example }) => [
      shorten(path, 70),
      formatCount(n),
      formatPercent(n / strands),
      formatCount(inRuns),
      ...(known ? [success === undefined ? '–' : formatPercent(success.share), success === undefined ? '–' : formatInterval(success.interval)] : []),
      `${shorten(example.value.split('/').at(-1)!, 30)} in ${example.run}`,
    ]),
  );
  const rest = different > paths.length ? `\n… ${formatCount(different - paths.length)} other paths` : '';
  const next = longest === undefined ? '' : `\n\nThe longest run makes ${plural(longest.calls, 'call')}: ethogram analyse fold --run ${longest.id} --fold ${foldKeyText(key)} tells it in ${plural(Math.min(18, longest.strands), 'line')}.`;
  return `${head}\n\n${table}${rest}\n\n✗ marks calls that failed. Success is the run's, intervals are between tasks.${next}`;
} // prettier-ignore
