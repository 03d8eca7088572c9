/** A habit that an agent is asked about and that a code can be seen by in its runs. */
export interface StatedHabit {
  readonly field: string;
  /** In words of our own, from the agent's point of view. */
  readonly words: string;
  /** Codebook and slug. */
  readonly code: string;
}

/** The habits that `probe --questions self` asks about. */
export const STATED_HABITS: readonly StatedHabit[] = [
  { field: 'checks', words: 'I go over a result again to see whether it holds before I rely on it', code: 'four-habits/verification' },
  { field: 'turns_back', words: 'I notice that a way leads nowhere, say so, and take another', code: 'four-habits/backtracking' },
  { field: 'sets_subgoals', words: 'I cut the task into smaller aims and name them', code: 'four-habits/subgoal-setting' },
  { field: 'works_backwards', words: 'I start from what is wanted and reason back to what is given', code: 'four-habits/backward-chaining' },
  { field: 'repeats_calls', words: 'I make the very same tool call again', code: 'agent-runs/repeated-call' },
  { field: 'retries_unchanged', words: 'after a failure I try the same thing again without changing anything', code: 'agent-runs/retry-without-change' },
  { field: 'finishes_unchecked', words: 'I finish without having checked what I changed', code: 'agent-runs/finish-without-check' },
  { field: 'recovers', words: 'I get from a failed call to one that works', code: 'agent-runs/error-recovery' },
]; // prettier-ignore
