import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { idField, listField, objectField, stringField } from '../../chat/string-field.ts';
import { isoTime, restOf, type BareStep } from '../../chat/number-steps.ts';
import { aiSdkStep, aiSdkUsage, aiSdkUsageFacts } from './ai-sdk-steps.ts';

const STEP_KNOWN = new Set([
  'content',
  'usage',
  // What the SDK computes from the content.
  'text',
  'reasoning',
  'reasoningText',
  'reasoningDetails',
  'files',
  'sources',
  'toolCalls',
  'toolResults',
  'staticToolCalls',
  'dynamicToolCalls',
  'staticToolResults',
  'dynamicToolResults',
]);

/** Whether a value is a step of a result of `generateText`: content with types, or words and calls with a reason to finish. */
export function isResultStep(step: Json): step is JsonObject {
  if (!isJsonObject(step) || !('finishReason' in step)) return false;
  return Array.isArray(step['content']) || (typeof step['text'] === 'string' && Array.isArray(step['toolCalls']));
}

/** A step of `generateText` as the agent's words and calls, and then what tools answered, if they did. */
export function resultSteps(step: JsonObject): BareStep[] {
  const content = listField(step, 'content') ?? olderContent(step);
  const isResult = (part: Json): boolean =>
    isJsonObject(part) &&
    (part['type'] === 'tool-result' || part['type'] === 'tool-error') &&
    part['providerExecuted'] !== true;
  const answer = aiSdkStep({ role: 'assistant', content: content.filter((part) => !isResult(part)) });
  const counts = objectField(step, 'usage');
  const usage = aiSdkUsage(counts);
  const more = counts && aiSdkUsageFacts(counts);
  const response = objectField(step, 'response') ?? {};
  const at = isoTime(response['timestamp']);
  const { messages: _messages, body: _body, headers, ...about } = response;
  const extra = {
    ...restOf(step, new Set([...STEP_KNOWN, 'response', 'request'])),
    ...(more !== undefined && { usage: more }),
    response: { ...restOf(about, new Set()), ...(headers !== undefined && { headers }) },
    ...answer.extra,
  };
  return [
    {
      ...answer,
      ...(at !== undefined && { at }),
      ...(usage !== undefined && { usage }),
      extra,
    },
    ...content.filter(isResult).map((part) => aiSdkStep({ role: 'tool', content: [part] })),
  ];
}

// Before version 5, a step has no list of contents.
function olderContent(step: JsonObject): readonly Json[] {
  const reasoning = stringField(step, 'reasoning');
  const text = stringField(step, 'text') ?? '';
  return [
    ...(reasoning === undefined || reasoning === '' ? [] : [{ type: 'reasoning', text: reasoning }]),
    ...(text === '' ? [] : [{ type: 'text', text }]),
    ...typed(listField(step, 'toolCalls'), 'tool-call'),
    ...typed(listField(step, 'toolResults'), 'tool-result'),
  ];
}

function typed(parts: readonly Json[] | undefined, type: string): readonly Json[] {
  return (parts ?? []).map((part) => (isJsonObject(part) ? { ...part, type } : part));
}

/** The model's name and the id of the last response of a result's steps. */
export function resultIdentity(steps: readonly JsonObject[]): { readonly model?: string; readonly id?: string } {
  const responses = steps.map((step) => objectField(step, 'response') ?? {});
  const model = responses.flatMap((response) => stringField(response, 'modelId') ?? []).at(0);
  const id = responses.flatMap((response) => idField(response, 'id') ?? []).at(0);
  return { ...(model !== undefined && { model }), ...(id !== undefined && { id }) };
}
