import type { Interval } from '../../core/rate-interval.ts';

/** A behavior as an edition names it: its words are looked up when the edition is read, so that what is forgotten is gone. */
export interface EditionItem {
  readonly behavior: string;
  readonly version: number;
}

/** How often something was used in two periods of the same length. */
export interface UseChange {
  /** Sessions it was served to (`served`), or runs that show it of those that were examined for it (`shown`). */
  readonly seen: 'served' | 'shown';
  readonly now: { readonly uses: number; readonly of: number };
  readonly before: { readonly uses: number; readonly of: number };
  /** Share now minus share before, −1…1, with 95% interval. */
  readonly change: number;
  readonly interval: Interval;
}

/** What a behavior does to success, where that is known. */
export interface ShrunkEffect {
  /** Success rate of runs with it minus without it, −1…1, as measured. */
  readonly measured: number;
  /** The same, shrunk towards zero by how little is known. */
  readonly shrunk: number;
  /** Runs it was measured on. */
  readonly n: number;
}

/** A behavior whose use changes and that makes a difference. */
export interface TrendItem extends EditionItem {
  readonly use: UseChange;
  readonly effect: ShrunkEffect;
  /** Change in use × shrunk effect: what the change does to the success of all runs, −1…1. */
  readonly score: number;
}

/** What a period brought to the handbook. Once made it stays as it is. */
export interface Edition {
  /** The day it was made; a second one of that day ends in `-2`. */
  readonly id: string;
  /** ISO 8601; the period begins at `from` and ends before `to`, when it was made. */
  readonly from: string;
  readonly to: string;
  /** Came into the handbook in the period and wait for a decision, in order of merit. */
  readonly added: readonly EditionItem[];
  /** Became active in the period. */
  readonly approved: readonly EditionItem[];
  /** Used more and helpful (score above 0), best first; or used less and harmful. */
  readonly trending: readonly TrendItem[];
  /** Used less although helpful, or more although harmful (score below 0), worst first. */
  readonly watch: readonly TrendItem[];
  /** Went out of service in the period. */
  readonly retired: readonly (EditionItem & { readonly how: 'archived' | 'stale' })[];
  /** How many there are of each status now; `held` of the candidates are held back for their words. */
  readonly counts: Readonly<Record<string, number>>;
  /** What the period brought for each saved search. */
  readonly searches: readonly { readonly name: string; readonly behaviors: readonly EditionItem[] }[];
}
