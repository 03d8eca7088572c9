import type { Code } from '../codebook.ts';
import type { Span } from '../event.ts';
import type { JudgedCode } from './judged-shape.ts';

/** A finding of one draw, after its quote was looked for. */
export interface LocatedFinding {
  /** Exact places, in order; empty when the quote stands nowhere that the code can be shown. */
  readonly spans: readonly Span[];
  /** As the judge named it. */
  readonly step: number;
  readonly quote: string;
  readonly reason: string;
}

/** What one draw says of a code. */
export interface LocatedVerdict {
  readonly verdict: JudgedCode['verdict'];
  readonly findings: readonly LocatedFinding[];
  readonly promptHash: string;
}

/** A finding that stands, with how many of the draws have it. */
export interface AgreedFinding extends LocatedFinding {
  readonly samples: number;
  readonly promptHash: string;
}

/** What all draws together say of a code. */
export interface AgreedVerdict {
  readonly verdict: JudgedCode['verdict'];
  /** How many draws say so. */
  readonly samples: number;
  /** Of those that a majority has; the best there is when they agree that the code is present and not on where. In order of place. */
  readonly findings: readonly AgreedFinding[];
}

/** Where draws are split evenly, the more careful verdict stands. */
const CAREFUL: readonly JudgedCode['verdict'][] = ['absent', 'not-applicable', 'present'];

/**
 * Puts draws of one question together: the verdict of most of them; of its findings those that most of them have, two
 * being the same when they overlap (or lie in one step, for a code that counts once per step).
 *
 * @param draws - at least one
 */
export function combineSamples(
  draws: readonly LocatedVerdict[],
  { counting, unit }: Pick<Code, 'counting' | 'unit'>,
): AgreedVerdict {
  const counts = new Map(CAREFUL.map((verdict) => [verdict, 0]));
  for (const { verdict } of draws) counts.set(verdict, counts.get(verdict)! + 1);
  const samples = Math.max(...counts.values());
  const verdict = CAREFUL.find((one) => counts.get(one) === samples)!;
  if (verdict !== 'present') return { verdict, samples, findings: [] };
  const byStep = counting !== 'each' && unit !== 'run';
  const clusters: { readonly first: LocatedFinding; readonly promptHash: string; readonly draws: Set<number> }[] = [];
  for (const [draw, { verdict: said, findings, promptHash }] of draws.entries()) {
    if (said !== 'present') continue;
    for (const finding of findings) {
      const known = clusters.find(({ first }) => isSame(first, finding, byStep));
      if (known === undefined) clusters.push({ first: finding, promptHash, draws: new Set([draw]) });
      else known.draws.add(draw);
    }
  }
  const most = Math.max(0, ...clusters.map((cluster) => cluster.draws.size));
  const needed = Math.min(most, Math.floor(draws.length / 2) + 1);
  const findings = clusters
    .filter((cluster) => cluster.draws.size >= needed)
    .map(({ first, promptHash, draws: having }) => ({ ...first, promptHash, samples: having.size }))
    .sort(byPlace);
  return { verdict, samples, findings };
}

function isSame(a: LocatedFinding, b: LocatedFinding, byStep: boolean): boolean {
  if (a.spans.length === 0 || b.spans.length === 0) {
    return a.spans.length === b.spans.length && a.step === b.step && a.quote === b.quote;
  }
  if (byStep && a.spans[0]!.step === b.spans[0]!.step) return true;
  return a.spans.some((one) =>
    b.spans.some(
      (other) => one.step === other.step && one.part === other.part && one.start < other.end && other.start < one.end,
    ),
  );
}

function byPlace(a: AgreedFinding, b: AgreedFinding): number {
  const [one, other] = [a.spans[0], b.spans[0]];
  return (
    (one?.step ?? a.step) - (other?.step ?? b.step) ||
    (one?.part ?? 0) - (other?.part ?? 0) ||
    (one?.start ?? 0) - (other?.start ?? 0)
  );
}
