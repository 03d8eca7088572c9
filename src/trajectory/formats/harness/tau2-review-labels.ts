import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, numberField, objectField, stringField } from '../../chat/string-field.ts';
import type { DraftLabel } from '../../trace-format.ts';
import type { OutcomeRecord } from '../../trajectory.ts';

/** Where the turns and ticks that a review names are. */
export interface TurnPlaces {
  /** Step of a message's `turn_idx`. */
  readonly stepOfTurn: ReadonlyMap<number, number>;
  /** First and last step of a `tick_id`. */
  readonly stepsOfTick: ReadonlyMap<number, readonly [number, number]>;
}

const REVIEWS = [
  ['review', 'tau2-review'],
  ['user_only_review', 'tau2-user-review'],
  ['hallucination_check', 'tau2-hallucination'],
] as const;
const VERDICTS = ['agent_error', 'user_error', 'critical_user_error'] as const;

/**
 * What models that looked over a τ² run found: a label for each error, named after who made it and its type
 * (`label:tau2-review/agent_content_error`), at the turn or the ticks it names.
 */
export function tau2ReviewLabels(simulation: JsonObject, places: TurnPlaces): DraftLabel[] {
  return REVIEWS.flatMap(([field, source]) =>
    (listField(objectField(simulation, field) ?? {}, 'errors') ?? []).map((error): DraftLabel => {
      const record = isJsonObject(error) ? error : {};
      const by = field === 'review' ? [stringField(record, 'source') ?? 'unknown'] : [];
      const name = [...by, stringField(record, 'error_type') ?? 'error'].join('_');
      const steps = stepsOf(record, places);
      return { name: `label:${source}/${name}`, ...(steps !== undefined && { steps }), value: error, coder: 'model' };
    }),
  );
}

function stepsOf(error: JsonObject, { stepOfTurn, stepsOfTick }: TurnPlaces): readonly [number, number] | undefined {
  const turn = stepOfTurn.get(numberField(error, 'turn_idx') ?? -1);
  if (turn !== undefined) return [turn, turn];
  const start = numberField(error, 'tick_start');
  const end = numberField(error, 'tick_end') ?? start;
  const first = stepsOfTick.get(start ?? -1);
  const last = stepsOfTick.get(end ?? -1) ?? first;
  return first === undefined || last === undefined ? undefined : [first[0], Math.max(first[1], last[1])];
}

/** What the reviews say of the whole run: who erred, whether the user was authenticated. */
export function tau2ReviewOutcomes(simulation: JsonObject): OutcomeRecord[] {
  const review = objectField(simulation, 'review') ?? objectField(simulation, 'user_only_review') ?? {};
  const said = (name: string, value: Json | undefined): OutcomeRecord[] =>
    typeof value === 'boolean' || typeof value === 'string' ? [{ name, value, by: 'model' }] : [];
  return [
    ...VERDICTS.flatMap((name) => said(name, review[name])),
    ...said('hallucination_found', objectField(simulation, 'hallucination_check')?.['hallucination_found']),
    ...said('auth_classification', objectField(simulation, 'auth_classification')?.['status']),
  ];
}
