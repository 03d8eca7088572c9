import type { Code } from '../../behavior/codebook.ts';
import { sha256 } from '../../core/content-key.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { codeUnit, readableParts, runUnits, type RunUnit, type UnitKind } from './run-units.ts';

/** One code to be looked for in one unit of a run. */
export interface LabelQuestion {
  readonly trajectoryId: string;
  readonly code: Code;
  readonly kind: UnitKind;
  readonly unit: RunUnit;
}

/** How units are drawn. */
export interface SampleOptions {
  /** Units per kind of unit, at most. */
  readonly size: number;
  readonly seed: number;
  /** Default: each code's own unit. */
  readonly kind?: UnitKind;
}

interface Drawn {
  readonly key: string;
  readonly trajectoryId: string;
  readonly unit: RunUnit;
}

/**
 * Draws units at random and asks all codes that can be seen in them, unit by unit. The order is that of a hash of seed and
 * place, so it does not depend on the order of runs, the same seed asks different coders the same, the beginning is a
 * random sample of the whole, and a larger sample begins with the smaller one. Memory grows with the sample only.
 */
export async function sampleUnits(
  runs: AsyncIterable<Trajectory> | Iterable<Trajectory>,
  codes: readonly Code[],
  { size, seed, kind }: SampleOptions,
): Promise<LabelQuestion[]> {
  // Codes that are read in the same places are asked of the same units.
  const groups = Map.groupBy(codes, ({ unit, actors, match }) =>
    JSON.stringify([unit, actors, unit !== 'reasoning' && match.cues !== undefined]),
  );
  const drawn = [...groups.values()].map((own) => ({ own, kind: kind ?? codeUnit(own[0]!), units: [] as Drawn[] }));
  for await (const run of runs) {
    // A copy of another run would be asked twice.
    if (run.copyOf !== undefined) continue;
    for (const group of drawn) {
      for (const unit of runUnits(run, readableParts(run, group.own[0]), group.kind)) {
        const { step, part, start, end } = unit;
        const key = sha256(JSON.stringify([seed, run.id, step, part, start, end]), 32);
        group.units.push({ key, trajectoryId: run.id, unit });
      }
      if (group.units.length > 4 * size + 1000) group.units = firstOf(group.units, size);
    }
  }
  return drawn.flatMap(({ own, kind: unitKind, units }) =>
    firstOf(units, size).flatMap(({ trajectoryId, unit }) =>
      own.map((code) => ({ trajectoryId, code, kind: unitKind, unit })),
    ),
  );
}

function firstOf(units: readonly Drawn[], size: number): Drawn[] {
  return units.toSorted((a, b) => (a.key < b.key ? -1 : 1)).slice(0, size);
}
