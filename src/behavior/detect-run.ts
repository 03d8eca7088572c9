import type { Trajectory, TrajectoryHead } from '../trajectory/trajectory.ts';
import type { Codebook } from './codebook.ts';
import { runDetector, type Detected, type RunDetection, type RunDetector } from './run-detector.ts';

/**
 * Codes a whole run. Codebooks are compiled once for as long as they live; {@link runDetector} does so in the open.
 *
 * @throws EthogramError `bad-codebook` when a codebook names a structure that does not exist or a pattern that is refused
 */
export function detectRun(trajectory: Trajectory, codebooks: readonly Codebook[]): Detected {
  return detectorOf(codebooks).detect(trajectory);
}

/**
 * Starts coding a run that is still going on: what guards and the gateway use, and the same objects that
 * {@link detectRun} uses.
 *
 * @param options.thinksAloud - whether the agent's text stands in for reasoning; default: as long as none has come
 * @throws EthogramError `bad-codebook`, as {@link detectRun}
 */
export function startDetection(
  head: TrajectoryHead,
  codebooks: readonly Codebook[],
  options: { readonly thinksAloud?: boolean } = {},
): RunDetection {
  return detectorOf(codebooks).start(head, options);
}

// What was compiled of codebooks that begin with this one. Callers pass a list of their own each time, but the codebooks
// in it are the same objects, which never change; nothing is kept longer than they are.
const DETECTORS = new WeakMap<Codebook, { readonly codebooks: readonly Codebook[]; readonly detector: RunDetector }>();

function detectorOf(codebooks: readonly Codebook[]): RunDetector {
  const [first] = codebooks;
  const known = first === undefined ? undefined : DETECTORS.get(first);
  const same =
    known?.codebooks.length === codebooks.length && known.codebooks.every((codebook, i) => codebook === codebooks[i]);
  if (known !== undefined && same) return known.detector;
  const detector = runDetector(codebooks);
  if (first !== undefined) DETECTORS.set(first, { codebooks: [...codebooks], detector });
  return detector;
}
