import type { MinedBehavior } from '../behavior/behavior.ts';
import { isHeld } from '../behavior/security/is-held.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatPoints, plural } from '../core/format-number.ts';

const QUOTE_LENGTH = 100;
const PATTERN_LENGTH = 160;

/** A behavior as a person reads it: name, instruction, shape, support, what it goes with, when it was seen, and a quote. */
export function behaviorText(behavior: MinedBehavior): string {
  const { id, name, kind, instruction, when, whenNot, pattern, provenance } = behavior;
  const lines = [`${name}  (${kind}, ${id})`, `   ${instruction}`];
  if (when !== undefined) lines.push(`   when ${when}`);
  if (whenNot !== undefined) lines.push(`   not when ${whenNot}`);
  if (pattern !== undefined) lines.push(`   ${shorten(pattern, PATTERN_LENGTH)}`);
  lines.push(`   ${supportText(behavior)}`);
  if (isHeld(behavior)) lines.push(...behavior.held!.map(({ reason, quote }) => `   held: ${reason} (“${quote}”)`));
  const exemplar = provenance[0];
  if (exemplar !== undefined) {
    lines.push(`   “${shorten(exemplar.quote, QUOTE_LENGTH)}” (${exemplar.trajectoryId}, step ${exemplar.at.step})`);
  }
  return lines.join('\n');
}

function supportText(behavior: MinedBehavior): string {
  const { support, repaired, outcome, savedTokens, seen, periods, foundBy, reflected } = behavior;
  const found = foundBy === undefined ? 'seen' : `found by ${foundBy}`;
  const facts = [
    `${found} in ${support.trajectories} of ${plural(support.of, 'run')}, ${plural(support.tasks, 'task')}`,
  ];
  if (foundBy === undefined && reflected !== undefined) {
    facts.push(`proposed for ${reflected.trajectories} of ${plural(reflected.of, 'run')} reflected on`);
  }
  if (repaired !== undefined) facts.push(`worked ${repaired.worked} of ${plural(repaired.tried, 'time')}`);
  if (savedTokens > 0) facts.push(`about ${formatCount(savedTokens)} tokens`);
  const effect = outcomeText(outcome);
  if (effect !== '') facts.push(effect);
  if (periods !== undefined && seen !== undefined)
    facts.push(`from ${seen.first.slice(0, 10)} to ${seen.last.slice(0, 10)}`);
  return facts.join('; ');
}

function outcomeText(outcome: MinedBehavior['outcome']): string {
  // An interval without width comes from too few informative tasks to say anything.
  if (outcome === undefined || outcome.interval[0] === outcome.interval[1]) return '';
  const { difference, interval, n } = outcome;
  return `success ${formatPoints(difference)} points in runs with it (95% ${formatPoints(interval[0])} to ${formatPoints(interval[1])}, n = ${n})`;
}
