import { callEffect } from '../../behavior/call/call-effect.ts';
import { jaccard } from '../../core/jaccard.ts';
import type { Call } from '../digest/fragment.ts';

// Remarks with at least this share of their words in common say the same.
const ALIKE = 0.5;

/**
 * Whether a call succeeds where another failed. A shell command that checks something has done so even if what it finds is
 * bad: after `npm tset` a test run with failing tests is what was wanted.
 */
export function mends(failed: Call, next: Call): boolean {
  if (!next.failed) return true;
  if (failed.command === undefined || next.command === undefined) return false;
  return callEffect(next.name, JSON.stringify({ command: next.command })) === 'check' && overcomes(failed, next);
}

/** Whether a call was not told again what another was told: it succeeded, or something else was wrong with it. */
export function overcomes(failed: Call, next: Call): boolean {
  return !next.failed || jaccard(words(failed.remark), words(next.remark)) < ALIKE;
}

function words(remark = ''): ReadonlySet<string> {
  return new Set(remark.toLowerCase().match(/\p{L}{2,}/gu));
}
