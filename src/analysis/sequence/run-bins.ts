/** How runs are divided: into so many equal parts of their steps, or into stretches of so many seconds since they began. */
export type RunDivision = { readonly parts: number } | { readonly seconds: number };

/** One part of the runs. */
export interface RunBin {
  /** Shares of a run's steps, 0–1, or seconds since it began. */
  readonly unit: 'share' | 'seconds';
  readonly from: number;
  /** Null where it has no end. */
  readonly to: number | null;
}

/** Stretches of time; what comes later is in the last. */
const MOST_STRETCHES = 12;

/** The parts into which runs can be divided, in order. */
export function runBins(division: RunDivision): RunBin[] {
  if ('parts' in division) {
    const { parts } = division;
    return Array.from({ length: parts }, (_, bin) => ({ unit: 'share', from: bin / parts, to: (bin + 1) / parts }));
  }
  const { seconds } = division;
  return Array.from({ length: MOST_STRETCHES }, (_, bin) => ({
    unit: 'seconds',
    from: bin * seconds,
    to: bin + 1 === MOST_STRETCHES ? null : (bin + 1) * seconds,
  }));
}

/**
 * The part that a step is in, as a place in {@link runBins}.
 *
 * @param place.step - 0-based, of so many `steps`
 * @param place.second - since the run began; NaN where it is not known
 * @returns −1 where the time matters and is not known
 */
export function binOf(
  division: RunDivision,
  { step, steps, second }: { readonly step: number; readonly steps: number; readonly second: number },
): number {
  if ('parts' in division)
    return Math.min(division.parts - 1, Math.floor((step / Math.max(1, steps)) * division.parts));
  return Number.isNaN(second) ? -1 : Math.min(MOST_STRETCHES - 1, Math.floor(second / division.seconds));
}
