import { evaluateFormula } from './evaluate-formula.ts';
import type { Monitor, Verdict } from './monitor.ts';

/** What a formula says of one trace. */
export interface TraceJudgement {
  readonly verdict: 'satisfied' | 'violated';
  /** One verdict after each event. */
  readonly online: readonly Verdict[];
}

/** Judges a whole trace: the verdict by direct evaluation, and what a monitor says after each event. */
export function judgeTrace(monitor: Monitor, trace: readonly (readonly string[])[]): TraceJudgement {
  const events = trace.map((atoms) => new Set(atoms));
  const run = monitor.start();
  const online = events.map((event) => run.next(event));
  return { verdict: evaluateFormula(monitor.formula, events) ? 'satisfied' : 'violated', online };
}
