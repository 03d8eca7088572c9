import { countdownTask, given, solve } from '../../../examples/agents/countdown/countdown-task.ts';
import { COUNTDOWN_WORDS } from '../../../examples/agents/countdown/countdown-words.ts';
import { listValues } from '../../../examples/agents/countdown/think-countdown.ts';
import { taskGenerator } from './task-generator.ts';

const RULES =
  'You play a numbers game. Make the target out of the given numbers with +, -, * and / and brackets. Use each number at most once, and not all need be used; every result on the way must be a whole number above zero. The answer is the sum that makes the target, or the word "impossible" when there is none.';

/** The numbers game of the example agents; one in ten cannot be done, which is then the right answer. */
export const COUNTDOWN = taskGenerator({
  name: 'countdown',
  description: 'make a target out of number tiles; one in ten cannot be done',
  make({ seed, index, random, voice }) {
    const { numbers, target, solvable } = countdownTask(seed, index);
    const expression = solve(numbers.map(given), target)?.at(-1)!.result.text;
    return {
      text: voice.say(COUNTDOWN_WORDS.request, { numbers: listValues(numbers.map(given), random), target }),
      instructions: RULES,
      tags: [solvable ? 'solvable' : 'impossible', `${numbers.length}-numbers`],
      check: { kind: 'countdown', numbers: [...numbers], target, solvable },
      truth: { answer: expression ?? 'impossible' },
    };
  },
});
