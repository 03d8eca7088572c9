import { sha256 } from '../../../core/content-key.ts';
import { seededRandom } from '../../../core/random.ts';
import type { MindRequest } from '../mind.ts';
import { schemaIn } from './schema-of.ts';

/** How often a mind slips. Rates are 0–1. */
export interface SlipRates {
  readonly seed?: number;
  /** Default 0.5. */
  readonly errorRate?: number;
  /** The same, with advice in the prompt that prevents the slip. Default 0.1. */
  readonly advisedErrorRate?: number;
  /**
   * What a draw hangs on: the task alone, so that advice that does not matter leaves every answer as it was; or the whole
   * prompt, so that it makes another draw of the same chance. Default `task`.
   */
  readonly drawBy?: 'task' | 'prompt';
}

/** What a mind is about to do, and what would keep it from getting it wrong. */
export interface SlipChance extends SlipRates {
  /** The words of the task, as they stand in the prompt: never advice. */
  readonly task: string;
  /** Whether advice holds the idea that prevents the slip. */
  readonly key: RegExp;
}

/** Whether advice against a slip is in the prompt, and whether the mind slips. */
export interface PlantedSlip {
  readonly advised: boolean;
  readonly slips: boolean;
}

/**
 * Draws whether a mind slips. The same seed, task, turn and draw of the request decide; with advice the slips are a part of
 * those without, so that advice never makes a right answer wrong.
 */
export function plantedSlip(request: MindRequest, chance: SlipChance): PlantedSlip {
  const { seed = 0, errorRate = 0.5, advisedErrorRate = 0.1, drawBy = 'task', task, key } = chance;
  const advice = adviceIn(request, task);
  const turn = request.messages.filter(({ role }) => role === 'assistant').length;
  const drawn = sha256(`${seed}|${drawBy === 'task' ? task : `${task}\n${advice}`}|${turn}|${request.draw}`, 8);
  const advised = key.test(advice);
  const random = seededRandom(Number.parseInt(drawn, 16) | 0);
  return { advised, slips: random.chance(advised ? advisedErrorRate : errorRate) };
}

/** All that a prompt tells besides the task, the schema of the answer, and what the mind and its tools said before. */
export function adviceIn(
  { instructions, messages }: Pick<MindRequest, 'instructions' | 'messages'>,
  task: string,
): string {
  return [instructions, ...messages.map((message) => (message.role === 'user' ? message.text : ''))]
    .flatMap((text) => text.replaceAll(task, '').split('\n'))
    .filter((line) => schemaIn(line) === undefined)
    .join('\n');
}
