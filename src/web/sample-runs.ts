/** One run, as far as choosing needs to know it. */
export interface RunSize {
  readonly id: string;
  readonly steps: number;
  readonly success: boolean | undefined;
}

/** Which runs of one outcome are shown, and of how many. */
export interface RunSample {
  /** Shortest first. */
  readonly ids: readonly string[];
  readonly of: number;
}

/**
 * Chooses which runs a picture shows: at most `limit` in all, each outcome in proportion but with six at least, and
 * within an outcome evenly over the runs ordered by length, so that what is shown is as long and as short as what is
 * there.
 */
export function sampleRuns(
  runs: readonly RunSize[],
  limit: number,
): { success: RunSample; failure: RunSample; unknown: RunSample } {
  const choose = (success: boolean | undefined): RunSample => {
    const group = runs
      .filter((run) => run.success === success)
      .toSorted((a, b) => a.steps - b.steps || (a.id < b.id ? -1 : 1));
    const share = runs.length <= limit ? group.length : Math.round((limit * group.length) / runs.length);
    const count = Math.min(group.length, Math.max(share, Math.min(6, limit)));
    const ids = Array.from({ length: count }, (_, i) => group[Math.floor(((i + 0.5) * group.length) / count)]!.id);
    return { ids, of: group.length };
  };
  return { success: choose(true), failure: choose(false), unknown: choose(undefined) };
}
