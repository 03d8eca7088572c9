import type { Event } from '../event.ts';

/** An event of `book/SLUG@1` at one step, for tests. */
export function sampleEvent(trajectoryId: string, slug: string, step: number, change: Partial<Event> = {}): Event {
  return {
    id: `${trajectoryId}-${slug}-${step}-${change.verdict ?? ''}`,
    trajectoryId,
    revision: 1,
    code: `book/${slug}@1`,
    kind: 'point',
    unit: 'step',
    actor: 'agent',
    steps: [step, step],
    spans: [],
    verdict: 'present',
    tier: 'cue',
    detector: 'cues@1',
    confidence: 1,
    ...change,
  };
}
