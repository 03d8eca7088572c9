import type { MinedBehavior } from '../../src/behavior/behavior.ts';
import { seededRandom, type Random } from '../../src/core/random.ts';
import { proposedBehavior } from '../../src/handbook/proposed-behavior.ts';

const VERBS = 'confirm check inspect read compare list count move copy cancel refund book change update verify translate summarise convert export schedule archive restore'.split(' '); // prettier-ignore
const THINGS = 'order invoice reservation flight ticket customer address payment report branch commit test file folder table column schema query index server deployment certificate badge account mailbox calendar meeting contract'.split(' '); // prettier-ignore
const QUALITIES = 'open closed late early duplicate missing broken expired shared private large wide nested signed foreign recent old partial'.split(' '); // prettier-ignore
const PLACES = 'warehouse Berlin Tokyo staging production archive museum sandbox newsletter catalogue ledger dashboard pipeline cluster registry'.split(' '); // prettier-ignore

/** A handbook of so many active behaviors, no two alike, and no words for which one would be held. */
export function benchHandbook(count: number): MinedBehavior[] {
  const random = seededRandom(1);
  const word = (words: readonly string[]): string => random.pick(words);
  return Array.from({ length: count }, (_, i) => {
    const words = [word(VERBS), word(QUALITIES), word(THINGS), word(PLACES)];
    return {
      ...proposedBehavior(
        {
          name: `behavior_${words.join('_').toLowerCase()}_${i}`,
          instruction: `Before you ${words[0]} the ${words[1]} ${words[2]} of the ${words[3]}, ${word(VERBS)} its ${word(THINGS)} and ${word(VERBS)} the ${word(QUALITIES)} ${word(THINGS)}.`,
          when: `the ${word(THINGS)} is ${word(QUALITIES)}`,
          kind: 'workflow',
        },
        { by: 'bench' },
      ),
      status: 'active' as const,
    };
  });
}

/** What a user asks; two are hardly ever the same. */
export function benchRequest(random: Random): string {
  const word = (words: readonly string[]): string => random.pick(words);
  return `Please ${word(VERBS)} the ${word(QUALITIES)} ${word(THINGS)} of the ${word(PLACES)}, then ${word(VERBS)} the ${word(THINGS)} and tell me whether the ${word(QUALITIES)} ${word(THINGS)} is fine. It is number ${random.below(1e9)}.`;
}
