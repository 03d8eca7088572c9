import type { EncodedRun } from './encoded-batch.ts';
import { keyText } from './key-text.ts';

/** What is queried of a run, as columns of `trajectories`; not its id, its outcome and where it lies. */
export function runColumns(run: EncodedRun) {
  return {
    content_hash: Buffer.from(run.contentHash, 'hex'),
    format: keyText(run.format),
    project: run.project === undefined ? null : keyText(run.project),
    parent_id: run.parentId === undefined ? null : keyText(run.parentId),
    task_id: run.taskId === undefined ? null : keyText(run.taskId),
    model: run.model === undefined ? null : keyText(run.model),
    started_ms: run.startedAt ?? null,
    steps: run.steps,
    tokens: run.tokens,
  };
}
