import { codeKey } from '../../behavior/code-key.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { partText } from '../../trajectory/trajectory.ts';
import type { CodedRun } from '../coded-runs.ts';
import { taskKey } from '../task-key.ts';
import type { ContextRun } from './context-slopes.ts';

/**
 * A coded run as turns of the agent with the context before each, in thousands of estimated tokens. Context is what the steps before hold, whoever
 * wrote them; a compaction folds it to what it left. Only what the agent does counts, and not what is said of the run as a whole.
 */
export function contextTurns({ trajectory, events, codings }: CodedRun): ContextRun {
  const positions: number[] = [];
  const turnAt = new Map<number, number>();
  let context = trajectory.agent.instructions === undefined ? 0 : estimateTokens(trajectory.agent.instructions);
  for (const step of trajectory.steps) {
    if (step.actor === 'agent' && step.copied !== true) {
      turnAt.set(step.index, positions.length);
      positions.push(context / 1000);
    }
    for (const part of step.parts) {
      const tokens = estimateTokens(partText(part));
      context = part.kind === 'compaction' ? tokens : context + tokens;
    }
  }
  const observed = new Set<string>();
  for (const { codebook, observedUnits } of codings) {
    for (const [slug, units] of Object.entries(observedUnits)) if (units > 0) observed.add(`${codeKey(codebook)}/${slug}`); // prettier-ignore
  }
  return {
    cluster: taskKey(trajectory.source.format, trajectory),
    positions: Float64Array.from(positions),
    observed,
    events: events.flatMap(({ verdict, actor, unit, code, steps }) => {
      const turn = turnAt.get(steps[0]);
      return verdict === 'present' && actor === 'agent' && unit !== 'run' && turn !== undefined ? [{ behavior: codeKey(code), turn }] : []; // prettier-ignore
    }),
  };
}
