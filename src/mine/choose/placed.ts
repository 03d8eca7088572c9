import type { Candidate } from '../candidate.ts';

/** A candidate with the steps it is seen in. */
export interface Placed {
  readonly candidate: Candidate;
  /** How many steps. */
  readonly size: number;
  /** Run and step as one number, of a sample of the steps: those whose hash is a multiple of `every`, a power of two. */
  readonly steps: ReadonlySet<number>;
  readonly every: number;
}

const MAX_SAMPLED = 4096;
const STEPS_PER_RUN = 2 ** 24;

/** Notes the steps of a candidate's occurrences. Of very many a sample is kept: of two candidates always the same steps. */
export function placed(candidate: Candidate): Placed {
  let steps = new Set<number>();
  let every = 1;
  let size = 0;
  let last = -1;
  const ofRun = new Set<number>();
  for (const { run, steps: indexes } of candidate.occurrences) {
    // Occurrences are in order of run.
    if (run !== last) ofRun.clear();
    last = run;
    for (const step of indexes) {
      if (ofRun.has(step)) continue;
      ofRun.add(step);
      size++;
      const place = run * STEPS_PER_RUN + step;
      if (mix(run, step) % every !== 0) continue;
      steps.add(place);
      if (steps.size > MAX_SAMPLED) {
        every *= 2;
        steps = new Set([...steps].filter((other) => isSampled(other, every)));
      }
    }
  }
  return { candidate, size, steps, every };
}

/** How many steps two candidates have in common; an estimate where steps were sampled. */
export function stepsInCommon(a: Placed, b: Placed): number {
  const every = Math.max(a.every, b.every);
  const [few, many] = a.steps.size <= b.steps.size ? [a, b] : [b, a];
  let both = 0;
  for (const step of few.steps) if (isSampled(step, every) && many.steps.has(step)) both++;
  return both * every;
}

function isSampled(place: number, every: number): boolean {
  return mix(Math.floor(place / STEPS_PER_RUN), place % STEPS_PER_RUN) % every === 0;
}

function mix(run: number, step: number): number {
  let hash = Math.imul(run ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(step + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return (hash ^ (hash >>> 16)) >>> 0;
}
