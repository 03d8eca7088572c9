import { isJsonObject, type Json } from '../../core/json.ts';
import { exchangeFormat } from '../exchange/exchange-format.ts';
import { isRollout, rolloutDraft } from './responses/rollout-draft.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

const calls = exchangeFormat({ name: '', description: '', protocols: ['responses'] });

/**
 * OpenAI's Responses API: response objects, requests with `input`, both together, batch lines; and rollouts of reinforcement
 * learning (`{responses_create_params, response, reward, …}`). Each record is a run.
 */
export const openaiResponses: TraceFormat = {
  name: 'openai-responses',
  description: 'requests and responses of the OpenAI Responses API; NeMo Gym rollouts with rewards',
  independentRecords: true,
  detect: (sample) => (sample.records.some((record) => isRollout(record)) ? 0.95 : calls.detect(sample)),
  open(file) {
    const reader = calls.open(file);
    return {
      *read(record): Iterable<DraftItem> {
        const value: Json = record.value;
        if (isJsonObject(value) && isRollout(value)) yield { draft: { ...rolloutDraft(value), line: record.line } };
        else yield* reader.read(record);
      },
      end: () => [],
    };
  },
};
