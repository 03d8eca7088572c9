import { isJsonObject, type JsonObject } from '../../core/json.ts';
import { exchangeDraft, exchangeRecord, recordProtocol } from './exchange-record.ts';
import { readExchange, type Protocol } from './read-exchange.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

/** What tells one format of logged calls from another. */
export interface ExchangeFormatOptions {
  readonly name: string;
  readonly description: string;
  readonly protocols: readonly Protocol[];
}

/** A format whose records each log one call of a model, in one of some protocols; see `exchangeRecord`. */
export function exchangeFormat({ name, description, protocols }: ExchangeFormatOptions): TraceFormat {
  return {
    name,
    description,
    independentRecords: true,
    detect: ({ records }) => Math.max(0, ...records.map((record) => surenessOf(record, protocols))),
    open: () => ({
      *read({ value, line }): Iterable<DraftItem> {
        const { around, ...bodies } = exchangeRecord(isJsonObject(value) ? value : {});
        const exchange = readExchange(bodies);
        if (exchange === undefined) {
          const message = 'found no call of a model, expected a request or a response';
          yield { issue: { line, code: 'bad-record', message } };
        } else yield { draft: { ...exchangeDraft(exchange, around), line } };
      },
      end: () => [],
    }),
  };
}

// A plain list of chat messages is what `openai-chat` reads; here there must be more.
function surenessOf(record: ExchangeRecordValue, protocols: readonly Protocol[]): number {
  const protocol = recordProtocol(record);
  if (protocol === undefined || !protocols.includes(protocol)) return 0;
  const { response, request, around } = exchangeRecord(record as JsonObject);
  if (response !== undefined) return 0.92;
  if (protocol === 'chat') return request !== record && 'custom_id' in around ? 0.85 : 0;
  return 0.85;
}

type ExchangeRecordValue = Parameters<typeof recordProtocol>[0];
