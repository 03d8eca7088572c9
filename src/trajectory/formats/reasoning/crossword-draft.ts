import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, numberField, objectField, otherFields } from '../../chat/string-field.ts';
import type { DraftLabel, TrajectoryDraft } from '../../trace-format.ts';
import type { OutcomeRecord, Step } from '../../trajectory.ts';

const KNOWN = new Set(['actions', 'info']);

/** Whether a value is a state of the crosswords' depth-first search: its actions so far and what the checker says of them. */
export function isCrosswordState(value: Json): value is JsonObject {
  return isJsonObject(value) && Array.isArray(value['actions']) && isJsonObject(value['info']) && 'env_step' in value;
}

/**
 * The depth-first search of one crossword as a run: one agent step per state, in the order they were visited, holding the
 * last action; the state with one action less is its parent. What the checker says of a state is `label:tot/info` of its
 * step; the highest shares of right letters and words, 0–1, are the run's scores. The puzzle itself is not in the log.
 *
 * @param index - 0-based place of the puzzle in the file, its id
 */
export function crosswordDraft(
  states: readonly Json[],
  index: number,
): { readonly draft: TrajectoryDraft; readonly labels: DraftLabel[] } {
  const steps: Step[] = [];
  const labels: DraftLabel[] = [];
  const best = new Map<string, number>();
  // Depth-first: the state visited last at each depth is the one that deeper states grow from.
  const path: number[] = [];
  for (const state of states) {
    const at = steps.length;
    if (!isCrosswordState(state)) {
      steps.push({ index: at, actor: 'environment', parts: [], extra: { value: state } });
      continue;
    }
    const actions = listField(state, 'actions')!;
    const last = actions.at(-1);
    const parent = path[actions.length - 2];
    path.length = Math.min(path.length, Math.max(0, actions.length - 1));
    path[Math.max(0, actions.length - 1)] = at;
    const extra = otherFields(state, KNOWN);
    steps.push({
      index: at,
      actor: 'agent',
      ...(parent !== undefined && { parent }),
      parts: last === undefined ? [] : [{ kind: 'text', text: typeof last === 'string' ? last : JSON.stringify(last) }],
      ...(extra !== undefined && { extra }),
    });
    const info = objectField(state, 'info')!;
    labels.push({ name: 'label:tot/info', steps: [at, at], value: info });
    for (const name of Object.keys(info)) {
      const value = numberField(info, name);
      if (value !== undefined) best.set(name, Math.max(value, best.get(name) ?? 0));
    }
  }
  const outcomes = [...best].map(([name, value]): OutcomeRecord => ({ name, value, by: 'verifier' }));
  const task = { id: `tot/crosswords/${index}`, tags: ['tree-of-thought', 'crosswords'] };
  return { draft: { task, agent: {}, outcomes, steps, extra: {}, distinguishing: states.at(-1) ?? null }, labels };
}
