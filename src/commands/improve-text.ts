import { formatCount, formatInterval, formatPercent, formatPoints, formatUsd, plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import type { RoundSummary } from '../prove/improve/summarise-improvement.ts';

/** What attempts with behaviors of other tasks came to, beside the first attempts. */
export interface Transfer {
  /** Tasks that others had taught something for. */
  readonly tasks: number;
  readonly summary: RoundSummary | undefined;
  readonly outputTokens: { readonly start: number; readonly transfer: number };
}

/** Rounds as a table, one row each, the arm of behaviors against the others, and when to stop. */
export function improveText(rounds: readonly RoundSummary[], stop: string): string[] {
  return rounds.length === 0 ? [] : [roundTable(rounds), '', ...rounds.flatMap(comparedText), stop];
}

function roundTable(rounds: readonly RoundSummary[]): string {
  const right = 'right' as const;
  return textTable(
    [
      { heading: 'iteration', align: right },
      { heading: 'arm' },
      { heading: 'attempts', align: right },
      { heading: 'success', align: right },
      { heading: '95% interval' },
      { heading: `pass@${rounds[0]!.passAtK.k}`, align: right },
      { heading: 'majority', align: right },
      { heading: 'distinct', align: right },
      { heading: 'agreement', align: right },
      { heading: 'own verdict', align: right },
      { heading: 'behaviors', align: right },
      { heading: 'tokens in', align: right },
      { heading: 'tokens out', align: right },
      { heading: 'cost', align: right },
    ],
    rounds.map((round) => [
      String(round.iteration),
      round.arm,
      formatCount(round.attempts),
      formatPercent(round.success),
      formatInterval(round.interval),
      formatPercent(round.passAtK.rate),
      formatPercent(round.majority.rate),
      round.distinct.toFixed(1),
      round.selectivity.majority?.auc.toFixed(2) ?? '–',
      round.selectivity.self?.auc.toFixed(2) ?? '–',
      round.behaviors.toFixed(1),
      formatCount(round.inputTokens),
      formatCount(round.outputTokens),
      round.costUsd === undefined ? 'unknown' : formatUsd(round.costUsd),
    ]),
  );
}

/** The arm of behaviors against the others of its iteration, where it has one. */
function comparedText({ arm, iteration, against }: RoundSummary): string[] {
  if (arm !== 'behaviors') return [];
  const words = (['start', 'revise', 'resample'] as const).flatMap((other) => {
    const found = against[other];
    if (found === undefined) return [];
    const within = found.interval === undefined ? '' : ` (95% ${formatPoints(found.interval[0])} to ${formatPoints(found.interval[1])})`;
    return [`${formatPoints(found.difference)} points against ${other === 'start' ? 'the first attempts' : other}${within}`];
  });
  return [`Iteration ${iteration}, behaviors: ${words.join(', ')}.`];
} // prettier-ignore

/** {@link Transfer} in a sentence. */
export function transferText({ tasks, summary, outputTokens }: Transfer): string {
  const found = summary?.against.start;
  if (summary === undefined || found === undefined) return 'No behavior was taught by two other tasks: nothing to carry over.';
  const within = found.interval === undefined ? '' : ` (95% ${formatPoints(found.interval[0])} to ${formatPoints(found.interval[1])})`;
  return `With behaviors of other tasks alone, ${plural(tasks, 'task')}: success ${formatPercent(summary.success)}, ${formatPoints(found.difference)} points against the first attempts${within}, tokens out per task ${formatCount(outputTokens.transfer)} against ${formatCount(outputTokens.start)}.`;
} // prettier-ignore
