import type { Json } from '../../src/core/json.ts';
import type { BehaviorKind } from '../../src/behavior/behavior.ts';
import type { PlantedSetting } from './planted-setting.ts';

/** One time a planted behavior was shown. */
export interface PlantedOccurrence {
  /** Index of the run in the corpus. */
  readonly run: number;
  /** Message indexes that make it up; a call stands for its answer too. */
  readonly steps: readonly number[];
  /** Message indexes that an account of it may name or not: they count neither for nor against. */
  readonly also: readonly number[];
}

/**
 * A planted behavior. What its steps are, by kind:
 * - workflow: its calls, and the messages that ask and agree; complete executions only
 * - repair: the failing call, the preparing calls and the succeeding call; the attempts that worked (those that did not,
 *   and identical retries in between, count neither way)
 * - fact: the look-up, under every answer it had
 * - strategy: the message with the sentence
 * - warning: of an omission and of a harmful call the call; of a harmful order the call that came too early (the later one
 *   counts neither way); of repeats the calls after the first (which counts neither way)
 * - preference: the user's correction; the corrected call and what is done instead count neither way
 */
export interface PlantedBehavior {
  readonly kind: BehaviorKind;
  readonly name: string;
  readonly occurrences: readonly PlantedOccurrence[];
  /**
   * It follows from something else that was planted (what is left unfinished fails more often; the harmless order goes
   * well; what prepares a call comes before it; what failed fails again when it is sent as it was): true when it is found, not missed when it is not.
   */
  readonly entailed: boolean;
}

/** A run as a line of plain JSONL. */
export type PlantedRun = Readonly<Record<string, Json>>;

/** Runs and what was planted in them. */
export interface PlantedCorpus {
  readonly setting: PlantedSetting;
  readonly runs: readonly PlantedRun[];
  readonly behaviors: readonly PlantedBehavior[];
  /** Texts that no behavior may hold. */
  readonly secrets: readonly string[];
}
