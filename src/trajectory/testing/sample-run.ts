import type { Part, Step, Trajectory } from '../trajectory.ts';

/** A step of a test run by its actor and parts; the index is filled in. */
export type SampleStep = Omit<Step, 'index'>;

/** A small trajectory for tests: the steps given, everything else plain. */
export function sampleRun(steps: readonly SampleStep[], rest: Partial<Omit<Trajectory, 'steps'>> = {}): Trajectory {
  return {
    id: 'test:1',
    contentHash: '',
    revision: 1,
    source: { format: 'test', uri: 'test.jsonl' },
    task: { tags: [] },
    agent: { name: 'tester' },
    outcomes: [],
    extra: {},
    ...rest,
    steps: steps.map((step, index) => ({ index, ...step })),
  };
}

/** A step in which an actor says something. */
export function says(actor: 'user' | 'agent' | 'system', text: string): SampleStep {
  return { actor, parts: [{ kind: 'text', text }] };
}

/** A call and, as the next step, its answer. */
export function calls(
  callId: string,
  name: string,
  argumentsText: string,
  answer: string,
  isError?: boolean,
): SampleStep[] {
  const result: Part = { kind: 'tool-result', callId, text: answer, ...(isError !== undefined && { isError }) };
  return [
    { actor: 'agent', parts: [{ kind: 'tool-call', callId, name, argumentsText }] },
    { actor: 'tool', name, parts: [result] },
  ];
}
