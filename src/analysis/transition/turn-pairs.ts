import type { Actor, Step } from '../../trajectory/trajectory.ts';
import type { BehaviorSequence } from '../sequence/behavior-sequence.ts';
import type { TurnPair } from './turn-responses.ts';

/**
 * The turns of one actor with the next turns of another. A turn is what an actor does until the other one acts; steps of anybody else
 * belong to it. A turn in which nothing was coded is a turn in which nothing was done: it counts.
 *
 * @param steps - of the run of the sequence; copied ones are no turns
 */
export function turnPairs(
  steps: readonly Pick<Step, 'actor' | 'copied'>[],
  { codes, first }: Pick<BehaviorSequence, 'codes' | 'first'>,
  alphabet: readonly string[],
  { from, to }: { readonly from: Actor; readonly to: Actor },
): TurnPair[] {
  const turns: { readonly actor: Actor; readonly done: Set<string> }[] = [];
  const turnOf = new Int32Array(steps.length).fill(-1);
  for (const [index, { actor, copied }] of steps.entries()) {
    if (copied === true || (actor !== from && actor !== to)) continue;
    if (turns.at(-1)?.actor !== actor) turns.push({ actor, done: new Set() });
    turnOf[index] = turns.length - 1;
  }
  for (const [event, code] of codes.entries()) {
    const turn = turnOf[first[event]!] ?? -1;
    if (turn >= 0) turns[turn]!.done.add(alphabet[code]!);
  }
  return turns.flatMap(({ actor, done }, place) => {
    const next = turns[place + 1];
    return actor === from && next?.actor === to ? [{ before: done, after: next.done }] : [];
  });
}
