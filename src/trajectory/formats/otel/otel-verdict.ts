import { isJsonObject, type Json } from '../../../core/json.ts';
import { numberField, objectField, stringField } from '../../chat/string-field.ts';
import type { OtelSpan } from './otel-span.ts';
import { unflattenBelow } from './unflatten.ts';
import { OUTCOME_SOURCES, type OutcomeRecord, type OutcomeSource, type Task } from '../../trajectory.ts';

/** What spans say about what a run was for and how it ended. */
export interface OtelVerdict {
  readonly task: Task;
  readonly outcomes: readonly OutcomeRecord[];
}

/**
 * Reads task and outcomes off spans: `gen_ai.evaluation.result` events are scores by a model, one named `success` a verdict;
 * the test attributes of the semantic conventions (`test.suite.name`, `test.case.name`, `test.case.result.status`) name the
 * task and give a verifier's verdict, which comes last and so wins. `ethogram.trial` tells trials of a task apart.
 */
export function otelVerdict(spans: readonly OtelSpan[]): OtelVerdict {
  const first = (name: string): string | undefined =>
    spans.map(({ attributes }) => stringField(attributes, name)).find((value) => value !== undefined);
  const id = first('test.case.name');
  const trial = first('ethogram.trial');
  const suite = first('test.suite.name');
  const status = first('test.case.result.status');
  return {
    task: {
      ...(id !== undefined && { id }),
      ...(trial !== undefined && { trial }),
      tags: suite === undefined ? [] : [suite],
    },
    outcomes: [
      ...spans.flatMap(evaluations),
      ...spans.flatMap(annotations),
      ...(status === undefined ? [] : [{ name: 'success', value: status === 'pass', by: 'verifier' as const }]),
    ],
  };
}

function evaluations({ events }: OtelSpan): OutcomeRecord[] {
  return events.flatMap(({ name, attributes }): OutcomeRecord[] => {
    if (name !== 'gen_ai.evaluation.result') return [];
    const evaluation = stringField(attributes, 'gen_ai.evaluation.name');
    const score = numberField(attributes, 'gen_ai.evaluation.score.value');
    const value = score ?? stringField(attributes, 'gen_ai.evaluation.score.label');
    if (evaluation === undefined || value === undefined) return [];
    const told = stringField(attributes, 'ethogram.by');
    const by = OUTCOME_SOURCES.find((source) => source === told) ?? 'model';
    if (evaluation === 'success')
      return [{ name: 'success', value: score === undefined ? value === 'pass' : score >= 1, by }];
    return [{ name: evaluation, value, by }];
  });
}

const ANNOTATORS: ReadonlyMap<string, OutcomeSource> = new Map(
  Object.entries<OutcomeSource>({ HUMAN: 'human', LLM: 'model', CODE: 'verifier' }),
);

// OpenInference's `annotations.<i>.annotation.{name, score, label, annotator_kind}`.
function annotations({ attributes }: OtelSpan): OutcomeRecord[] {
  const list = unflattenBelow(attributes, 'annotations');
  if (!Array.isArray(list)) return [];
  return (list as readonly Json[]).flatMap((item): OutcomeRecord[] => {
    const annotation = isJsonObject(item) ? (objectField(item, 'annotation') ?? item) : {};
    const name = stringField(annotation, 'name');
    const value = numberField(annotation, 'score') ?? stringField(annotation, 'label');
    if (name === undefined || value === undefined) return [];
    return [{ name, value, by: ANNOTATORS.get(stringField(annotation, 'annotator_kind') ?? '') ?? 'model' }];
  });
}
