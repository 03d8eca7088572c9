/** What is known about one place of a run because the program put it there. */
export interface PlantedEvent {
  /** `codebook/slug`, as in `src/behavior/codebooks/`, or `rules/name` where a rule of `planted.ts` is broken. */
  readonly code: string;
  /** 0-based step of the imported trajectory. */
  readonly step: number;
  /** Text that stands verbatim in one part of that step; absent for structural codes. */
  readonly quote?: string;
}

/** Everything a run was made to show. Names in the lists are names of the catalogue in `planted.ts`. */
export interface PlantedTruth {
  /** What a good detector finds. */
  readonly events: readonly PlantedEvent[];
  /** What looks like the code and is not: promises, quotations, denials. A good detector leaves these alone. */
  readonly nearMisses: readonly PlantedEvent[];
  /** Workflows that the run shows whole. */
  readonly workflows: readonly string[];
  /** Errors that were met and repaired. */
  readonly repairs: readonly string[];
  /** Facts that were looked up once more. */
  readonly facts: readonly string[];
  /** What the user had to say again. */
  readonly preferences: readonly string[];
  /** Slips: what lowers the chance of success, by a known amount. */
  readonly slips: readonly string[];
}

/** A run of a sub-agent, in a file of its own. */
export interface ExampleSubAgent {
  /** Id of the sub-agent within its session. */
  readonly agentId: string;
  readonly trajectoryId: string;
  readonly records: readonly string[];
}

/** One run as its log holds it, and the truth about it. */
export interface ExampleRun {
  /** The run id that the log states, if its format has one. */
  readonly id: string;
  /** The id that the importer gives. */
  readonly trajectoryId: string;
  /** The task (the same for every trial of it) and the trial, 0-based. */
  readonly task: { readonly id: string; readonly trial: number; readonly text: string };
  /** What the checker found after the run. */
  readonly success: boolean;
  /** Lines of the log, without line ends. */
  readonly records: readonly string[];
  readonly subAgents: readonly ExampleSubAgent[];
  readonly truth: PlantedTruth;
}

/** What a run is made from; equal options make equal bytes. */
export interface ExampleRunOptions {
  readonly seed: number;
  /** 0-based; runs that share `Math.floor(index / TRIALS)` are trials of one task. */
  readonly index: number;
  /** When the run begins, in milliseconds since 1970 (UTC). */
  readonly startMs: number;
}

/** How often each task is tried, so that runs can be compared within a task. */
export const TRIALS = 5;

/** A program that plays an agent on tasks of its own making: seed → task, run, checker's verdict and planted truth. */
export interface ExampleAgent {
  readonly name: string;
  readonly format: 'openai-chat' | 'claude-code' | 'otel-genai';
  run(options: ExampleRunOptions): ExampleRun;
}
