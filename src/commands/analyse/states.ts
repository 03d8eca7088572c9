import type { RunState } from '../../analysis/states/describe-states.ts';
import { runStates, type RunStates } from '../../analysis/states/run-states.ts';
import type { Markup } from '../../chart/markup.ts';
import { stateStrips } from '../../chart/state-strips.ts';
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPercent,
  formatPoints,
  plural,
} from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import { numberOption } from '../number-option.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_STRIPS = 60;
/** Events; to stay less is not to stay. */
const LEAST_STAY = 1.1;

/** `ethogram analyse states`. */
export const states: Analysis = async (store, context) => {
  const { options } = context;
  const given = numberOption(options, 'states', { low: 1, high: 7, whole: true });
  const seed = numberOption(options, 'seed', { whole: true }) ?? 1;
  const set = await sequencesAsked(store, context, { inOrder: true });
  const found = runStates(set, { seed, ...(given !== undefined && { states: given }) });
  if (found === undefined) return { json: { states: [] }, rows: [], text: set.alphabet.length === 0 ? NOTHING_CODED : TOO_FEW };
  writeSvg(context, () => drawn(found));
  const { paths, ...rest } = found;
  return {
    json: { ...rest, paths: paths.map(({ id, path, first }) => ({ id, path: [...path], first: [...first] })) },
    rows: found.states,
    text: textOf(found),
  };
}; // prettier-ignore

const TOO_FEW = 'Too few runs: states need three in which something happens, to be fitted to some and tried on others.';

function finding(found: RunStates): string {
  const { states: all, gain, events, runs, tasks } = found;
  const n = `${plural(events, 'event')} of ${plural(runs, 'run')} and ${plural(tasks, 'task')}`;
  if (all.length === 1) return `No hidden states: more than one does not tell runs of other tasks better. ${n}.`;
  const longest = all.reduce((a, b) => (b.stay > a.stay ? b : a));
  const staying =
    longest.stay < LEAST_STAY
      ? 'none lasts longer than one event'
      : `they stay longest in ${longest.name}, ${formatNumber(longest.stay, 1)} events`;
  const counted = isMost(found) ? `at least ${all.length} states (no more were tried)` : `${all.length} states`;
  return `Runs go through ${counted}, which save ${formatNumber(gain.mean, 2)} bits per event on other tasks (95% interval ${formatNumber(gain.interval[0], 2)} to ${formatNumber(gain.interval[1], 2)}); ${staying}. ${n}.`;
}

/** Whether the number that was chosen is the largest that was tried, and the best. */
function isMost({ states: all, heldOut }: RunStates): boolean {
  const tried = heldOut.filter(Number.isFinite);
  return tried.length > 2 && all.length === heldOut.length && heldOut.at(-1) === Math.min(...tried);
}

function textOf(found: RunStates): string {
  const outcomes = found.states.some(({ failureDifference }) => failureDifference !== null);
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const share = (value: number | null): string => (value === null ? '–' : formatPercent(value));
  const table = textTable(
    [
      { heading: 'state' },
      right('of events'),
      { heading: '95% interval' },
      right('stays'),
      right('begins'),
      ...(outcomes ? [right('in successes'), right('in failures'), { heading: 'difference' }] : []),
      { heading: 'then' },
      { heading: 'emits' },
    ],
    found.states.map((state, i) => {
      const next = state.next.map((p, to) => ({ p: to === i ? 0 : p, to })).reduce((a, b) => (b.p > a.p ? b : a));
      return [
        state.name,
        formatPercent(state.share),
        state.interval.every(Number.isFinite) ? formatInterval(state.interval) : '–',
        `${formatNumber(state.stay, 1)} events`,
        formatPercent(state.start),
        ...(outcomes ? [share(state.shareInSuccess), share(state.shareInFailure), differenceText(state)] : []),
        next.p === 0 ? '–' : found.states[next.to]!.name,
        state.emits
          .slice(0, 4)
          .map(({ behavior, probability }) => `${shortName(behavior)} ${formatPercent(probability)}`)
          .join(', '),
      ];
    }),
  );
  const bits = found.heldOut.flatMap((value, i) =>
    Number.isFinite(value) ? [`${i + 1}: ${formatNumber(value, 3)}`] : [],
  );
  const shown = found.states.length === 1 ? '' : `\n\n${table}`;
  return `${finding(found)}${shown}\n\nBits per event on other tasks, by number of states: ${bits.join(', ')}.`;
}

function differenceText({ failureDifference: end }: RunState): string {
  if (end === null) return '–';
  return `${formatPoints(end.difference)} (${formatPoints(end.interval[0])} to ${formatPoints(end.interval[1])}), q ${qText(end.q)}`;
}

/** Failed runs first, those that go through the same states in the same order beside each other. */
function drawn(found: RunStates): Markup {
  const end = (success: boolean | undefined): string => (success === undefined ? '' : success ? '✓ ' : '✗ ');
  const chosen = found.paths.filter(({ path }) => path.length > 1);
  const every = Math.max(1, Math.ceil(chosen.length / MOST_STRIPS));
  const rank = (success: boolean | undefined): number => (success === undefined ? 2 : Number(success));
  const strips = chosen
    .filter((_, i) => i % every === 0)
    .toSorted((a, b) => rank(a.success) - rank(b.success) || (a.path.join('') < b.path.join('') ? -1 : 1))
    .map(({ id, path, success }) => ({ label: `${end(success)}${id.length > 16 ? `…${id.slice(-12)}` : id}`, path }));
  const shown = strips.length < found.paths.length ? ` ${formatCount(strips.length)} of the runs are drawn.` : '';
  return stateStrips(
    found.states.map(({ name, share }) => `${name}, ${formatPercent(share)} of events`),
    strips,
    {
      title: 'What state each run is in',
      description: `${finding(found)} Failed runs (✗) stand above successful ones (✓).${shown}`,
    },
  );
}
