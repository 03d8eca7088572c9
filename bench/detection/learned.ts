import type { LinearModel } from '../../src/behavior/codebook.ts';
import { crossValidate, f1Of } from '../../src/behavior/learned/cross-validate.ts';
import { judgeSegment } from '../../src/behavior/learned/judge-segment.ts';
import { trainModel } from '../../src/behavior/learned/train-model.ts';
import { loadCodebooks } from '../../src/behavior/codebooks/load-codebooks.ts';
import { bootstrapIntervals } from '../../src/core/bootstrap-intervals.ts';
import type { Interval } from '../../src/core/rate-interval.ts';
import type { EvaluationRow, EvaluationSection } from './evaluation-section.ts';
import { learnedTasks, type LearnedExample, type LearnedTask } from './learned-tasks.ts';

const NOTHING: Interval = [-1, 1];

/** How a learned detector does on runs it was not learned from, beside the one written by hand. */
export interface LearnedScore {
  readonly task: LearnedTask;
  /** Labelled segments, and what they are of. */
  readonly segments: number;
  readonly runs: number;
  readonly present: number;
  /** F1, 0–1. */
  readonly learned: number;
  readonly byHand: number;
  /** Of what either finds. */
  readonly either: number;
  readonly eitherInterval: Interval;
  readonly learnedInterval: Interval;
  readonly byHandInterval: Interval;
  /** Of `learned − byHand`. */
  readonly gainInterval: Interval;
  /** Segments that nobody labelled, and how many are found among them. */
  readonly elsewhere: { readonly segments: number; readonly learned: number; readonly byHand: number };
}

// With the best threshold for F1 on these solutions half of what is found elsewhere is an honest supposition; what is found
// should be more likely than not, whatever the source.
const THRESHOLD = 0.5;

/** A model of a task, learned from the examples. */
export function learnTask({ shape }: LearnedTask, examples: readonly LearnedExample[]): LinearModel {
  const model = trainModel(examples, shape);
  const isElsewhere = examples.some(({ isPresumed }) => isPresumed === true);
  return { ...model, ...shape, threshold: isElsewhere ? Math.max(model.threshold, THRESHOLD) : model.threshold };
}

/** Scores a task: everything is told by models that learned from other questions. */
export function scoreTask(task: LearnedTask): LearnedScore {
  const { examples } = task;
  const told = crossValidate(examples, (training) => {
    const model = learnTask(task, training);
    return ({ features }) => judgeSegment(model, features).probability >= model.threshold;
  });
  const places = [...examples.keys()];
  const labelled = places.filter((i) => examples[i]!.isPresumed !== true);
  const others = places.filter((i) => examples[i]!.isPresumed === true);
  const runs = [...Map.groupBy(labelled, (i) => examples[i]!.run).values()];
  const f1 = (sample: readonly (readonly number[])[], answer: (i: number) => boolean): number => {
    const all = sample.flat();
    return f1Of(all.map((i) => examples[i]!), all.map(answer)); // prettier-ignore
  };
  const isTold = (i: number): boolean => told[i]!;
  const isByHand = (i: number): boolean => examples[i]!.byHand;
  const isEither = (i: number): boolean => isTold(i) || isByHand(i);
  const [learnedInterval = NOTHING, byHandInterval = NOTHING, gainInterval = NOTHING, eitherInterval = NOTHING] =
    bootstrapIntervals(runs, (sample) => {
      const [learned, byHand, either] = [f1(sample, isTold), f1(sample, isByHand), f1(sample, isEither)];
      return [learned, byHand, learned - byHand, either];
    });
  return {
    task,
    segments: labelled.length,
    runs: runs.length,
    present: labelled.filter((i) => examples[i]!.present).length,
    learned: f1(runs, isTold),
    byHand: f1(runs, isByHand),
    either: f1(runs, isEither),
    eitherInterval,
    learnedInterval,
    byHandInterval,
    gainInterval,
    elsewhere: {
      segments: others.length,
      learned: others.filter(isTold).length,
      byHand: others.filter(isByHand).length,
    },
  };
}

/** Detectors learned from labels, beside those written by hand. */
export async function evaluateLearned(data: string): Promise<EvaluationSection> {
  const scores = (await learnedTasks(data)).map(scoreTask);
  const shipped = scores.filter(({ task }) => isLearned(task)).map(({ task }) => `\`${task.slug}\``);
  return {
    title: 'Detectors that were learned',
    data: '`prmbench` (redundant and circular steps, in solutions of that kind) and the reference coding of the four habits (sentences that both coders agree on)',
    n: scores.reduce((sum, { runs }) => sum + runs, 0),
    rows: scores.flatMap(scoreRows),
    notes: [
      'A linear model over words, shape and what the run said before (`src/behavior/learned/`), learned by `node scripts/train-detectors.ts`; each segment is told by a model that learned from other questions only (five folds).',
      ...scores.map(({ task, learned, byHand, gainInterval: [low, high], elsewhere }) => {
        const alarms = elsewhere.segments === 0 ? '' : ` In ${elsewhere.segments.toLocaleString('en')} steps of other reasonings, where it is presumed absent, ${elsewhere.learned} are found (by hand ${elsewhere.byHand}).`; // prettier-ignore
        return `\`${task.slug}\`: ${(learned - byHand).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}) over the detector written by hand.${alarms}`;
      }),
      `A learned detector is shipped, beside the one by hand, only where that interval is above 0: ${shipped.length === 0 ? 'none' : shipped.join(', ')}.`,
    ],
  };
}

function isLearned({ codebook, slug }: LearnedTask): boolean {
  return loadCodebooks([codebook])[0]!.codes.find((code) => code.slug === slug)?.match.learned !== undefined;
}

function scoreRows(score: LearnedScore): EvaluationRow[] {
  const { task, segments: n, present, byHand } = score;
  const everywhere = (2 * present) / (n + present);
  const baseline = byHand > everywhere ? { name: 'by hand', score: byHand } : { name: 'always present', score: everywhere }; // prettier-ignore
  const name = `\`${task.codebook}/${task.slug}\``;
  const learned = { what: `${name}, learned`, n, score: `F1 ${score.learned.toFixed(3)}`, interval: score.learnedInterval, baseline }; // prettier-ignore
  if (!isLearned(task)) return [learned];
  const either = { what: `${name}, learned or by hand (as shipped)`, n, score: `F1 ${score.either.toFixed(3)}`, interval: score.eitherInterval, baseline }; // prettier-ignore
  return [learned, either];
}
