import type { Activity } from '../analysis/activity.ts';
import type { Tone } from '../chart/tone.ts';

/**
 * How pages show an activity: its colour; what a move does, on its own and before the name of a tool; what a share is
 * of.
 */
export interface ActivityWords {
  readonly tone: Tone;
  readonly legend: string;
  readonly does: string;
  readonly share: string;
}

/** {@link ActivityWords} of every activity, in the order of legends. `context` is not drawn. */
export const ACTIVITY_WORDS: Readonly<Record<Activity, ActivityWords>> = {
  user: { tone: 'grey', legend: 'user speaks', does: 'user says', share: 'the user’s words' },
  think: { tone: 'purple', legend: 'thinks', does: 'thinks', share: 'thinking' },
  talk: { tone: 'sky', legend: 'speaks to the user', does: 'says', share: 'talking to the user' },
  look: { tone: 'blue', legend: 'looks something up', does: 'looks up', share: 'looking things up' },
  change: { tone: 'orange', legend: 'changes something', does: 'changes', share: 'changing things' },
  use: { tone: 'green', legend: 'uses another tool', does: 'uses', share: 'using other tools' },
  failed: { tone: 'vermillion', legend: 'a call fails', does: 'call fails', share: 'calls that fail' },
  context: { tone: 'grey', legend: 'is told', does: 'is told', share: 'instructions and notices' },
};
