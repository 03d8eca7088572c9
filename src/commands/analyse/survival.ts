import {
  behaviorSurvival,
  RUN_ENDS,
  type BehaviorSurvival,
  type RunEnd,
  type SurvivalRow,
} from '../../analysis/survival/behavior-survival.ts';
import { earlySigns, type ShareOfRuns } from '../../analysis/survival/early-signs.ts';
import { endingAt } from '../../analysis/survival/ending-at.ts';
import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { readSequences } from '../../analysis/sequence/read-sequences.ts';
import { survivalCurves } from '../../chart/survival-curves.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatPercent,
  formatPoints,
  plural,
} from '../../core/format-number.ts';
import type { Interval } from '../../core/rate-interval.ts';
import { textTable, type Column } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { closestFirst } from '../../trajectory/formats/table/closest-first.ts';
import { textOption, type CommandContext, type CommandOptions } from '../command.ts';
import { numberOption } from '../number-option.ts';
import { trajectoryFilter } from '../show.ts';
import { comparedWords } from './compared-words.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { qText, shortName } from './short-name.ts';

const MOST_ROWS = 30;
const FOUND = 0.05;
const MOST_SIGNS = 10;
const FEWEST_SIGNS = 5;

/** An end in words, of several runs, of one, and of those it has not come to. */
interface EndWords {
  readonly do: string;
  readonly does: string;
  readonly not: string;
  /** What nobody knows of a run that is still going. */
  readonly open: string;
}

const WORDS: Readonly<Record<RunEnd, EndWords>> = {
  failure: { do: 'fail', does: 'fails', not: 'have not failed', open: 'how they end' },
  success: { do: 'succeed', does: 'succeeds', not: 'have not succeeded', open: 'how they end' },
  any: { do: 'end', does: 'ends', not: 'are still going', open: 'when they end' },
};

/** `ethogram analyse survival`. */
export const survival: Analysis = async (store, context) => {
  const { options } = context;
  const asked = await sequencesAsked(store, context);
  const end = await endAsked(store, context, asked);
  const { set } = end;
  const landmark = numberOption(options, 'landmark', { low: 1, whole: true });
  const behavior = behaviorAsked(set.alphabet, options);
  const found = behaviorSurvival(set, {
    end: end.end,
    ...(landmark !== undefined && { landmark }),
    ...(behavior !== undefined && { behavior }),
  });
  const early = end.behavior === undefined ? undefined : earlySigns(set);
  writeSvg(context, () => drawn(found, end.words));
  const text =
    early === undefined
      ? textOf(found, end.words)
      : [...signFinding(early, end.words), textOf(found, end.words), signsText(early, end.words)].join('\n\n');
  return {
    json: { ...found, ...(end.behavior !== undefined && { end: end.behavior }), ...early },
    rows: found.rows,
    text: set.alphabet.length === 0 ? NOTHING_CODED : text,
  };
};

/** The end to wait for: of the run, or the first time that a behavior comes, at which runs are cut. */
async function endAsked(
  store: Store,
  context: CommandContext,
  set: SequenceSet,
): Promise<{ readonly end: RunEnd; readonly behavior?: string; readonly words: EndWords; readonly set: SequenceSet }> {
  const asked = textOption(context.options, 'end') ?? 'failure';
  const known = RUN_ENDS.find((name) => name === asked);
  if (known !== undefined) return { end: known, words: WORDS[known], set };
  // A code can be what calls lead up to.
  const { alphabet, sequences } = set.alphabet.some((name) => isNamed(name, asked))
    ? set
    : await readSequences(store, { filter: trajectoryFilter(context.options, context.now()) });
  const behavior = alphabet.find((name) => isNamed(name, asked));
  if (behavior === undefined) {
    const names = [...RUN_ENDS, ...new Set([...set.alphabet, ...alphabet].map(shortName))];
    throw new EthogramError(
      'bad-argument',
      `--end: found "${asked}", expected ${RUN_ENDS.join(', ')} or a behavior that occurs`,
      {
        hint: `--end ${closestFirst(names, asked)[0]}`,
      },
    );
  }
  const code = alphabet.indexOf(behavior);
  const happened = new Map<string, number | undefined>();
  for (const { id, codes, first, observed } of sequences) {
    const at = codes.indexOf(code);
    if (at >= 0 || observed?.[code] !== 0) happened.set(id, first[at]);
  }
  const name = shortName(behavior);
  const words = {
    do: `come to ${name}`,
    does: `comes to ${name}`,
    not: `have not come to ${name}`,
    open: `whether they come to ${name}`,
  };
  return { end: 'failure', behavior, words, set: endingAt(set, happened) };
}

function isNamed(name: string, asked: string): boolean {
  return name === asked || shortName(name) === asked;
}

/** The best of the signs that tell more than how often it happens anyway; of fewer runs the best of many is luck. */
function signFinding({ signs }: ReturnType<typeof earlySigns>, words: EndWords): string[] {
  const best = signs.find(
    ({ recall, precision, base }) => recall.runs >= FEWEST_SIGNS && precision.interval[0] > base.share,
  );
  if (best === undefined) return [];
  const { behavior, recall, precision, base, stepsBefore } = best;
  return [
    `The best early sign is ${shortName(behavior)}: ${formatPercent(precision.share)} of the ${plural(precision.of, 'run')} that show it ${words.do} (${formatInterval(precision.interval)}; of all in which it could be seen ${formatPercent(base.share)}); it had come before, by ${formatNumber(stepsBefore!, 1)} steps, in ${formatPercent(recall.share)} of the ${plural(recall.of, 'run')} that do (${formatInterval(recall.interval)}).`,
  ];
}

function signsText({ base, signs }: ReturnType<typeof earlySigns>, words: EndWords): string {
  const right = (heading: string): Column => ({ heading, align: 'right' });
  const shares = ({ runs, of, share, interval }: ShareOfRuns): string[] => [
    `${formatCount(runs)} of ${formatCount(of)}`,
    formatPercent(share),
    formatInterval(interval),
  ];
  const table = textTable(
    [
      { heading: 'as an early sign' },
      right('shown before'),
      right('recall'),
      { heading: '95% interval' },
      right(words.do),
      right('precision'),
      { heading: '95% interval' },
      right('steps before'),
    ],
    signs
      .filter(({ recall }) => recall.runs > 0)
      .slice(0, MOST_SIGNS)
      .map(({ behavior, recall, precision, stepsBefore }) => [
        shortName(behavior),
        ...shares(recall),
        ...shares(precision),
        stepsBefore === null ? '–' : formatNumber(stepsBefore, 1),
      ]),
  );
  const all = `Of all ${plural(base.of, 'run')} ${formatPercent(base.share)} ${words.do} (${formatInterval(base.interval)}): a sign whose precision is no higher says nothing.`;
  return `${table}\n\nRecall: of the runs that ${words.do}, those that had shown it in an earlier step. Precision: of the runs that showed it, those that ${words.do}. ${all}`;
}

function behaviorAsked(alphabet: readonly string[], options: CommandOptions): string | undefined {
  const asked = textOption(options, 'behavior');
  if (asked === undefined) return undefined;
  const found = alphabet.find((name) => isNamed(name, asked));
  if (found === undefined) {
    throw new EthogramError('bad-argument', `--behavior: found "${asked}", expected one that occurs`, {
      hint: 'ethogram analyse survival --json lists them',
    });
  }
  return found;
}

function textOf(found: BehaviorSurvival, words: EndWords): string {
  const { rows, runs, ends, landmark, stillGoing } = found;
  if (runs === 0) {
    return 'No run says how it ended: nothing to compare. Outcomes come with imports, or by POST /v1/outcomes.';
  }
  const verb = words.do;
  const right = (heading: string): Column => ({ heading, align: 'right' });
  // Rows, and columns, that compare nothing say nothing.
  const telling = rows.filter((row) => row.landmark !== null || ratioOf(row) !== null);
  const hasLandmark = telling.some((row) => row.landmark !== null);
  const hasHazard = telling.some((row) => ratioOf(row) !== null);
  const table = textTable(
    [
      { heading: 'behavior' },
      ...(hasLandmark
        ? [
            right(`shown by step ${landmark}`),
            right(`${verb} with`),
            right('without'),
            right('compared'),
            right('points, alike'),
            { heading: '95% interval' },
            right('q'),
          ]
        : []),
      ...(hasHazard ? [right('hazard ratio'), { heading: '95% interval' }, right('q')] : []),
    ],
    telling
      .slice(0, MOST_ROWS)
      .map((row) => [
        shortName(row.behavior),
        ...(hasLandmark ? landmarkCells(row) : []),
        ...(hasHazard ? hazardCells(row) : []),
      ]),
  );
  const notes = [
    `${plural(runs, 'run')}, ${formatCount(ends)} ${verb}; ${formatCount(stillGoing)} were still going after step ${landmark}${hasLandmark ? ' and are compared by what they had shown until then (points: within those that are alike, so that with less without may say otherwise)' : ''}. ${comparedWords(found.compared)}${hasHazard ? ' The hazard ratio compares, at every step, those that have shown it before with those that got as far and have not.' : ''}`,
    ...(ends === runs && found.end !== 'any' ? [`All ${verb}: this is about when, not whether.`] : []),
    'Comparing runs that ever show a behavior with runs that never do would favour what only long runs have the time for. What goes together need not cause.',
    ...(telling.length > MOST_ROWS ? [`${formatCount(telling.length - MOST_ROWS)} more: --json.`] : []),
    ...(rows.length > telling.length ? [`Of ${plural(rows.length - telling.length, 'behavior')} no two runs that are alike differ: nothing to compare.`] : []), // prettier-ignore
  ];
  return [finding(found, words), ...(telling.length === 0 ? [] : [table]), notes.join(' ')].join('\n\n');
}

function landmarkCells({ landmark }: SurvivalRow): string[] {
  if (landmark === null) return ['–', '–', '–', '–', '–', '–', '–'];
  const { with: shown, without, n, difference, interval, q } = landmark;
  return [
    formatCount(shown.runs),
    rateOf(shown),
    rateOf(without),
    formatCount(n),
    formatPoints(difference),
    `${formatPoints(interval[0])} to ${formatPoints(interval[1])}`,
    qText(q),
  ];
}

function hazardCells({ hazard }: SurvivalRow): string[] {
  if (hazard === null) return ['–', '–', '–'];
  const { ratio, interval, q } = hazard;
  if (ratio === null || interval === null) return ['–', '–', qText(q)];
  return [formatNumber(ratio, 2), ratioInterval(interval), qText(q)];
}

/** The hazard ratio where there is one that has an interval. */
function ratioOf({ hazard }: SurvivalRow): number | null {
  return hazard === null || hazard.interval === null ? null : hazard.ratio;
}

/** Ends of an interval of ratios; what goes beyond a thousand says nothing more. */
function ratioInterval([low, high]: Interval): string {
  return `${formatNumber(low, 2)}–${high > 1000 ? '∞' : formatNumber(high, 2)}`;
}

function finding({ rows, landmark, stillGoing, runs, ends, compared }: BehaviorSurvival, words: EndWords): string {
  if (ends === 0) return `Of ${plural(runs, 'run')} whose end is known none ${words.does}: there is nothing to tell.`;
  const alike = compared['group and model'] === undefined ? 'of the same task' : 'that are alike (below)';
  const early = rows.find((row) => row.landmark !== null && row.landmark.q <= FOUND);
  if (early !== undefined) {
    const { difference, interval, n } = early.landmark!;
    const points = `${formatPoints(difference)} points (${formatPoints(interval[0])} to ${formatPoints(interval[1])})`;
    return `Of runs still going after step ${landmark}, those that had shown ${shortName(early.behavior)} ${words.do} ${difference < 0 ? 'less' : 'more'} often than others ${alike}: ${points}, n = ${formatCount(n)}.`;
  }
  const ratios = rows.filter((row) => ratioOf(row) !== null).sort((a, b) => a.hazard!.q - b.hazard!.q);
  const [late] = ratios;
  if (late !== undefined && late.hazard!.q <= FOUND) {
    const { ratio, interval, events } = late.hazard!;
    return `Once a run has shown ${shortName(late.behavior)}, each step is ${formatNumber(ratio!, 1)} times as likely to be the one in which it ${words.does} as in runs ${alike} that got as far without (${ratioInterval(interval!)}, ${plural(events, 'end')}).`;
  }
  const most = Math.max(0, ...rows.map((row) => row.landmark?.n ?? 0));
  if (most > 0) return `Of runs still going after step ${landmark}, what they had shown until then is not seen to tell ${words.open}; at most ${formatCount(most)} of ${formatCount(stillGoing)} could be compared with others alike.`; // prettier-ignore
  if (stillGoing === 0) return `No run goes on after step ${landmark}, so what they had shown by then cannot be held against how they end. --landmark chooses an earlier step.`; // prettier-ignore
  const hazards = late === undefined ? '' : `, and no step-by-step comparison holds (${plural(ratios.length, 'behavior')}, q < 0.05 looked for)`; // prettier-ignore
  return `Too little to tell: of ${plural(stillGoing, 'run')} still going after step ${landmark} none that are alike differ in what they had shown until then${hazards}.`; // prettier-ignore
}

function rateOf({ runs, successes }: { readonly runs: number; readonly successes: number }): string {
  return runs === 0 ? '–' : formatPercent(successes / runs);
}

function drawn({ curves, landmark, longest }: BehaviorSurvival, words: EndWords): Markup {
  const name = curves[0] === undefined ? '' : shortName(curves[0].behavior);
  return survivalCurves(
    curves.map(({ shown, n, points }) => ({
      label: `${shown ? '' : 'no '}${name}`,
      note: `n = ${formatCount(n)}`,
      tone: shown ? 'vermillion' : 'blue',
      points,
    })),
    {
      title: `Runs that ${words.not}, by whether they had shown ${name} by step ${landmark}`,
      description: `Kaplan–Meier shares with 95% intervals of runs that were still going after step ${landmark}.`,
      from: landmark,
      to: longest,
      axis: `step of the run; height: share of runs that ${words.not.length > 30 ? 'have not yet' : words.not}`,
    },
  );
}
