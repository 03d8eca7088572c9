import type { DetectionSummary } from '../behavior/detection-tally.ts';
import { plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';

/**
 * What coding found, as a table: one row per code that was seen, and a line for those that were not. Codes of which nothing
 * could be observed are told apart: of them it is not known.
 */
export function detectionText({
  behaviors,
  trajectories,
  events,
}: Omit<DetectionSummary, 'codebooks' | 'costUsd'>): string {
  const seen = behaviors.filter((row) => row.events > 0);
  const without = behaviors.filter((row) => row.events === 0);
  const unseen = without.filter(({ observedUnits }) => observedUnits > 0).map(({ slug }) => slug);
  const unread = without.filter((row) => row.observedUnits === 0 && row.notObservable === 0).map(({ slug }) => slug);
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'events', align: 'right' },
      { heading: 'runs', align: 'right' },
      { heading: 'per unit', align: 'right' },
      { heading: '95% interval' },
      { heading: 'n units', align: 'right' },
      { heading: 'per 1k tokens', align: 'right' },
    ],
    seen.map(({ codebook, slug, events: n, trajectories: runs, rate, interval, observedUnits, perThousandTokens }) => [
      `${codebook}/${slug}`,
      String(n),
      String(runs),
      rate.toFixed(3),
      `${interval[0].toFixed(3)}–${interval[1].toFixed(3)}`,
      String(observedUnits),
      perThousandTokens.toFixed(2),
    ]),
  );
  const lines = [table, '', `${plural(events, 'event')} in ${plural(trajectories, 'run')}`];
  if (unseen.length > 0) lines.push(`not seen: ${unseen.join(', ')}`);
  if (unread.length > 0) {
    lines.push(`nothing to see these in, or no detector for them (--model has a model judge those): ${unread.join(', ')}`); // prettier-ignore
  }
  const hidden = behaviors.filter(({ notObservable }) => notObservable > 0);
  if (hidden.length > 0) {
    lines.push(
      `not observable: ${hidden.map(({ slug, notObservable }) => `${slug} in ${plural(notObservable, 'unit')}`).join(', ')}`,
    );
  }
  return lines.join('\n');
}
