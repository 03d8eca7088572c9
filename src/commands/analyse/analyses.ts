import type { OptionSpec } from '../command.ts';
import { FILTER_OPTIONS, type Analysis } from './analysis.ts';

/** An analysis as the list knows it. */
export interface AnalysisEntry {
  readonly name: string;
  /** What it tells, and how, in one or two sentences, with the shape of its JSON. */
  readonly description: string;
  /** Those it takes; of `analyse` all of them together. Options of one name must read the same in every analysis. */
  readonly options: readonly OptionSpec[];
  load(): Promise<Analysis>;
}

/** Every analysis, in the order in which they are explained. */
export const ANALYSES: readonly AnalysisEntry[] = [
  {
    name: 'time-budget',
    description:
      'how often each coded behavior occurs, and its share of the steps, tokens and seconds examined. Shares of what a model judged are shown once labels say that it can be believed; --json gives them with judged: { model, calibrated: false } until then.',
    options: FILTER_OPTIONS,
    load: async () => (await import('./time-budget.ts')).timeBudget,
  },
];
