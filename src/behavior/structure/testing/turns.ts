import type { Actor, Part, Trajectory } from '../../../trajectory/trajectory.ts';
import { sampleRun, type SampleStep } from '../../../trajectory/testing/sample-run.ts';
import { stepRecorder } from '../../call/call-record.ts';
import type { Finding } from '../../structure-detector.ts';
import { STRUCTURES } from '../structures.ts';

let calls = 0;

/** Words of somebody. */
export function says(actor: Actor, text: string, name?: string): SampleStep[] {
  return [{ actor, ...(name !== undefined && { name }), parts: [{ kind: 'text', text }] }];
}

/** Words of the user. */
export const user = (text: string): SampleStep[] => says('user', text);

/** Words of the agent, or of the agent of that name. */
export const agent = (text: string, name?: string): SampleStep[] => says('agent', text, name);

/** Reasoning of the agent, and nothing else. */
export const thinks = (text: string): SampleStep[] => [
  { actor: 'agent', parts: [{ kind: 'reasoning', text, visibility: 'raw' }] },
];

/**
 * A call, with words or reasoning before it, and its answer in the next step.
 *
 * @param options.says - the agent's words in the same step
 * @param options.thinks - its reasoning there
 */
export function act(
  name: string,
  args: object,
  answer: string,
  options: { readonly says?: string; readonly thinks?: string } = {},
): SampleStep[] {
  const callId = `c${calls++}`;
  const parts: Part[] = [];
  if (options.thinks !== undefined) parts.push({ kind: 'reasoning', text: options.thinks, visibility: 'raw' });
  if (options.says !== undefined) parts.push({ kind: 'text', text: options.says });
  parts.push({ kind: 'tool-call', callId, name, argumentsText: JSON.stringify(args) });
  return [
    { actor: 'agent', parts },
    { actor: 'tool', parts: [{ kind: 'tool-result', callId, text: answer }] },
  ];
}

/** What a structure finds in a run. */
export function findings(structure: string, steps: readonly SampleStep[], rest: Partial<Trajectory> = {}): Finding[] {
  const run = sampleRun(steps, rest);
  const detection = STRUCTURES.get(structure)!.start(run);
  const record = stepRecorder();
  return [...run.steps.flatMap((step) => detection.step(record(step))), ...detection.end()];
}

/** The same as `first-last` steps, each followed by the modifier or key of that name where there is one. */
export function places(structure: string, steps: readonly SampleStep[], modifier?: string): string[] {
  return findings(structure, steps).map(({ steps: [first, last], modifiers, key }) => {
    const value = modifier === undefined ? undefined : modifier === 'key' ? key : modifiers?.[modifier];
    return `${first}-${last}${value === undefined ? '' : ` ${value}`}`;
  });
}

/**
 * F1 of a structure over runs of which it is known whether they show it; a run counts once.
 *
 * @param cases - runs with the truth, and a key that findings must have (default: any)
 */
export function planted(
  structure: string,
  cases: readonly { readonly name: string; readonly steps: readonly SampleStep[]; readonly truth: boolean }[],
  { key, rest }: { readonly key?: string; readonly rest?: Partial<Trajectory> } = {},
): { readonly f1: number; readonly missed: string[]; readonly wrong: string[] } {
  const missed: string[] = [];
  const wrong: string[] = [];
  let right = 0;
  for (const { name, steps, truth } of cases) {
    const found = findings(structure, steps, rest).some((finding) => key === undefined || finding.key === key);
    if (found && truth) right++;
    else if (found) wrong.push(name);
    else if (truth) missed.push(name);
  }
  return { f1: (2 * right) / (2 * right + missed.length + wrong.length), missed, wrong };
}
