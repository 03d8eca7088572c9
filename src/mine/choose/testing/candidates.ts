import type { BehaviorKind } from '../../../behavior/behavior.ts';
import type { Candidate, Occurrence } from '../../candidate.ts';

/** A candidate named so, seen at these steps of these runs; what is not given is made up. */
export function candidateAt(
  name: string,
  places: readonly (readonly [run: number, steps: readonly number[]])[],
  { kind = 'strategy', tokens = 40, ...more }: Partial<Candidate> & { kind?: BehaviorKind; tokens?: number } = {},
): Candidate {
  return {
    kind,
    polarity: 'do',
    name: `behavior_${name.replaceAll(' ', '_')}`,
    instruction: `${name.charAt(0).toUpperCase()}${name.slice(1)}.`,
    scope: {},
    occurrences: places.map(([run, steps]): Occurrence => ({
      run,
      steps,
      at: { step: steps[0]!, part: 0, start: 0, end: 2 },
      tokens,
    })),
    ...more,
  };
}
