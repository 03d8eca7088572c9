import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { aiSdkSteps, hasModelPart, isUiMessage } from './ai-sdk/ai-sdk-steps.ts';
import { isResultStep, resultIdentity, resultSteps } from './ai-sdk/result-steps.ts';
import { idField, listField, stringField } from '../chat/string-field.ts';
import { isoTime, numberSteps, restOf } from '../chat/number-steps.ts';
import type { DraftItem, TraceFormat, TrajectoryDraft } from '../trace-format.ts';

const CHAT_KNOWN = new Set(['id', 'chatId', 'messages', 'model', 'system', 'tools', 'createdAt']);
// What a result computes from its steps.
const RESULT_KNOWN = new Set([
  'steps',
  'content',
  'text',
  'reasoning',
  'reasoningText',
  'toolCalls',
  'toolResults',
  'response',
  'messages',
  'prompt',
  'system',
  'usage',
]);

/** Chats that programs with the Vercel AI SDK store (`{id, messages}`), and results of `generateText` (`{steps}`). */
export const aiSdkChat: TraceFormat = {
  name: 'ai-sdk-chat',
  description: 'stored chats and generateText results of the Vercel AI SDK',
  independentRecords: true,
  detect: ({ records }) => Math.max(0, ...records.map(surenessOf)),
  open: () => ({
    *read({ value, line }): Iterable<DraftItem> {
      if (isJsonObject(value) && stepsOf(value).length > 0) yield { draft: { ...resultDraft(value), line } };
      else if (isJsonObject(value) && Array.isArray(value['messages'])) yield { draft: { ...chatDraft(value), line } };
      else {
        const message = 'found neither messages nor steps, expected a chat or a result of the AI SDK';
        yield { issue: { line, code: 'bad-record', message } };
      }
    },
    end: () => [],
  }),
};

function surenessOf(record: Json): number {
  if (!isJsonObject(record)) return 0;
  if (stepsOf(record).length > 0) return 0.9;
  const messages = listField(record, 'messages') ?? [];
  return messages.some(hasModelPart) ? 0.88 : messages.some(isUiMessage) ? 0.8 : 0;
}

function stepsOf(record: JsonObject): readonly JsonObject[] {
  return (listField(record, 'steps') ?? []).filter(isResultStep);
}

function chatDraft(record: JsonObject): TrajectoryDraft {
  const runId = idField(record, 'id') ?? idField(record, 'chatId');
  const model = stringField(record, 'model');
  const instructions = stringField(record, 'system');
  const { tools } = record;
  const startedAt = isoTime(record['createdAt']);
  return {
    ...(runId !== undefined && { runId }),
    task: { tags: [] },
    agent: {
      ...(model !== undefined && { model }),
      ...(tools !== undefined && tools !== null && { tools }),
      ...(instructions !== undefined && { instructions }),
    },
    ...(startedAt !== undefined && { startedAt }),
    outcomes: [],
    steps: numberSteps(aiSdkSteps(listField(record, 'messages') ?? [])),
    extra: {
      ...restOf(record, CHAT_KNOWN),
      ...(model === undefined && isJsonObject(record['model']) && { model: record['model'] }),
    },
  };
}

function resultDraft(record: JsonObject): TrajectoryDraft {
  const steps = stepsOf(record);
  const { model, id } = resultIdentity(steps);
  const instructions = stringField(record, 'system');
  const prompt = stringField(record, 'prompt');
  const before = [
    ...aiSdkSteps(listField(record, 'messages') ?? []),
    ...(prompt === undefined ? [] : aiSdkSteps([{ role: 'user', content: prompt }])),
  ];
  return {
    ...(id !== undefined && { runId: id }),
    task: { tags: [] },
    agent: { ...(model !== undefined && { model }), ...(instructions !== undefined && { instructions }) },
    outcomes: [],
    steps: numberSteps([...before, ...steps.flatMap(resultSteps)]),
    extra: restOf(record, RESULT_KNOWN) ?? {},
  };
}
