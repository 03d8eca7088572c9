import type { MinedBehavior } from '../../behavior/behavior.ts';
import { isServable } from '../may-be-served.ts';

/** What somebody asked for in a run. */
export interface SkillRequest {
  readonly text: string;
}

/** What of a handbook goes into skills, and what is known about it besides. */
export interface SkillOptions {
  /** Candidates, shadow ones and stale ones too; held and archived ones never. Default false: active and pinned only. */
  readonly all?: boolean;
  /** Topics of behaviors by id, such as tags of the tasks they were seen in. */
  readonly topics?: ReadonlyMap<string, readonly string[]>;
  /** What was asked in runs that show a behavior, by id; evaluations are made of it. */
  readonly requests?: ReadonlyMap<string, readonly SkillRequest[]>;
}

/** The behaviors of one topic, which become one skill. */
export interface SkillTopic {
  /** What they are about, in words; `''` for what is about nothing in particular. */
  readonly topic: string;
  /** Best first. */
  readonly behaviors: readonly MinedBehavior[];
}

// In more topics than this, a behavior is about none of them.
const MOST_TOPICS = 3;

/** The topics of a handbook in order of name, each with what is to be served about it, best first. */
export function skillTopics(
  behaviors: readonly MinedBehavior[],
  { all = false, topics = new Map() }: SkillOptions = {},
): SkillTopic[] {
  const byTopic = new Map<string, MinedBehavior[]>();
  for (const behavior of behaviors.filter((one) => isServable(one, all)).sort(byMerit)) {
    const { id, scope } = behavior;
    const own = scope.tasks ?? topics.get(id) ?? [];
    const about = own.length > 0 ? own : (scope.projects ?? []);
    for (const topic of about.length === 0 || about.length > MOST_TOPICS ? [''] : about) {
      const known = byTopic.get(topic);
      if (known === undefined) byTopic.set(topic, [behavior]);
      else known.push(behavior);
    }
  }
  return [...byTopic].map(([topic, of]) => ({ topic, behaviors: of })).sort((a, b) => (a.topic < b.topic ? -1 : 1));
}

function byMerit(a: MinedBehavior, b: MinedBehavior): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (
    Number(b.pinned === true) - Number(a.pinned === true) ||
    Number(b.status === 'active') - Number(a.status === 'active') ||
    (a.rank ?? last) - (b.rank ?? last) ||
    b.support.trajectories - a.support.trajectories ||
    (a.id < b.id ? -1 : 1)
  );
}
