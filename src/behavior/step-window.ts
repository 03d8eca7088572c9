import { partText, type Step } from '../trajectory/trajectory.ts';

/** The last steps of a run that is being read; see {@link stepWindow}. */
export interface StepWindow {
  add(step: Step): void;
  /** The step of that index; undefined when it has not come, or was let go. */
  get(index: number): Step | undefined;
}

// What a finding points at stands near its end nearly always; older steps are let go, so that memory does not grow with a run.
const MAX_STEPS = 10_000;
const MAX_CHARACTERS = 20_000_000;

/** Keeps at least the last 10,000 steps or 20 million characters, whichever is less, and at most twice as much. */
export function stepWindow(): StepWindow {
  let recent = new Map<number, Step>();
  let older: ReadonlyMap<number, Step> = new Map();
  let characters = 0;
  return {
    add(step) {
      if (recent.size >= MAX_STEPS || characters >= MAX_CHARACTERS) {
        older = recent;
        recent = new Map();
        characters = 0;
      }
      recent.set(step.index, step);
      for (const part of step.parts) characters += partText(part).length;
    },
    get: (index) => recent.get(index) ?? older.get(index),
  };
}
