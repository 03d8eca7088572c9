import { trialCoverage, type GroupMean, type TrialCoverage } from '../../analysis/trials/trial-coverage.ts';
import { formatCount, formatInterval, formatNumber, formatPercent, plural } from '../../core/format-number.ts';
import { growthCurves, type GrowthCurve } from '../../chart/growth-curves.ts';
import type { Markup } from '../../chart/markup.ts';
import { textTable } from '../../core/text-table.ts';
import { numberOption } from '../number-option.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';

/** `ethogram analyse coverage`. */
export const coverage: Analysis = async (store, context) => {
  const set = await sequencesAsked(store, context);
  const found = trialCoverage(set, { seed: numberOption(context.options, 'seed', { whole: true }) ?? 1 });
  writeSvg(context, () => drawn(found));
  const alone = 'No task was tried twice by one model: nothing to compare.';
  return {
    json: found,
    rows: found.places,
    text: set.sequences.length === 0 ? NOTHING_CODED : found.groups === 0 ? alone : textOf(found),
  };
};

function textOf(found: TrialCoverage): string {
  const { places, passes } = found;
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const spread = textTable(
    [right('place'), right('trials differ'), { heading: '95% interval' }, right('any runs differ'), right('share'), right('same so far'), { heading: '95% interval' }],
    places.map(({ place, differ, overall, normalised, together }) => [
      String(place),
      formatPercent(differ.mean),
      intervalOf(differ),
      formatPercent(overall),
      normalised === null ? '–' : formatNumber(normalised, 2),
      formatPercent(together.mean),
      intervalOf(together),
    ]),
  );
  const bought = textTable(
    [right('attempts'), right('any succeeds'), { heading: '95% interval' }, right('all succeed'), { heading: '95% interval' }, right('groups')],
    passes.map(({ k, any, all }) => [String(k), formatPercent(any.mean), intervalOf(any), formatPercent(all.mean), intervalOf(all), formatCount(any.groups)]),
  );
  const note = `${plural(found.runs, 'run')} of ${plural(found.tasks, 'task')}, in ${plural(found.groups, 'group')} of trials of one task by one model. Share: 0 when trials always do the same there, 1 when they differ as runs of any tasks do. Intervals are between tasks.`;
  return [finding(found), spread, ...(passes.length > 0 ? [bought] : []), note].join('\n\n');
} // prettier-ignore

function finding({ places, passes }: TrialCoverage): string {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return 'The runs show nothing to compare.';
  const said = `Two trials of one task begin differently in ${formatPercent(first.differ.mean)} of cases, and after ${plural(last.place, 'thing')} done ${formatPercent(last.together.mean)} have taken the same path`;
  const most = passes.at(-1);
  return most === undefined || most.k === 1
    ? `${said}.`
    : `${said}; of ${most.k} attempts at least one succeeds in ${formatPercent(most.any.mean)} of tasks, all in ${formatPercent(most.all.mean)}.`;
}

function intervalOf({ interval }: GroupMean): string {
  return interval === null ? '–' : formatInterval(interval);
}

/** What more attempts buy; without outcomes, how long trials go together. */
function drawn(found: TrialCoverage): Markup {
  const { passes, places } = found;
  const said = ({ mean, interval, groups }: GroupMean, at: string): string => `${at}: ${formatPercent(mean)}${interval === null ? '' : ` (${formatInterval(interval)})`}, ${plural(groups, 'group')}`;
  const note = (mean: GroupMean | undefined): string => (mean === undefined ? '' : formatPercent(mean.mean));
  const attempts = (side: 'any' | 'all') => passes.map((pass) => ({ at: pass.k, value: pass[side].mean, label: said(pass[side], plural(pass.k, 'attempt')) }));
  const along = (side: 'differ' | 'together') => places.map((place) => ({ at: place.place, value: place[side].mean, label: said(place[side], `place ${place.place}`) }));
  const curves: readonly GrowthCurve[] =
    passes.length > 0
      ? [
          { label: 'any attempt succeeds', note: note(passes.at(-1)?.any), tone: 'blue', points: attempts('any') },
          { label: 'all attempts succeed', note: note(passes.at(-1)?.all), tone: 'orange', points: attempts('all') },
        ]
      : [
          { label: 'trials differ here', note: note(places.at(-1)?.differ), tone: 'blue', points: along('differ') },
          { label: 'same path so far', note: note(places.at(-1)?.together), tone: 'orange', points: along('together') },
        ];
  return growthCurves(curves, {
    title: passes.length > 0 ? 'What more attempts at a task buy' : 'How far trials of a task go together',
    description: finding(found),
    axis: passes.length > 0 ? 'attempts' : 'thing done',
    format: formatPercent,
  });
} // prettier-ignore
