import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { otelReader } from './otel/otel-reader.ts';
import { isSpan, spansIn } from './otel/otel-span.ts';
import type { TraceFormat } from '../trace-format.ts';

const DIALECTS = ['gen_ai.', 'ai.operationId', 'traceloop.', 'codex.turn.'];

/**
 * OpenTelemetry spans with GenAI attributes, of every generation of the conventions, of OpenLLMetry and of the AI SDK: one
 * document `{spans}`, OTLP (JSON or protobuf, traces and logs, one document or one per line), or one span per line. Spans
 * of one conversation (`gen_ai.conversation.id`), or else of one trace, are one run; an agent inside the execution of a
 * tool is a sub-agent's run of its own.
 */
export const otelGenai: TraceFormat = {
  name: 'otel-genai',
  description: 'OpenTelemetry GenAI spans (semantic conventions, OpenLLMetry, AI SDK, any-agent), JSON and OTLP',
  independentRecords: false,
  detect({ records }) {
    const spans = records.flatMap(spansIn);
    if (
      spans.some(
        ({ attributes, events }) => isGenAi(attributes) || events.some((event) => event.name.startsWith('gen_ai.')),
      )
    )
      return 0.9;
    return spans.length > 0 || records.some((record) => isSpan(record) || isOtlp(record)) ? 0.3 : 0;
  },
  open: otelReader,
};

function isGenAi(attributes: JsonObject): boolean {
  return Object.keys(attributes).some((name) => DIALECTS.some((prefix) => name.startsWith(prefix)));
}

function isOtlp(record: unknown): boolean {
  return isJsonObject(record) && (Array.isArray(record['resourceSpans']) || Array.isArray(record['resourceLogs']));
}
