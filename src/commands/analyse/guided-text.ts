import type { CorrectedPrevalence } from '../../analysis/agreement/corrected-prevalence.ts';
import type { CohortDifference } from '../../analysis/compare/cohort-difference.ts';
import type { CheckedShare, HeldOut, SliceCheck } from '../../analysis/slices/check-slice.ts';
import type { GroupDescription } from '../../analysis/slices/describe-members.ts';
import type { RunFeature } from '../../analysis/slices/run-features.ts';
import { barList } from '../../chart/bar-list.ts';
import type { Markup } from '../../chart/markup.ts';
import { shorten } from '../../chart/visible-text.ts';
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPercent,
  formatPoints,
  plural,
} from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { AskedMeasure } from './measure-asked.ts';
import { shortName } from './short-name.ts';

/** A run with how like the accepted it is. */
export interface GuidedRun {
  readonly id: string;
  /** That it is one of the accepted rather than one of the rejected, were both as frequent. */
  readonly chance: number;
  readonly because: readonly string[];
}

/** Words for a slice. */
export interface DescribedSlice extends Omit<GroupDescription, 'features'> {
  /** As the end of a sentence that begins with “runs”. */
  readonly words: string;
  readonly features: readonly Pick<RunFeature, 'kind' | 'value'>[];
}

/** A slice that a person guides, as JSON tells it. */
export interface GuidedSlice {
  readonly file?: string | undefined;
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  /** Labelled, but not among the runs looked at. */
  readonly missing: readonly string[];
  readonly runs: number;
  /** Runs that are more like the accepted than like the rejected; the accepted are among them. */
  readonly grown: number;
  readonly check?: (HeldOut & { readonly slice: SliceCheck; readonly text: SliceCheck; readonly behaviors: SliceCheck; readonly chance: { readonly order: number; readonly precision: number } }) | undefined; // prettier-ignore
  /** The share of all runs that truly belong, as far as the check tells. */
  readonly size?: CorrectedPrevalence | undefined;
  readonly described: readonly DescribedSlice[];
  readonly outcome: {
    readonly measure: string;
    /** Runs of the slice, and others, of tasks of which no run was labelled. */
    readonly runs: readonly [number, number];
    readonly compared?: { readonly inside: number; readonly outside: number } & Pick<CohortDifference, 'difference' | 'interval' | 'p'>; // prettier-ignore
  };
  readonly speaks: { readonly for: readonly string[]; readonly against: readonly string[] };
  readonly ranking: readonly GuidedRun[];
  readonly next: readonly (GuidedRun & { readonly why: 'unsure' | 'surest' })[];
  readonly ids: readonly string[];
}

const MOST_SHOWN = 10;

/** What a guided slice has come to, and what to do next. */
export function guidedText(found: GuidedSlice, measure: AskedMeasure): string {
  const { accepted, rejected, missing, ranking, next, speaks } = found;
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const lines = [`${finding(found)}${missing.length === 0 ? '' : ` ${plural(missing.length, 'labelled run')} of the file ${missing.length === 1 ? 'is' : 'are'} not among those looked at.`}`];
  lines.push(found.check === undefined ? `Nothing tells how good this is: accept and reject runs of two tasks each at least (${formatCount(accepted.length)} and ${formatCount(rejected.length)} so far).` : checkText(found.check));
  if (speaks.for.length + speaks.against.length > 0) {
    lines.push(`Speaks for it: ${speaks.for.join(', ')}.\nSpeaks against it: ${speaks.against.join(', ')}.`);
  }
  if (found.described.length > 0) {
    lines.push(
      textTable(
        [{ heading: 'described: runs' }, right('in it'), right('others'), right('of it'), right('n')],
        found.described.map(({ words, inside, outside, covers, runs }) => [shorten(words, 100), formatPercent(inside), formatPercent(outside), formatPercent(covers), formatCount(runs)]),
      ),
    );
  }
  lines.push(outcomeText(found.outcome, measure));
  if (ranking.length > 0) {
    lines.push(
      textTable(
        [{ heading: 'most like the accepted' }, right('how sure'), { heading: 'because it' }],
        ranking.slice(0, MOST_SHOWN).map(({ id, chance, because }) => [id, formatPercent(chance), because.join(', ')]),
      ) + (found.grown - accepted.length > MOST_SHOWN ? `\n… ${formatCount(Math.max(0, found.grown - accepted.length - MOST_SHOWN))} more: --json` : ''),
    );
  }
  if (next.length > 0) {
    lines.push(
      textTable(
        [{ heading: 'look at next' }, right('how sure'), { heading: 'why' }],
        next.map(({ id, chance, why }) => [id, formatPercent(chance), why === 'unsure' ? 'could be either' : 'surest: if it is wrong, so are many']),
      ),
    );
    lines.push(`next: ethogram show ${next[0]!.id}, then ethogram analyse slices --slice ${found.file ?? 'FILE'} --accept ID or --reject ID${found.file === undefined ? '; --slice FILE keeps what you said' : ''}`);
  }
  return lines.join('\n\n');
} // prettier-ignore

function finding({ accepted, rejected, grown, runs, size, check }: GuidedSlice): string {
  const from = `From ${plural(accepted.length, 'run')} accepted and ${formatCount(rejected.length)} rejected the slice grows to ${formatCount(grown)} of ${plural(runs, 'run')} (${formatPercent(grown / runs)})`;
  if (check === undefined) return `${from}.`;
  const { order, text } = { order: check.slice.order, text: check.text.order };
  const belong = size === undefined ? '' : ` Corrected for how it errs on those, ${formatPercent(size.prevalence)} of all runs (95% interval ${formatInterval(size.interval)}) belong to it.`;
  return `${from}. Of an accepted and a rejected run that it did not learn from, it puts the accepted one first in ${formatPercent(order.share)} of cases (95% interval ${formatInterval(order.interval)}; by words alone ${formatPercent(text.share)}, by chance 50%).${belong}`;
} // prettier-ignore

function checkText({ folds, tasks, slice, text, behaviors, chance }: NonNullable<GuidedSlice['check']>): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const cells = (share: CheckedShare | undefined): string[] => (share === undefined ? ['–', '–'] : [formatPercent(share.share), formatInterval(share.interval)]);
  const row = (name: string, { order, recall, precision, falseAlarms }: SliceCheck): string[] => [name, ...cells(order), ...cells(recall), ...cells(falseAlarms), ...cells(precision)];
  const table = textTable(
    [{ heading: 'told from others' }, right('in order'), { heading: '95%' }, right('accepted found'), { heading: '95%' }, right('rejected found'), { heading: '95%' }, right('right'), { heading: '95%' }],
    [row('behaviors and words', slice), row('words alone', text), row('behaviors alone', behaviors), ['chance', '50%', '', '50%', '', '50%', '', formatPercent(chance.precision), '']],
  );
  const how = folds === 2 ? 'One half of the labelled runs teaches and the other is told, so that all together, which teach the slice, tell no worse' : `With so few, the runs of ${folds === 2 ? 'one task' : 'a task'} of either kind are left out at a time and told by the rest (${formatCount(folds)} parts)`;
  return `${table}\n${how}; mean of five deals, intervals between tasks (${formatCount(tasks[0])} and ${formatCount(tasks[1])}). “Right” is of those labelled, of whom ${formatPercent(chance.precision)} were accepted.`;
} // prettier-ignore

function outcomeText({ runs, compared }: GuidedSlice['outcome'], measure: AskedMeasure): string {
  if (compared === undefined) return `Too few runs of tasks that nobody looked at tell ${shortName(measure.name)} to compare (${formatCount(runs[0])} in it, ${formatCount(runs[1])} others).`;
  const value = (x: number): string => (measure.isShare ? formatPercent(x) : formatCount(x));
  const change = (x: number): string => (measure.isShare ? formatPoints(x) : `${x < 0 ? '−' : '+'}${formatNumber(Math.abs(x))}`);
  const { inside, outside, difference, interval: [low, high] } = compared;
  const same = low <= 0 && high >= 0 ? ': not seen to differ' : '';
  return `Of tasks that nobody looked at, runs in it ${measure.verb} ${value(inside)}, others ${value(outside)} (${change(difference)}, 95% interval ${change(low)} to ${change(high)}, n = ${formatCount(runs[0])} and ${formatCount(runs[1])})${same}.`;
} // prettier-ignore

/** How well it is told, and what it is made of. */
export function guidedDrawn(found: GuidedSlice): Markup {
  const { check, described } = found;
  const checked = check === undefined ? [] : ([['behaviors and words', check.slice], ['words alone', check.text], ['behaviors alone', check.behaviors]] as const);
  return barList(
    [
      ...(checked.length === 0
        ? []
        : [
            {
              heading: 'Of two runs not learned from, the accepted one is put first',
              rows: [
                ...checked.map(([label, { order }]) => ({ label, share: order.share, interval: order.interval, note: formatPercent(order.share) })),
                { label: 'chance', share: 0.5, note: '50%', tone: 'grey' as const },
              ],
            },
          ]),
      {
        heading: 'Share of runs that are in the slice, among those',
        rows: described.map(({ words, inside, runs }) => ({ label: words, share: inside, note: `${formatPercent(inside)} of ${formatCount(runs)}` })),
      },
    ],
    { title: 'A slice grown from runs accepted and rejected', description: finding(found) },
  );
} // prettier-ignore
