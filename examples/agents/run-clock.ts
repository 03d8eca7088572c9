import type { Random } from '../../src/core/random.ts';

/** The time inside a run: it moves only when told to. */
export interface RunClock {
  /** Moves on by a random time between the two bounds (seconds) and says what time it is, ISO 8601 in UTC. */
  pass(leastSeconds: number, mostSeconds: number): string;
  /** ISO 8601 in UTC. */
  now(): string;
  /** Milliseconds since 1970. */
  nowMs(): number;
}

/** A {@link RunClock} that starts at `startMs`. */
export function runClock(startMs: number, random: Random): RunClock {
  let nowMs = startMs;
  return {
    pass(leastSeconds, mostSeconds) {
      nowMs += Math.round((leastSeconds + random.next() * (mostSeconds - leastSeconds)) * 1000);
      return new Date(nowMs).toISOString();
    },
    now: () => new Date(nowMs).toISOString(),
    nowMs: () => nowMs,
  };
}
