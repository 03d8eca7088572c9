import type { CommandContext, CommandResult, OptionSpec } from '../command.ts';
import { MODEL_OPTIONS } from '../model-of.ts';
import { FILTER_OPTIONS, SEED_OPTION, SEQUENCE_OPTIONS, SVG_OPTION, type Analysis } from './analysis.ts';
import { BINS_OPTION } from './bins-asked.ts';
import { FOLD_OPTION } from './fold-option.ts';

/** An analysis as the list knows it. */
export interface AnalysisEntry {
  readonly name: string;
  /** What it tells, and how, in one or two sentences, with the shape of its JSON. */
  readonly description: string;
  /** Those it takes; of `analyse` all of them together. Options of one name must read the same in every analysis. */
  readonly options: readonly OptionSpec[];
  load(): Promise<Analysis>;
  /** What to do instead when `--table` gives rows to look at: no store is needed then. */
  loadTable?(): Promise<(context: CommandContext) => CommandResult>;
}

/** What runs are told apart by. */
const BY_OPTION: OptionSpec = {
  flags: '--by <what>',
  description: 'for each model, project, outcome, tag, format, version, or tag:KEY for tags KEY=VALUE',
};

/** Every analysis, in the order in which they are explained. */
export const ANALYSES: readonly AnalysisEntry[] = [
  {
    name: 'time-budget',
    description:
      'how often each coded behavior occurs, and its share of the steps, tokens and seconds examined, its length, the gaps between and how soon it comes, by cohort or part of the run if asked. --json: { rows: [{ behavior, codebook, cohort?, bin?: { unit, from, to }, events, runs, n, share: { steps, tokens, seconds }, interval, secondsInterval, total, meanSteps, sdSteps, meanGapSteps, sdGapSteps, latencySteps }] }. Shares of what a model judged are shown once labels say that it can be believed; --json gives them with judged: { model, calibrated: false } until then.',
    options: [...SEQUENCE_OPTIONS, BY_OPTION, BINS_OPTION, SVG_OPTION],
    load: async () => (await import('./time-budget.ts')).timeBudget,
  },
  {
    name: 'transitions',
    description:
      'what follows what: counts, expected counts, adjusted residuals and Yule’s Q at a lag, tested by putting each run into other orders (q over all pairs) and from task to task, with how many times as often as chance and its interval. --json: { states, observed, expected, z, yuleQ, q, p, g2, rows: [{ from, to, observed, n, chance, ratio, interval, runYuleQ, runs, runsAbove, between }], bins?: { runs, stationarity, list: [{ unit, from, to, observed, expected, z }] } }. With --from and --to: what one actor does after what another did, with and without it.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--lag <n>', description: 'so many moments later', default: 1 },
      { flags: '--lags <n>', description: 'for all lags up to this one, too' },
      { flags: '--no-self', description: 'a behavior that goes on is one and does not follow itself' },
      BINS_OPTION,
      { flags: '--from <actor>', description: 'after what this actor does' },
      { flags: '--to <actor>', description: 'what that actor does in its next turn' },
      { flags: '--most <n>', description: 'behaviors beyond the most frequent so many are one', default: 40 },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./transitions.ts')).transitions,
  },
  {
    name: 'co-occurrence',
    description:
      'which behaviors come in the same steps, against steps drawn for each by itself within runs. --json: { window, runs, rows: [{ a, b, both, onlyA, onlyB, n, chance, ratio, interval, jaccard, runs, p, q }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--window <n>', description: 'so many steps are looked at as one', default: 1 },
      { flags: '--most <n>', description: 'behaviors beyond the most frequent so many are one', default: 40 },
      SVG_OPTION,
    ],
    load: async () => (await import('./co-occurrence.ts')).coOccurrence,
  },
  {
    name: 'outcomes',
    description:
      'each behavior against success: runs with it against runs of the same task (and model) without, as the Mantel–Haenszel difference with its interval between tasks and p, and once more among runs of equal length; q over all behaviors. --json: { runs, successes, compared, rows: [{ behavior, n, with, without, difference, interval, p, q, ratio, adjusted: { for, difference, interval, p, q }, holds }], notCompared }; --dose adds dose: [{ behavior, n, runs, meanTimes, each: { difference, interval, p, q }, adjusted, further, levels: [{ from, to, runs, successes, difference, interval }] }].',
    options: [
      ...SEQUENCE_OPTIONS,
      {
        flags: '--dose',
        description: 'not only whether a behavior comes, but how often: what each occurrence goes with',
      },
      SVG_OPTION,
    ],
    load: async () => (await import('./outcomes.ts')).outcomes,
  },
  {
    name: 'survival',
    description:
      'each behavior against the time to failure (or another end), without favouring what only long runs have the time for: runs still going at a landmark are compared by what they had shown until then, and at every step runs that have shown it with runs of the same task that got as far without (hazard ratio). --json: { end, runs, ends, landmark, stillGoing, longest, rows: [{ behavior, landmark: { n, with, without, difference, interval, p, q }, hazard: { ratio, interval, p, q, events }, everAgainstNever }], curves: [{ behavior, shown, n, points: [{ step, share, interval, atRisk }] }] }; an end that is a behavior adds base and signs: [{ behavior, recall: { runs, of, share, interval }, precision, base, stepsBefore }].',
    options: [
      ...SEQUENCE_OPTIONS,
      {
        flags: '--end <which>',
        description: 'the end to wait for: failure (default), success, any, or a behavior: what leads up to it',
      },
      {
        flags: '--landmark <step>',
        description: 'compare runs that had more steps than this; default: once a quarter of the runs has ended',
      },
      { flags: '--behavior <name>', description: 'the behavior whose curves to draw' },
      SVG_OPTION,
    ],
    load: async () => (await import('./survival.ts')).survival,
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
      {
        flags: '--discount <x>',
        description: 'what is still to come after each behavior, each step later counting so much',
      },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./predict.ts')).predict,
  },
  {
    name: 'states',
    description:
      'the hidden states that runs go through (hidden Markov model, as many as tell runs of other tasks best), named by what they emit, with how long they last and in which runs they are. --json: { states: [{ name, emits, start, next, stay, share, interval, shareInSuccess, shareInFailure, failureDifference }], heldOut, gain, paths: [{ id, path, first }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--states <n>', description: 'so many states, 7 at most, instead of as many as predict best' },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./states.ts')).states,
  },
  {
    name: 'regimes',
    description:
      'where the mix of behaviors changes, along a run or from day to day: divisions as strong as no permutation of whole runs (days) or rotation of each run (steps) makes them, with what changed there. --json: { by, bins, states, counts, changes: [{ at, label, g2, p, rows: [{ behavior, before, after, difference, interval, p, q }] }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--over <what>', description: 'along the steps of a run (default) or over days' },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./regimes.ts')).regimes,
  },
  {
    name: 'covariates',
    description:
      'what of their context goes with how much of each behavior runs show: least squares (or logistic regression) on all of it at once, errors robust with runs of a task alike, and the groups of each compared as they are; q over all estimates. With --table a table is read instead: --outcome names its columns to explain (all of numbers by default), --on those to explain by. --json: { on, logistic, errors, references, rows: [{ outcome, n, rSquared, terms: [{ name, variable, estimate, standardError, statistic, p, interval, q, classical }], aliased, variables: [{ variable, statistic, p, q }] }], groups: [{ outcome, variable, group, n, mean, interval, difference, differenceInterval, p, q }], left }.',
    options: [
      ...SEQUENCE_OPTIONS,
      {
        flags: '--on <field>',
        description:
          'explain by this: model, version, project, format, success, length, tokens, tags, tag:NAME; or a column. FIELD=LEVEL compares with that level',
        repeatable: true,
      },
      { flags: '--logistic', description: 'whether at all rather than how much' },
      { flags: '--errors <kind>', description: 'classical, HC1, HC3 or cluster' },
      { flags: '--table <file>', description: 'rows of this table (CSV) instead of runs' },
      { flags: '--cluster <column>', description: 'with --table: rows of equal value here are alike' },
      SVG_OPTION,
    ],
    load: async () => (await import('./covariates.ts')).covariates,
    loadTable: async () => (await import('./covariates.ts')).tableCovariates,
  },
  {
    name: 'drift',
    description:
      'what changes between periods, models or versions: the Jensen–Shannon divergence of their mixes of behaviors against that of runs exchanged at random (within tasks where they share them), and each behavior with interval and q; along a growing context, what each thousand tokens add to a behavior’s rate within runs; or what agents say of themselves against what their runs show. --json: { between, groups, pairs: [{ from, to, runs, divergence, expected, p, q, permutations, permuted, events, paired, rows: [as compare] }] }, of context { rows: [{ behavior, rate, slope, interval, p, q, runs, turns, events }] }, of stated { score, interval, runs, rows: [{ behavior, stated, shown, difference, interval, p, q, runs }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      {
        flags: '--between <what>',
        description:
          'period (default), model, version, context (along a run) or stated (what is said against what is shown)',
      },
      { flags: '--parts <n>', description: 'so many periods of equally many runs', default: 4 },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./drift.ts')).drift,
  },
  {
    name: 'influence',
    description:
      'in runs of several agents, whether one that could see another do something does more of anything in its next turn than one in the same situation that could not, less the same for what was done only afterwards (a placebo). --json: { runs, turns, rows: [{ seen, done, turns, exposed, after, without, before, placebo, influence, interval, p, q }] }.',
    options: [...SEQUENCE_OPTIONS, SVG_OPTION],
    load: async () => (await import('./influence.ts')).influence,
  },
  {
    name: 'slices',
    description:
      'which groups of runs that can be described (task, model, version, project, tag, length, tool used, first failed call, script of the task, behavior shown; alone or two together) differ from all others on a measure. Half of the runs is searched, with q over all that was tried; what is found is measured anew on the other half. With --accept and --reject a person guides it: the slice grows from these runs in the space of behaviors, calls and words, told on labelled runs that were held out (--json: { accepted, rejected, grown, check: { slice, text, behaviors, chance }, size, described, outcome, speaks, ranking, next, ids }). --json: { measure, runs, tested, halves, slices: [{ slice, features, sentence, inside, outside, difference, interval, p, q, holds, search: { difference, p, q }, runs: [these, others], n, ids, command }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--measure <name>', description: 'success (default), tokens, steps or a behavior' },
      {
        flags: '--accept <run>',
        description: 'a run of the slice that is meant: an id, its beginning, or @FILE of ids',
        repeatable: true,
      },
      { flags: '--reject <run>', description: 'a run that is none', repeatable: true },
      { flags: '--slice <file>', description: 'keep what was accepted and rejected here, and go on from it' },
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./slices.ts')).slices,
  },
  {
    name: 'archetypes',
    description:
      'kinds of runs, by the mix of behaviors that they show (k-means on Hellinger-transformed shares, as many as are tight and come again when made from either half), with a typical run of each and how often it succeeds. With --fold of what happens to each thing that calls are about, instead of runs. --json: { runs, silhouette, stability, p, tried: [{ count, silhouette, stability }], list: [{ marks: [{ behavior, share, overall }], typical, runs, share, interval, success, ids }] }.',
    options: [
      ...SEQUENCE_OPTIONS,
      { flags: '--groups <n>', description: 'so many kinds instead of as many as are tight and stable' },
      FOLD_OPTION,
      SEED_OPTION,
      SVG_OPTION,
    ],
    load: async () => (await import('./archetypes.ts')).archetypes,
  },
  {
    name: 'fold',
    description:
      'long runs folded by what their calls are about (a tool, a file, the value of an argument such as an order): what usually happens to one, and how often runs in which it happens succeed; with --run one run in twenty lines. Without --fold the key by which most calls need not be told by themselves. --json: { key, runs, calls, keyed, strands, different, paths: [{ path, strands, runs, success, example }], longest, keys }, with --run { run, key, steps, calls, tokens, strands: [{ value, calls, failed, steps, tokens, path, shows, places }], rest }.',
    options: [
      ...FILTER_OPTIONS,
      FOLD_OPTION,
      { flags: '--run <id>', description: 'this run alone, thing by thing' },
      SVG_OPTION,
    ],
    load: async () => (await import('./fold.ts')).fold,
  },
  {
    name: 'context',
    description:
      'how many tokens stand before an agent’s turns, and what would be left of them with one line in place of every thing (--fold) that is done with (never touched again, known in hindsight) or idle (not touched for three turns). --json: { key, runs, turns, rows: [{ turn, runs, whole, done, idle, leftDone, leftIdle }], read: { tokens, leftDone, leftIdle }, peak, strands, reopened }.',
    options: [...FILTER_OPTIONS, FOLD_OPTION, SVG_OPTION],
    load: async () => (await import('./context.ts')).context,
  },
  {
    name: 'length',
    description:
      'whether longer runs show more of a behavior than their length alone gives: the power of the tokens written to which its count grows, among runs of one task (and model); and its rate per thousand tokens over checkpoints or models, last less first. --json: { groups: [{ name, runs, length }], within, rows: [{ behavior, events, groups: [{ perRun, perThousand, interval }], within: { slope, interval, p, q, runs, events }, change: { difference, interval, p, q } }] }.',
    options: [...SEQUENCE_OPTIONS, BY_OPTION, SVG_OPTION],
    load: async () => (await import('./length.ts')).length,
  },
  {
    name: 'coverage',
    description:
      'what trials of the same task cover: how often two of them differ at each of the first ten places (0 to 1 of how often runs of any tasks differ there), how long they go together, and what more attempts buy: any of k succeeds (exploration, pass@k), all do (exploitation, pass^k). --json: { runs, groups, tasks, places: [{ place, differ: { groups, mean, interval }, overall, normalised, together }], passes: [{ k, any, all }] }.',
    options: [...SEQUENCE_OPTIONS, SEED_OPTION, SVG_OPTION],
    load: async () => (await import('./coverage.ts')).coverage,
  },
  {
    name: 'sql',
    description:
      'a query of your own (--sql), or the list of views that it reads. Views are made of the store when they are read, are the same on both engines, and all that a query sees: nothing can be changed. With a model, --ask has it write the query for a question; nothing of the store is sent; the query is shown and kept as a file before it runs. --json: { query, columns, rows: [{ COLUMN: value }], more, read: { VIEW: rows } }; --ask adds { question, file, model, costUsd? }; without a query { views: [{ name, is, columns: { NAME: { type, is } } }] }.',
    options: [
      ...FILTER_OPTIONS,
      {
        flags: '--sql <query>',
        description: 'one SELECT over the views, in the dialect of SQLite; @FILE reads it from a file, - from stdin',
      },
      { flags: '--ask <question>', description: 'a question in words, of which a model makes the query' },
      {
        flags: '--save <file>',
        description: 'keep the query that a model wrote there; default: queries/QUESTION.sql',
      },
      { flags: '--limit <n>', description: 'at most so many rows; default 1000' },
      { flags: '--timeout <seconds>', description: 'end a query that runs longer; default 30' },
      ...MODEL_OPTIONS,
    ],
    load: async () => (await import('./sql.ts')).sql,
  },
];
