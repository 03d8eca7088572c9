import type { Event } from '../behavior/event.ts';
import { reasonWords } from './reason-words.ts';

/** Which tier, or who, decided on an event, and what, if not that it is there: `human mia, absent`. */
export function codedBy({ tier, coder, verdict }: Pick<Event, 'tier' | 'coder' | 'verdict'>): string {
  const who = coder === undefined ? tier : `${tier} ${coder}`;
  return verdict === 'present' ? who : `${who}, ${reasonWords(verdict)}`;
}
