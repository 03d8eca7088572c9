import { formatInterval, formatNumber, formatPercent, formatPoints, plural } from '../core/format-number.ts';
import type { Json, JsonObject } from '../core/json.ts';
import { beliefSummary, type BeliefSummary, type ComparedBelief } from '../prove/probe/compared-beliefs.ts';
import { comparePredictions, type PredictionSummary } from '../prove/probe/compare-predictions.ts';
import {
  compareHabits,
  compareTraits,
  type CodedRates,
  type SelfComparison,
  type TraitSummary,
} from '../prove/probe/self-comparison.ts';
import { traitScores } from '../prove/probe/personality-items.ts'; // prettier-ignore

/** An answer with what the run shows of it. */
export interface AskedProbe {
  readonly run: string;
  readonly place: number;
  readonly question: string;
  readonly answer: JsonObject;
  readonly shown?: { readonly action: string } | { readonly beliefs: Json };
}

/** Answers against what the runs show; a question that was not asked is absent. */
export interface ProbeSummary {
  readonly prediction?: PredictionSummary;
  readonly intentions?: PredictionSummary;
  readonly beliefs?: BeliefSummary;
  readonly self?: SelfComparison;
  readonly personality?: readonly TraitSummary[];
}

/**
 * Sums up answers per question.
 *
 * @param rates - what was coded in each run
 */
export function probeSummary(
  answers: readonly AskedProbe[],
  rates: ReadonlyMap<string, CodedRates['rates']>,
): ProbeSummary {
  const of = (question: string): AskedProbe[] => answers.filter((answer) => answer.question === question);
  const stated = (question: string): PredictionSummary | undefined =>
    comparePredictions(
      of(question).flatMap(({ run, answer, shown }) => {
        const { action, confidence } = answer;
        if (shown === undefined || !('action' in shown) || typeof action !== 'string') return [];
        return [{ run, stated: action, confidence: typeof confidence === 'number' ? confidence : 50, actual: shown.action }]; // prettier-ignore
      }),
    );
  const [prediction, intentions] = [stated('prediction'), stated('intentions')];
  const beliefs = of('beliefs').flatMap(({ shown }) =>
    shown !== undefined && 'beliefs' in shown ? (shown.beliefs as unknown as ComparedBelief[]) : [],
  );
  const self = of('self').map(({ run, answer }) => ({ rates: rates.get(run) ?? new Map(), stated: answer['habits'] as JsonObject })); // prettier-ignore
  const personality = of('personality').map(({ run, answer }) => ({ rates: rates.get(run) ?? new Map(), scores: traitScores(answer) })); // prettier-ignore
  return {
    ...(prediction !== undefined && { prediction }),
    ...(intentions !== undefined && { intentions }),
    ...(of('beliefs').length > 0 && { beliefs: beliefSummary(beliefs) }),
    ...(self.length > 0 && { self: compareHabits(self) }),
    ...(personality.length > 0 && { personality: compareTraits(personality) }),
  };
}

/** A {@link ProbeSummary} in lines. */
export function probeSummaryText({ prediction, intentions, beliefs, self, personality }: ProbeSummary): string[] {
  return [
    ...(prediction === undefined ? [] : [actionText('predicted its next action', prediction)]),
    ...(intentions === undefined ? [] : [actionText('did what it said it intended', intentions)]),
    ...(beliefs === undefined ? [] : [beliefsText(beliefs)]),
    ...(self === undefined ? [] : self.habits.map(habitText)),
    ...(self?.correlation === undefined
      ? []
      : [`Habits that it says are frequent are those that were coded often: rank correlation ${formatNumber(self.correlation, 2)} over ${self.habits.length} habits`]),
    ...(personality ?? []).map(traitText),
  ];
} // prettier-ignore

function actionText(what: string, { n, runs, accuracy, interval, baseline, difference }: PredictionSummary): string {
  const within = difference.interval === undefined ? '' : ` (95% ${formatPoints(difference.interval[0])} to ${formatPoints(difference.interval[1])})`; // prettier-ignore
  return `It ${what} ${formatPercent(accuracy)} of the time (95% ${formatInterval(interval)}; ${plural(n, 'place')} of ${plural(runs, 'run')}); always ${baseline.action} would be right ${formatPercent(baseline.accuracy)}: ${formatPoints(difference.value)} points${within}`;
}

function beliefsText({ n, verdicts, confidence, brier }: BeliefSummary): string {
  const sure = (value: number | undefined): string =>
    value === undefined ? '' : `, ${formatPercent(value)} sure of them`;
  return `${plural(n, 'belief')}: ${verdicts['borne-out']} borne out${sure(confidence.borneOut)}; ${verdicts.corrected} corrected${sure(confidence.corrected)}; ${verdicts.open} open; ${verdicts.unsupported} without words of the run${brier === undefined ? '' : `; Brier score ${formatNumber(brier, 2)}`}`;
}

function habitText({ habit, code, stated, shown }: SelfComparison['habits'][number]): string {
  const seen =
    shown === undefined
      ? 'not coded'
      : `seen in ${formatPercent(shown.share)} of ${plural(shown.runs, 'run')} (95% ${formatInterval(shown.interval)})`;
  return `${habit} (${code}): said ${formatPercent(stated)}, ${seen}`;
}

function traitText({ trait, answers, mean, deviation, codes }: TraitSummary): string {
  const links = codes.map(({ code, runs, correlation, interval }) =>
    correlation === undefined
      ? `${code} no spread or too few runs (${runs})`
      : `${code} ${formatNumber(correlation, 2)}${interval === undefined ? '' : ` (95% ${formatNumber(interval[0], 2)} to ${formatNumber(interval[1], 2)})`}, ${plural(runs, 'run')}`,
  );
  const against = links.length === 0 ? 'no code to compare it with' : `in the expected direction: ${links.join('; ')}`;
  return `${trait}: ${formatNumber(mean, 1)} of 5, deviation ${formatNumber(deviation, 1)}, ${plural(answers, 'answer')}; ${against}`;
}
