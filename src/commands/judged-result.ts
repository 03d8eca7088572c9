import type { JudgedRate } from '../analysis/agreement/calibration.ts';
import type { BehaviorRow } from '../behavior/detection-tally.ts';
import { formatCount, plural } from '../core/format-number.ts';
import type { Interval } from '../core/rate-interval.ts';
import { textTable } from '../core/text-table.ts';
import type { CommandResult } from './command.ts';
import { detectionText } from './detection-text.ts';
import { formatMeasure } from './format-decimals.ts';
import type { JudgedStore } from './judge-store.ts';
import { tallyText } from './model-of.ts';
import { NOT_CALIBRATED } from './not-calibrated.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';

/** Failures that are named on a terminal. */
const SHOWN = 5;

/**
 * What detectors and a judge found. Rates of codes that a judge saw stand apart: without labels they are its opinion.
 *
 * @param rates - of the judged rows
 */
export function judgedResult(
  { summary, model, worked }: JudgedStore,
  rates: ReadonlyMap<BehaviorRow, JudgedRate>,
): CommandResult {
  const { done, failed, left, stopped } = worked;
  const { calls, stored } = model.tally;
  const behaviors = summary.behaviors.map((row) => {
    const judged = rates.get(row);
    return judged === undefined ? row : { ...row, judged };
  });
  const judging = {
    model: model.name,
    runs: done,
    failed: failed.map(({ item, error }) => ({ trajectory: item.id, code: error.code, message: error.message })),
    left,
    ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
    calls,
    stored,
  };
  const seen = summary.behaviors.filter((row) => !rates.has(row));
  const lines = [
    detectionText({ ...summary, behaviors: seen, events: seen.reduce((sum, { events }) => sum + events, 0) }),
    ...(rates.size > 0 ? ['', judgedText(rates)] : []),
    '',
    tallyText(model),
    ...failed
      .slice(0, SHOWN)
      .map(
        ({ item, error }) =>
          `failed: ${item.id}: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}`,
      ),
    ...(failed.length > SHOWN ? [`and ${plural(failed.length - SHOWN, 'more failure')}: --json lists them`] : []),
    ...stoppedLines(worked, 'run'),
  ];
  return {
    json: { ...summary, behaviors, judging },
    rows: behaviors,
    text: lines.join('\n'),
    exitCode: endCode(worked, { done, failed: failed.length }),
  };
}

function judgedText(rates: ReadonlyMap<BehaviorRow, JudgedRate>): string {
  const table = textTable(
    [
      { heading: 'judged behavior' },
      { heading: 'events', align: 'right' },
      { heading: 'runs', align: 'right' },
      { heading: 'unsupported', align: 'right' },
      { heading: 'n units', align: 'right' },
      { heading: 'κ (95%)' },
      { heading: 'per unit' },
      { heading: 'corrected (95%)' },
    ],
    [...rates].map(([row, { calibrated, kappa, kappaInterval, correctedRate, correctedInterval }]) => [
      `${row.codebook}/${row.slug}`,
      formatCount(row.events),
      formatCount(row.trajectories),
      formatCount(row.unsupported),
      formatCount(row.observedUnits),
      kappa === undefined ? '–' : formatMeasure(kappa, kappaInterval ?? null),
      calibrated ? rateText(row.rate, row.interval) : 'not calibrated',
      calibrated && correctedRate !== undefined && correctedInterval !== undefined
        ? rateText(correctedRate, correctedInterval)
        : '–',
    ]),
  );
  if ([...rates.values()].every(({ calibrated }) => calibrated)) return table;
  return `${table}\n\n${NOT_CALIBRATED}`;
}

/** A rate per unit with its interval, as the table of what was detected has them. */
function rateText(rate: number, [low, high]: Interval): string {
  return `${rate.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
}
