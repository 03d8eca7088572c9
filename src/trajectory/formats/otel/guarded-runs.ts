import type { DraftItem } from '../../trace-format.ts';

/** The runs that `read` yields; should it throw, an issue: one run that cannot be read does not take the others with it. */
export function* guardedRuns(runId: string, line: number, read: () => Iterable<DraftItem>): Iterable<DraftItem> {
  try {
    yield* read();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    yield { issue: { line, code: 'bad-record', message: `run ${runId} could not be understood: ${reason}` } };
  }
}
