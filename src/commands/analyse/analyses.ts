import type { OptionSpec } from '../command.ts';
import { SEED_OPTION, SEQUENCE_OPTIONS, SVG_OPTION, type Analysis } from './analysis.ts';

/** An analysis as the list knows it. */
export interface AnalysisEntry {
  readonly name: string;
  /** What it tells, and how, in one or two sentences, with the shape of its JSON. */
  readonly description: string;
  /** Those it takes; of `analyse` all of them together. Options of one name must read the same in every analysis. */
  readonly options: readonly OptionSpec[];
  load(): Promise<Analysis>;
}

/** Every analysis, in the order in which they are explained. */
export const ANALYSES: readonly AnalysisEntry[] = [
  {
    name: 'time-budget',
    description:
      'how often each coded behavior occurs, and its share of the steps, tokens and seconds examined, its length, the gaps between and how soon it comes, by cohort if asked. --json: { rows: [{ behavior, codebook, cohort?, events, runs, n, share: { steps, tokens, seconds }, interval, secondsInterval, total, meanSteps, sdSteps, meanGapSteps, sdGapSteps, latencySteps }] }. Shares of what a model judged are shown once labels say that it can be believed; --json gives them with judged: { model, calibrated: false } until then.',
    options: [
      ...SEQUENCE_OPTIONS,
      {
        flags: '--by <what>',
        description: 'for each model, project, outcome, tag, format, version, or tag:KEY for tags KEY=VALUE',
      },
      SVG_OPTION,
    ],
    load: async () => (await import('./time-budget.ts')).timeBudget,
  },
  {
    name: 'transitions',
    description:
      'what follows what: counts, expected counts, adjusted residuals and Yule’s Q at a lag, tested by putting each run into other orders (q over all pairs) and from task to task, with how many times as often as chance and its interval. --json: { states, observed, expected, z, yuleQ, q, p, g2, rows: [{ from, to, observed, n, chance, ratio, interval, runYuleQ, runs, runsAbove, between }] }. With --from and --to: what one actor does after what another did, with and without it.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--lag <n>', description: 'so many moments later', default: 1 },
      { flags: '--no-self', description: 'a behavior that goes on is one and does not follow itself' },
      { flags: '--bins <n>', description: 'for so many parts of the runs, too' },
      { flags: '--from <actor>', description: 'after what this actor does' },
      { flags: '--to <actor>', description: 'what that actor does in its next turn' },
      { flags: '--most <n>', description: 'behaviors beyond the most frequent so many are one', default: 40 },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./transitions.ts')).transitionsAnalysis,
  },
  {
    name: 'outcomes',
    description:
      'each behavior against success: runs with it against runs of the same task (and model) without, as the Mantel–Haenszel difference with its interval between tasks and exact p, and once more among runs of equal length; q over all behaviors. --json: { runs, successes, compared, rows: [{ behavior, n, with, without, difference, interval, p, q, ratio, adjusted: { for, difference, interval, p, q }, holds }], notCompared }.',
    options: [...SEQUENCE_OPTIONS, SVG_OPTION],
    load: async () => (await import('./outcomes.ts')).outcomesAnalysis,
  },
  {
    name: 'survival',
    description:
      'each behavior against the time to failure (or another end), without favouring what only long runs have the time for: runs still going at a landmark are compared by what they had shown until then, and at every step runs that have shown it with runs of the same task that got as far without (hazard ratio). --json: { end, runs, ends, landmark, stillGoing, longest, rows: [{ behavior, landmark: { n, with, without, difference, interval, p, q }, hazard: { ratio, interval, p, q, events }, everAgainstNever }], curves: [{ behavior, shown, n, points: [{ step, share, interval, atRisk }] }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--end <which>', description: 'the end to wait for: failure (default), success or any' },
      {
        flags: '--landmark <step>',
        description: 'compare runs that had more steps than this; default: once a quarter of the runs has ended',
      },
      { flags: '--behavior <name>', description: 'the behavior whose curves to draw' },
      SVG_OPTION,
    ],
    load: async () => (await import('./survival.ts')).survivalAnalysis,
  },
  {
    name: 'predict',
    description:
      'how well the next behavior can be told from what came before, always on tasks not learned from: contexts of variable length (interpolated Witten–Bell, length chosen on held-out bits), mixed with what else is known of the run where that helps, beside the most frequent, the same again and order 1. --json: { order, model, bitsPerEvent, top1, top3, macroRecall, weightedRecall, brier, calibration, rare, gain, baselines: { marginal, repeat, order1 }, orders, contexts, context, surprises }; --reach adds reach: { base, fromStart, rows, calibration, brier, baseBrier, gain }, --discount adds longRun: { states, visits }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--order <n>', description: 'contexts of this length instead of the one that predicts best' },
      { flags: '--surprise', description: 'list what came least expected' },
      { flags: '--reach <what>', description: 'the probability to reach failure, success or a behavior from here' },
      { flags: '--discount <x>', description: 'what is still to come after each behavior, each step later counting so much' },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./predict.ts')).predict,
  },
  {
    name: 'states',
    description:
      'the hidden states that runs go through (hidden Markov model, as many as tell runs of other tasks best), named by what they emit, with how long they last and in which runs they are. --json: { states: [{ name, emits, start, next, stay, share, interval, shareInSuccess, shareInFailure }], heldOut, gain, paths: [{ id, path, first }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--states <n>', description: 'so many states, 7 at most, instead of as many as predict best' },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./states.ts')).states,
  },
];
