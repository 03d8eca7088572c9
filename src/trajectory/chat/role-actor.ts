import type { Actor } from '../trajectory.ts';

const ACTOR_OF: ReadonlyMap<string, Actor> = new Map(
  Object.entries<Actor>({
    system: 'system',
    developer: 'system',
    user: 'user',
    human: 'user',
    assistant: 'agent',
    model: 'agent',
    ai: 'agent',
    gpt: 'agent',
    tool: 'tool',
    function: 'tool',
  }),
);

/** Who speaks under a role, as providers, frameworks and data sets name them, in any case; undefined for other roles. */
export function roleActor(role: string): Actor | undefined {
  return ACTOR_OF.get(role) ?? ACTOR_OF.get(role.toLowerCase());
}
