import type { BehaviorKind } from '../../src/behavior/behavior.ts';
import type { PlantedBehavior, PlantedCorpus } from './planted-corpus.ts';

/** A behavior that something found: its kind and where it was seen, as indexes of runs and messages. */
export interface FoundBehavior {
  readonly kind: BehaviorKind;
  readonly name: string;
  readonly occurrences: readonly { readonly run: number; readonly steps: readonly number[] }[];
}

/** What became of one found behavior. */
export interface FoundVerdict {
  readonly found: FoundBehavior;
  /** `true`: matches something planted; `entailed`: follows from it; `false`: neither, or something found already. */
  readonly verdict: 'true' | 'entailed' | 'false';
  /** The planted behavior of its kind that it comes closest to, and how close (Jaccard, 0–1). */
  readonly nearest?: { readonly name: string; readonly jaccard: number };
}

/** Counts of one kind: precision is `matched / (matched + wrong)`, recall `matched / planted`. */
export interface KindScore {
  readonly planted: number;
  readonly matched: number;
  readonly wrong: number;
}

/** How well found behaviors agree with planted ones. */
export interface PlantedScore {
  readonly kinds: Readonly<Partial<Record<BehaviorKind, KindScore>>>;
  readonly verdicts: readonly FoundVerdict[];
  /** Planted behaviors that nothing found matches. */
  readonly missed: readonly PlantedBehavior[];
}

/** Overlap from which a found behavior counts as a planted one. */
const SAME = 0.5;
/** Share of its steps from which a found behavior is a part of an entailed one. */
const WITHIN = 0.8;

/**
 * Matches found with planted behaviors of the same kind by the Jaccard index of their (run, message) sets, best pairs
 * first, each once, from 0.5 on. An answer to a call counts as the call. Steps that an account may name or not are left
 * out of the found sets. A second match of the same planted behavior is wrong. Of what is entailed a part (80% of
 * the found steps within) is enough.
 */
export function scorePlanted(corpus: PlantedCorpus, found: readonly FoundBehavior[]): PlantedScore {
  const callOf = corpus.runs.map(({ messages }) => callMessages(messages as readonly { role: string }[]));
  const foundSteps = found.map(({ occurrences }) =>
    stepSet(occurrences.map(({ run, steps }) => ({ run, steps: steps.map((step) => callOf[run]?.[step] ?? step) }))),
  );
  const planted = corpus.behaviors.map((behavior) => ({
    behavior,
    steps: stepSet(behavior.occurrences),
    also: stepSet(behavior.occurrences.map(({ run, also }) => ({ run, steps: also }))),
  }));
  const pairs: { f: number; p: number; jaccard: number }[] = [];
  for (const [f, { kind }] of found.entries()) {
    for (const [p, { behavior, steps, also }] of planted.entries()) {
      if (behavior.kind !== kind) continue;
      const jaccard = jaccardOf(foundSteps[f]!, steps, also);
      // A part of what is entailed is entailed too: of unfinished workflows those that stopped at the same act.
      const follows = behavior.entailed && withinOf(foundSteps[f]!, steps, also) >= WITHIN;
      pairs.push({ f, p, jaccard: follows ? Math.max(SAME, jaccard) : jaccard });
    }
  }
  pairs.sort((a, b) => b.jaccard - a.jaccard || a.f - b.f || a.p - b.p);
  const matchOf = new Map<number, number>();
  const taken = new Set<number>();
  for (const { f, p, jaccard } of pairs) {
    if (jaccard < SAME || matchOf.has(f) || taken.has(p)) continue;
    matchOf.set(f, p);
    taken.add(p);
  }
  const verdicts = found.map((behavior, f): FoundVerdict => {
    const match = matchOf.get(f);
    const best = pairs.find((pair) => pair.f === f && pair.jaccard > 0);
    return {
      found: behavior,
      verdict: match === undefined ? 'false' : planted[match]!.behavior.entailed ? 'entailed' : 'true',
      ...(best !== undefined && { nearest: { name: planted[best.p]!.behavior.name, jaccard: best.jaccard } }),
    };
  });
  const missed = planted.flatMap(({ behavior }, p) => (taken.has(p) || behavior.entailed ? [] : [behavior]));
  return { kinds: countKinds(corpus.behaviors, verdicts), verdicts, missed };
}

function countKinds(
  behaviors: readonly PlantedBehavior[],
  verdicts: readonly FoundVerdict[],
): Partial<Record<BehaviorKind, KindScore>> {
  const kinds = new Set([
    ...behaviors.filter(({ entailed }) => !entailed).map(({ kind }) => kind),
    ...verdicts.filter(({ verdict }) => verdict !== 'entailed').map(({ found }) => found.kind),
  ]);
  return Object.fromEntries(
    [...kinds].sort().map((kind) => {
      const own = verdicts.filter(({ found }) => found.kind === kind);
      return [
        kind,
        {
          planted: behaviors.filter((behavior) => behavior.kind === kind && !behavior.entailed).length,
          matched: own.filter(({ verdict }) => verdict === 'true').length,
          wrong: own.filter(({ verdict }) => verdict === 'false').length,
        },
      ];
    }),
  );
}

/** For each message the one that it belongs to: of an answer, the message with its call. */
function callMessages(messages: readonly { role: string }[]): number[] {
  let caller = 0;
  return messages.map(({ role }, i) => (role === 'tool' ? caller : (caller = i)));
}

/** Steps of all runs as numbers: runs have fewer than 2²⁰ messages. */
function stepSet(occurrences: readonly { readonly run: number; readonly steps: readonly number[] }[]): Set<number> {
  return new Set(occurrences.flatMap(({ run, steps }) => steps.map((step) => run * 2 ** 20 + step)));
}

function withinOf(found: ReadonlySet<number>, steps: ReadonlySet<number>, also: ReadonlySet<number>): number {
  let inside = 0;
  for (const step of found) if (steps.has(step) || also.has(step)) inside++;
  return found.size === 0 ? 0 : inside / found.size;
}

function jaccardOf(found: ReadonlySet<number>, steps: ReadonlySet<number>, also: ReadonlySet<number>): number {
  let both = 0;
  let counted = 0;
  for (const step of found) {
    if (steps.has(step)) both++;
    else if (also.has(step)) continue;
    counted++;
  }
  return both / (counted + steps.size - both);
}
