import type { Json } from '../../src/core/json.ts';
import type { PlantedBehavior, PlantedOccurrence } from './planted-corpus.ts';

/** An occurrence in the making: the writer adds the indexes of its messages. */
export interface OpenOccurrence {
  readonly run: number;
  readonly steps: number[];
  readonly also: number[];
}

/** That a move belongs to an occurrence: as one of its steps, or as one that may be named or not. */
export interface Mark {
  readonly occurrence: OpenOccurrence;
  readonly as: 'steps' | 'also';
}

/** A sentence of the agent, in its reasoning or in its message. */
export interface Thought {
  readonly where: 'reasoning' | 'text';
  readonly text: string;
  readonly marks: readonly Mark[];
}

/** A call that is made and answered. */
export interface CallMove {
  readonly do: 'call';
  readonly tool: string;
  readonly args: Readonly<Record<string, Json>>;
  readonly answer: string;
  readonly flagged?: boolean;
  readonly thoughts: Thought[];
  readonly marks: readonly Mark[];
}

/** What happens next in a run. A tight move follows the one before without anything in between. */
export type Move = (
  | CallMove
  | { readonly do: 'say' | 'hear'; readonly text: string; readonly marks: readonly Mark[] }
) & { readonly tight?: boolean };

/** Collects the occurrences of behaviors while runs are made. */
export interface TruthBook {
  /** A new occurrence; it counts only if steps are added to it. */
  open(kind: PlantedBehavior['kind'], name: string, run: number, options?: { entailed?: boolean }): OpenOccurrence;
  /** All behaviors with at least one occurrence, in order of kind and name. */
  behaviors(): PlantedBehavior[];
}

/** An empty {@link TruthBook}. */
export function truthBook(): TruthBook {
  const found = new Map<
    string,
    { kind: PlantedBehavior['kind']; name: string; entailed: boolean; occurrences: PlantedOccurrence[] }
  >();
  return {
    open(kind, name, run, { entailed = false } = {}) {
      const key = `${kind} ${name}`;
      const entry = found.get(key) ?? { kind, name, entailed, occurrences: [] };
      found.set(key, entry);
      const occurrence = { run, steps: [], also: [] };
      entry.occurrences.push(occurrence);
      return occurrence;
    },
    behaviors: () =>
      [...found]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, entry]) => ({
          ...entry,
          occurrences: entry.occurrences.filter(({ steps, also }) => steps.length + also.length > 0),
        }))
        .filter(({ occurrences }) => occurrences.some(({ steps }) => steps.length > 0)),
  };
}
