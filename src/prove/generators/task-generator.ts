import { contentKey } from '../../core/content-key.ts';
import type { Json } from '../../core/json.ts';
import type { Random } from '../../core/random.ts';
import { randomFor } from '../../../examples/agents/random-for.ts';
import { speaker, type Speaker } from '../../../examples/agents/speaker.ts';
import type { TaskGenerator, TaskSpec } from '../task/task-spec.ts';

/** What a generator makes; id and the tag of its name are added. */
export type GeneratedTask = Omit<TaskSpec, 'id'>;

/** What a task is made from. */
export interface TaskMaking {
  readonly seed: number;
  /** 0-based number of the draw, for kinds that should take turns. */
  readonly index: number;
  /** Its own choices, the same for the same seed and index. */
  readonly random: Random;
  readonly voice: Speaker;
}

// So many draws in a row that gave nothing new: there is hardly anything left to find.
const DRAWS_IN_VAIN = 500;

/**
 * A generator that makes one task, or a few that belong together, per draw. Tasks are known by what is asked and checked,
 * so that a task that comes up again, under whatever seed, has the same id, and within one seed does not come up again.
 */
export function taskGenerator({
  name,
  description,
  make,
}: {
  readonly name: string;
  readonly description: string;
  readonly make: (making: TaskMaking) => GeneratedTask | readonly GeneratedTask[];
}): TaskGenerator {
  return {
    name,
    description,
    *generate(seed) {
      const known = new Set<string>();
      for (let index = 0, inVain = 0; inVain < DRAWS_IN_VAIN; index++) {
        const random = randomFor(seed, name, index);
        const made = make({ seed, index, random, voice: speaker(random) });
        inVain++;
        for (const task of Array.isArray(made) ? (made as readonly GeneratedTask[]) : [made as GeneratedTask]) {
          const { text, instructions = '', check, truth = {}, tags } = task;
          // The same words may be said in another world.
          const held: Json = task.world === undefined ? null : truth;
          const id = `${name}-${contentKey({ text, instructions, check: check as Json, held }, 10)}`;
          if (known.has(id)) continue;
          known.add(id);
          inVain = 0;
          yield { ...task, id, tags: [name, ...tags] };
        }
      }
    },
  };
}
