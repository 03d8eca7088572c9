import type { JsonObject } from '../../core/json.ts';
import { isLangsmithRun, langsmithRuns, langsmithTraceId } from './langsmith/langsmith-runs.ts';
import { guardedRuns } from './otel/guarded-runs.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/**
 * Runs of LangSmith: one per line or element, in any order, or a root with nested `child_runs`. The runs of one trace
 * (`trace_id`, or the root of `dotted_order`) are one trajectory; messages may be LangChain's serialised ones.
 */
export const langsmith: TraceFormat = {
  name: 'langsmith',
  description: 'LangSmith runs (LangChain, LangGraph), flat or nested',
  independentRecords: false,
  detect({ records }) {
    return records.some(
      (record) =>
        isLangsmithRun(record) &&
        ('dotted_order' in record || 'parent_run_id' in record || 'child_runs' in record || 'trace_id' in record),
    )
      ? 0.95
      : 0;
  },
  open() {
    const traces = new Map<string, { readonly runs: JsonObject[]; readonly line: number }>();
    return {
      *read({ value, line }): Iterable<DraftItem> {
        if (!isLangsmithRun(value)) {
          yield {
            issue: {
              line,
              code: 'bad-record',
              message: 'found no run, expected a LangSmith run with id, run_type and inputs',
            },
          };
          return;
        }
        const id = langsmithTraceId(value);
        const known = traces.get(id);
        if (known === undefined) traces.set(id, { runs: [value], line });
        else known.runs.push(value);
      },
      *end() {
        for (const [id, { runs, line }] of traces) yield* guardedRuns(id, line, () => langsmithRuns(id, runs, line));
      },
    };
  },
};
