import { answeredCalls } from '../../behavior/call/answered-calls.ts';
import type { Step } from '../../trajectory/trajectory.ts';

/** A call of a run that goes on. */
export interface RecentCall {
  /** The tool's name. */
  readonly name: string;
  /** Its arguments, verbatim; `''` where they are not known. */
  readonly argumentsText?: string;
  /** What it was answered, when it failed. */
  readonly error?: string;
}

/** What a run has come to: enough to see what an agent is at. */
export interface RunSoFar {
  /** Oldest first; the last twenty are looked at. */
  readonly calls: readonly RecentCall[];
}

/** What a run had come to before a step. */
export function runSoFar(steps: readonly Step[], before = steps.length): RunSoFar {
  const calls = answeredCalls(steps.filter(({ index }) => index < before));
  return {
    calls: calls.map(({ call: { name, argumentsText }, answer }) => ({
      name,
      argumentsText,
      ...(answer?.failed === true && { error: answer.text }),
    })),
  };
}
