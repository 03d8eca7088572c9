import { contentHash } from '../../trajectory/content-hash.ts';
import type { Actor, Step, Trajectory } from '../../trajectory/trajectory.ts';

/** What a sample says: `[actor, text]` per step; `tool` steps answer the call that an `agent` step `CALL name` makes. */
export type Script = readonly (readonly [Actor, string])[];

/** Steps of a script. A text `CALL name` becomes a tool call, and the tool step after it its result. */
export function sampleSteps(script: Script): Step[] {
  let callId = '';
  return script.map(([actor, text], index) => {
    if (text.startsWith('CALL ')) {
      callId = `call-${index}`;
      return { index, actor, parts: [{ kind: 'tool-call', callId, name: text.slice(5), argumentsText: '{"id":1}' }] };
    }
    return { index, actor, parts: [actor === 'tool' ? { kind: 'tool-result', callId, text } : { kind: 'text', text }] };
  });
}

/** A small, complete trajectory. */
export function sampleTrajectory(id: string, script: Script, changes: Partial<Trajectory> = {}): Trajectory {
  const steps = changes.steps ?? sampleSteps(script);
  return {
    id,
    contentHash: contentHash(steps),
    revision: 1,
    source: { format: 'openai-chat', uri: 'runs.jsonl', line: 1 },
    task: { tags: [] },
    agent: {},
    outcomes: [],
    steps,
    extra: {},
    ...changes,
  };
}

/** The first `n` steps of a run, as an earlier state of it. */
export function earlierState(trajectory: Trajectory, n: number): Trajectory {
  const steps = trajectory.steps.slice(0, n);
  return { ...trajectory, steps, contentHash: contentHash(steps) };
}
