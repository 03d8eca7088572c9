import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, listField, otherFields, stringField } from '../chat/string-field.ts';
import { multiAgentTrace } from './reasoning/multi-agent-trace.ts';
import { oddFields } from './reasoning/odd-fields.ts';
import { rowFormat } from './reasoning/row-format.ts';
import type { DraftLabel, TraceFormat, TrajectoryDraft } from '../trace-format.ts';

const KNOWN = new Set(['trace', 'annotations', 'mas_name', 'benchmark_name']);

/**
 * MAST: runs of multi-agent systems as one long text each, and for every failure mode what each annotator said. The text
 * is cut into steps by the marks of the framework that wrote it (see `multiAgentTrace`).
 *
 * A judgement is the label `label:mast/<number of the mode>` by its annotator, its value `{mode, present, round}`: the
 * mode as the round worded it, since numbers and wordings differ between rounds, and `present` true, false, or null where
 * the annotator left it open.
 */
export const mast: TraceFormat = rowFormat({
  name: 'mast',
  description: 'MAST: multi-agent traces with failure modes by three annotators',
  sureness: 0.98,
  expected: 'a MAST record {"trace", "annotations": [{"failure mode", …}]}',
  isRow: (record) =>
    typeof record['trace'] === 'string' &&
    // The trace may be longer than what is looked at, and the annotations come after it.
    ('mas_name' in record ||
      (listField(record, 'annotations') ?? []).some((entry) => isJsonObject(entry) && 'failure mode' in entry)),
  *items(record) {
    yield { draft: draftOf(record), labels: labelsOf(record) };
  },
});

function draftOf(record: JsonObject): TrajectoryDraft {
  const framework = stringField(record, 'mas_name');
  const benchmark = stringField(record, 'benchmark_name');
  const id = idField(record, 'trace_id');
  const round = idField(record, 'round');
  const { steps, taskId, request, extra } = multiAgentTrace(stringField(record, 'trace')!, framework ?? '');
  return {
    ...(id !== undefined && { runId: round === undefined ? id : `${round}/${id}` }),
    task: {
      ...(taskId !== undefined && { id: benchmark === undefined ? taskId : `${benchmark}/${taskId}` }),
      ...(request !== undefined && { text: request }),
      tags: ['mast', ...[framework, benchmark].flatMap((name) => name ?? [])],
    },
    agent: { ...(framework !== undefined && { name: framework }) },
    outcomes: [],
    steps,
    extra: {
      ...otherFields(record, KNOWN),
      ...oddFields(record, ['mas_name', 'benchmark_name']),
      ...oddAnnotations(record['annotations']),
      ...(extra !== undefined && { trace: extra }),
    },
  };
}

function oddAnnotations(given: Json | undefined): JsonObject {
  const odd = Array.isArray(given) ? (given as readonly Json[]).filter((entry) => !isJsonObject(entry)) : given;
  return odd === undefined || odd === null || (Array.isArray(odd) && odd.length === 0) ? {} : { annotations: odd };
}

function labelsOf(record: JsonObject): DraftLabel[] {
  const labels: DraftLabel[] = [];
  const round: Json = record['round'] ?? null;
  for (const [index, annotation] of (listField(record, 'annotations') ?? []).entries()) {
    if (!isJsonObject(annotation)) continue;
    const mode = annotation['failure mode'] ?? null;
    const number = typeof mode === 'string' ? /^\s*(\d+\.\d+)\b/.exec(mode)?.[1] : undefined;
    for (const [coder, present] of Object.entries(annotation)) {
      if (coder === 'failure mode') continue;
      labels.push({ name: `label:mast/${number ?? `mode-${index}`}`, value: { mode, present, round }, coder });
    }
  }
  return labels;
}
