import { EthogramError } from '../../core/ethogram-error.ts';
import type { TaskGenerator, TaskSpec } from '../task/task-spec.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { BANDITS } from './bandits.ts';
import { BELIEFS } from './beliefs.ts';
import { CONTEXT_MIXTURES } from './context-mixtures.ts';
import { COUNTERFACTUALS } from './counterfactuals.ts';
import { MEMORY_PROFILES } from './memory-profiles.ts';
import { COUNTDOWN } from './countdown.ts';
import { GAMES } from './games.ts';
import { SHOP } from './shop.ts';
import { SILENT_FLAWS } from './silent-flaws.ts';

/** The generators that ship, in the order in which they are listed. */
export const GENERATORS: readonly TaskGenerator[] = [
  ARITHMETIC,
  COUNTDOWN,
  SHOP,
  GAMES,
  BANDITS,
  BELIEFS,
  SILENT_FLAWS,
  COUNTERFACTUALS,
  CONTEXT_MIXTURES,
  MEMORY_PROFILES,
];

/** @throws EthogramError `not-found` */
export function generatorNamed(name: string): TaskGenerator {
  const found = GENERATORS.find((generator) => generator.name === name);
  if (found === undefined) {
    const names = GENERATORS.map((generator) => generator.name).join(', ');
    throw new EthogramError('not-found', `--generate ${name}: found no such generator, expected one of ${names}`, {
      hint: 'ethogram solve --generate list says what each makes',
    });
  }
  return found;
}

/** The first `count` tasks of a generator; fewer where it has no more. */
export function generateTasks(generator: TaskGenerator, { seed, count }: { seed: number; count: number }): TaskSpec[] {
  const tasks: TaskSpec[] = [];
  for (const task of generator.generate(seed)) {
    if (tasks.length >= count) break;
    tasks.push(task);
  }
  return tasks;
}
