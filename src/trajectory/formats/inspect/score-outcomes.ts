import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, stringField } from '../../chat/string-field.ts';
import type { OutcomeRecord, OutcomeSource } from '../../trajectory.ts';

/**
 * The scores of a sample as outcomes, each under its scorer's name, a score of several values as `scorer/value`; an edited
 * score after what it was before, by the human who edited it. `success` is added when every score that says right (`C`,
 * 1, true) or wrong (`I`, 0, false) says the same; a number says so only when its scorer's metric is accuracy.
 */
export function scoreOutcomes(scores: JsonObject | undefined, evalSpec: JsonObject): OutcomeRecord[] {
  const outcomes: OutcomeRecord[] = [];
  const verdicts: OutcomeRecord[] = [];
  for (const [name, score] of Object.entries(scores ?? {})) {
    const by = scorerKind(name);
    const isAccuracy = countsAccuracy(name, evalSpec);
    const record = isJsonObject(score) ? score : { value: score };
    const edits = (listField(record, 'history') ?? []).filter(isJsonObject);
    const versions = edits.length > 0 ? edits : [record];
    for (const version of versions) {
      const provenance = objectField(version, 'provenance');
      const at = provenance === undefined ? undefined : stringField(provenance, 'timestamp');
      const said = { by: provenance === undefined ? by : ('human' as const), ...(at !== undefined && { at }) };
      for (const [label, value] of valuesOf(name, version['value'])) outcomes.push({ name: label, value, ...said });
      const verdict = verdictOf(version['value'], isAccuracy);
      if (verdict !== undefined && version === versions.at(-1)) {
        verdicts.push({ name: 'success', value: verdict, ...said });
      }
    }
  }
  const first = verdicts[0];
  if (first !== undefined && verdicts.every(({ value }) => value === first.value)) outcomes.push(first);
  return outcomes;
}

// Scorers are functions with names; those of Inspect in which a model judges say so.
function scorerKind(name: string): OutcomeSource {
  if (/^model_graded|(?:^|_)(?:judge|grader|llm)(?:_|$)/.test(name)) return 'model';
  return /(?:^|_)human(?:_|$)/.test(name) ? 'human' : 'verifier';
}

function valuesOf(name: string, value: Json | undefined): [string, number | boolean | string][] {
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === 'number' || typeof inner === 'boolean' || typeof inner === 'string'
      ? [[`${name}/${key}`, inner] as [string, number | boolean | string]]
      : [],
  );
}

function verdictOf(value: Json | undefined, isAccuracy: boolean): boolean | undefined {
  if (value === 'C' || value === true) return true;
  if (value === 'I' || value === false) return false;
  return isAccuracy && (value === 1 || value === 0) ? value === 1 : undefined;
}

function countsAccuracy(name: string, evalSpec: JsonObject): boolean {
  const scorers = (listField(evalSpec, 'scorers') ?? []).filter(isJsonObject);
  const scorer = scorers.find((candidate) => stringField(candidate, 'name') === name);
  // Older logs say nothing of their scorers; a score of one or zero is then taken as it looks.
  return scorer === undefined ? scorers.length === 0 : JSON.stringify(scorer['metrics'] ?? null).includes('accuracy');
}
