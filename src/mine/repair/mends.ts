import { callEffect } from '../../behavior/call-effect.ts';
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
  return !next.failed || wordOverlap(words(failed.remark), words(next.remark)) < ALIKE;
}

function words(remark = ''): ReadonlySet<string> {
  return new Set(remark.toLowerCase().match(/\p{L}{2,}/gu));
}

/** The share of words that two remarks have in common (Jaccard), 0–1. */
export function wordOverlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let both = 0;
  for (const word of a) if (b.has(word)) both++;
  return both === 0 ? 0 : both / (a.size + b.size - both);
}
