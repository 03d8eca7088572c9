import type { Finding, StructureDetector } from '../structure-detector.ts';

/**
 * Several detectors of one code as one: what any of them finds counts, and the same place only once, as the first that finds
 * it has it. Units are those of the first.
 *
 * @param detectors - not empty
 */
export function eitherDetector(detectors: readonly StructureDetector[]): StructureDetector {
  if (detectors.length === 1) return detectors[0]!;
  return {
    start(head) {
      const runs = detectors.map((detector) => detector.start(head));
      const seen = new Set<string>();
      const fresh = (finding: Finding): boolean => {
        const before = seen.size;
        return seen.add(JSON.stringify([finding.steps, finding.spans])).size > before;
      };
      return {
        step: (record) => runs.flatMap((run) => run.step(record)).filter(fresh),
        end: () => runs.flatMap((run) => run.end()).filter(fresh),
        units: () => runs[0]!.units(),
      };
    },
  };
}
