import { callEffect } from '../behavior/call/call-effect.ts';

/**
 * What an agent can be seen doing, move by move: `think` reasoning, `talk` words to the user, `look` calls that look
 * something up, `change` calls that change something, `use` calls that do neither or cannot be told (running a test,
 * calculating), `failed` calls of any kind that failed, `user` the user's words, `context` what is put before the agent
 * (instructions, notices, summaries).
 */
export const ACTIVITIES = ['think', 'talk', 'look', 'change', 'use', 'failed', 'user', 'context'] as const;
/** One of {@link ACTIVITIES}. */
export type Activity = (typeof ACTIVITIES)[number];

const THINKING_TOOL = /^(?:think|thinking|sequential_?thinking)$/i;
// Planning aids of coding agents write, but only a note to the agent itself; arithmetic and waiting look nothing up.
const NEITHER = /^(?:todo|task_?(?:create|update|list)|update_plan|exit_?plan|calculat|wait|sleep)/i;

/** What a call is for, as far as its name and arguments tell; see `callEffect`. Whether it failed is not known here. */
export function callActivity(name: string, argumentsText: string): 'think' | 'look' | 'change' | 'use' {
  if (THINKING_TOOL.test(name)) return 'think';
  if (NEITHER.test(name)) return 'use';
  const effect = callEffect(name, argumentsText);
  if (effect === 'read') return 'look';
  return effect === 'edit' || effect === 'write' ? 'change' : 'use';
}
