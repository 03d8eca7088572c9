import { EthogramError } from '../../core/ethogram-error.ts';
import type { Step, Trajectory } from '../../trajectory/trajectory.ts';

/** Where in a run questions are put: before every n-th turn of the agent, before its calls of a tool, or after all. */
export type ProbeAt =
  | { readonly every: number }
  | { readonly end: true }
  /** `*` is any tool. */
  | { readonly before: string };

/**
 * Reads `each`, `every N`, `end`, `before tool`, `before NAME`.
 *
 * @throws EthogramError `bad-argument`
 */
export function parseProbeAt(text: string): ProbeAt {
  if (text === 'each') return { every: 1 };
  if (text === 'end') return { end: true };
  const every = /^every\s+([1-9]\d{0,5})$/.exec(text);
  if (every !== null) return { every: Number(every[1]) };
  const before = /^before\s+(\S+)$/.exec(text);
  if (before !== null) return { before: before[1] === 'tool' ? '*' : before[1]! };
  throw new EthogramError(
    'bad-argument',
    `--at: found ${JSON.stringify(text)}, expected each, every N, end, before tool, or before and the name of a tool`,
  );
}

/**
 * The places of a run at which questions are put: indexes of steps that come next, in order; the number of steps is after
 * the last. Turns that were copied from another run, or of which nothing was before, are no places.
 */
export function probePoints({ steps }: Pick<Trajectory, 'steps'>, at: ProbeAt): number[] {
  const first = steps.findIndex(({ actor, copied }) => actor !== 'agent' && copied !== true);
  const turns = steps.flatMap((step, i) => (step.actor === 'agent' && step.copied !== true && i > first && first >= 0 ? [i] : [])); // prettier-ignore
  if ('end' in at) return turns.length === 0 ? [] : [steps.length];
  if ('every' in at) return turns.filter((_, i) => i % at.every === 0);
  return turns.filter((i) =>
    steps[i]!.parts.some((part) => part.kind === 'tool-call' && (at.before === '*' || part.name === at.before)),
  );
}

/** What an agent does in a turn, in one word: the name of the tool it calls first, or {@link MESSAGE}. */
export const MESSAGE = 'message';

/** The action of the agent's turn at a place, as {@link MESSAGE} says; undefined where the agent has no turn there, or a hidden one. */
export function nextAction({ steps }: Pick<Trajectory, 'steps'>, place: number): string | undefined {
  for (let i = place; i < steps.length; i++) {
    const { actor, parts }: Step = steps[i]!;
    // A turn may be told in several steps, its thoughts before what it does.
    if (actor !== 'agent') return undefined;
    const call = parts.find(({ kind }) => kind === 'tool-call');
    if (call?.kind === 'tool-call') return call.name;
    const follows = steps[i + 1]?.actor === 'agent';
    if (!follows && parts.some((part) => part.kind === 'text' && part.text.trim() !== '')) return MESSAGE;
  }
  return undefined;
}

/** Names of the tools that the agent was given, else of those it had called before the place, sorted. */
export function knownTools(run: Pick<Trajectory, 'steps' | 'agent'>, place: number): string[] {
  const given = Array.isArray(run.agent.tools) ? run.agent.tools.flatMap(toolName) : [];
  const called = run.steps
    .slice(0, place)
    .flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'tool-call' ? [part.name] : [])));
  return [...new Set([...given, ...called])].sort();
}

function toolName(tool: unknown): string[] {
  if (typeof tool === 'string') return [tool];
  if (typeof tool !== 'object' || tool === null) return [];
  const { name, function: inner } = tool as { readonly name?: unknown; readonly function?: { readonly name?: unknown } };
  return [name, inner?.name].filter((found) => typeof found === 'string').slice(0, 1);
} // prettier-ignore
