import type { StratumKind } from '../../analysis/outcome/outcome-strata.ts';
import { formatCount } from '../../core/format-number.ts';

const WORDS: Readonly<Record<StratumKind, string>> = {
  'task and model': 'with runs of their task by the same model',
  task: 'with runs of their task by any model',
  'group and model': 'with runs of the same source and model, their task being tried once',
};

/** How many runs were compared with which, in a sentence. */
export function comparedWords(compared: Readonly<Partial<Record<StratumKind, number>>>): string {
  const parts = Object.entries(WORDS).flatMap(([kind, words]) => {
    const count = compared[kind as StratumKind];
    return count === undefined ? [] : [`${formatCount(count)} ${words}`];
  });
  return `Compared: ${parts.join('; ')}.`;
}
