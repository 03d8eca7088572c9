import { otelReader } from './otel/otel-reader.ts';
import { spansIn } from './otel/otel-span.ts';
import type { TraceFormat } from '../trace-format.ts';

/**
 * Spans with OpenInference attributes (Phoenix, Arize), in any container of OpenTelemetry spans, or as rows of a data
 * frame (`context.trace_id`, `attributes.llm.input_messages`). One trace is one run.
 */
export const openinference: TraceFormat = {
  name: 'openinference',
  description: 'OpenInference spans (Phoenix, Arize): OTLP, JSON, rows of a data frame',
  independentRecords: false,
  detect({ records }) {
    const isMarked = records
      .flatMap(spansIn)
      .some(({ attributes }) =>
        Object.keys(attributes).some(
          (name) =>
            name === 'openinference.span.kind' || name.startsWith('llm.input_messages') || name === 'openinference',
        ),
      );
    return isMarked ? 0.95 : 0;
  },
  open: otelReader,
};
