import type { Json } from '../../src/core/json.ts';

/**
 * Arguments or answer fields of a call. Text `$name` is the task's own value of that name, the same wherever it stands in
 * runs of the task; `?name` a new value each time; in other text `{name}` is the task's value (`{name:slashed}` a day written as 9/3/2026);
 * all else is constant.
 */
export type Fields = Readonly<Record<string, Json>>;

/** One move of a script: a call, or words of the agent or of the user. */
export type Act =
  | { readonly tool: string; readonly args: Fields; readonly answer: Fields; readonly or?: Act }
  | { readonly say: readonly string[] }
  | { readonly hear: readonly string[] };

/** A sequence that helps when it is done to the end. */
export interface WorkflowScript {
  readonly name: string;
  readonly acts: readonly Act[];
}

/** A call that fails, and what makes the same goal succeed: perhaps preparing calls, then the last. */
export interface RepairScript {
  readonly name: string;
  readonly failing: Act;
  /** How the failure is told: by the message's flag, an exit code, a JSON field, or an opening `Error:`. */
  readonly told: 'flag' | 'exit' | 'json' | 'text';
  readonly errors: readonly string[];
  readonly fixing: readonly Act[];
}

/** A look-up with an answer that is stable in a project; of two answers the second holds since some day. */
export interface FactScript {
  readonly name: string;
  readonly tool: string;
  readonly args: Fields;
  readonly answers: readonly (Fields | string)[];
}

/** Sentences that say the same; `next` is the call that mostly follows, without it success is more likely. */
export interface StrategyScript {
  readonly name: string;
  readonly where: 'reasoning' | 'text';
  readonly says: readonly string[];
  readonly next?: Act;
}

/**
 * A way to fail or to waste: `act` without `needs` before it (omission), `act` at all (harmful), `act` after `first`
 * where the other order is harmless (order), `act` again and again with the same arguments and answer (repeat).
 */
export interface WarningScript {
  readonly name: string;
  readonly how: 'omission' | 'harmful' | 'order' | 'repeat';
  readonly act: Act;
  readonly first?: Act;
}

/** What users correct again and again, and what they want instead. */
export interface PreferenceScript {
  readonly name: string;
  readonly wrong: Act;
  readonly corrections: readonly string[];
  readonly right: Act;
}

/** A call that means nothing. Arguments and answers are random unless they are constant. */
export type IdleTool = readonly [tool: string, args: Fields, answer: Fields];

/** A world of an agent: its words and tools, and what may be planted there. */
export interface Domain {
  readonly name: string;
  readonly project: string;
  readonly agent: string;
  readonly system: string;
  /** How values look: `#` a digit, `%` one from 1 to 9, `@` a small letter, `^` a capital, all else itself; or a list to pick from. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
  readonly requests: readonly string[];
  /** Whether the agent thinks aloud. */
  readonly reasons: boolean;
  readonly idle: readonly IdleTool[];
  /** Frequent and pointless: the last is used in hard tasks more than in easy ones, the one before answers always the same. */
  readonly distractors: readonly IdleTool[];
  /** A look-up of something that must never be told. */
  readonly secret?: { readonly tool: string; readonly args: Fields; readonly answer: Fields; readonly secret: string };
  readonly workflows: readonly WorkflowScript[];
  readonly repairs: readonly RepairScript[];
  readonly facts: readonly FactScript[];
  readonly strategies: readonly StrategyScript[];
  readonly warnings: readonly WarningScript[];
  readonly preferences: readonly PreferenceScript[];
}

/** A call of a script. */
export function call(tool: string, args: Fields, answer: Fields = {}, or?: Act): Act & { readonly tool: string } {
  return { tool, args, answer, ...(or !== undefined && { or }) };
}
