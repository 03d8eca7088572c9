import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import { idField, objectField } from '../chat/string-field.ts';
import { exchangeDraft } from '../exchange/exchange-record.ts';
import { readExchange, type Protocol } from '../exchange/read-exchange.ts';
import { sseEvent } from '../stream/sse-event.ts';
import { assembleStream, streamProtocol } from '../stream/assemble-stream.ts';
import type { StreamAssembler } from '../stream/stream-assembler.ts';
import type { DraftItem, TraceFormat } from '../trace-format.ts';

// Streams that are told line by line next to each other; the oldest is finished when there are more.
const OPEN_STREAMS = 100;

/**
 * Logs of streamed responses, one chunk per line, as JSON or as server-sent events: chat completions, the Responses API,
 * Anthropic's Messages, Gemini. Each response is a run of one step, put together from its chunks.
 */
export const modelStream: TraceFormat = {
  name: 'model-stream',
  description: 'logs of streamed model responses, one chunk per line (JSON or server-sent events)',
  independentRecords: false,
  detect({ records }) {
    const chunks = records.filter((record) => protocolOf(record) !== undefined);
    if (chunks.length === 0 || chunks.length * 3 < records.length) return 0;
    // A single response of Gemini has the shape of a chunk.
    return chunks.every((chunk) => protocolOf(chunk) === 'google') ? (records.length > 1 ? 0.93 : 0) : 0.94;
  },
  open() {
    const streams = new Map<string, Stream>();
    let last: string | undefined;
    let count = 0;
    return {
      *read({ value, line }): Iterable<DraftItem> {
        const event = sseEvent(value);
        if (event === undefined) {
          if (typeof value !== 'string') yield notAChunk(line);
          return;
        }
        const protocol = streamProtocol(event);
        const open = last === undefined ? undefined : streams.get(last);
        if (protocol === undefined) {
          // Pings and errors belong to the stream that is being told.
          if (open === undefined || typeof event['type'] !== 'string') yield notAChunk(line);
          else open.assembler.add(event);
          return;
        }
        const named = idOf(event, protocol);
        const begins = named === undefined && (open?.protocol !== protocol || open.assembler.ended());
        const key = named ?? (begins || last === undefined ? `#${count++}` : last);
        const stream = streams.get(key) ?? { protocol, assembler: assembleStream(protocol), line };
        streams.set(key, stream);
        last = key;
        stream.assembler.add(event);
        if (streams.size <= OPEN_STREAMS) return;
        const [oldest] = streams.keys();
        const finished = streams.get(oldest!)!;
        streams.delete(oldest!);
        yield* runOf(finished);
      },
      *end(): Iterable<DraftItem> {
        for (const stream of streams.values()) yield* runOf(stream);
      },
    };
  },
};

interface Stream {
  readonly protocol: Protocol;
  readonly assembler: StreamAssembler;
  readonly line: number;
}

function protocolOf(record: Json): Protocol | undefined {
  const event = sseEvent(record);
  return event === undefined ? undefined : streamProtocol(event);
}

function idOf(event: JsonObject, protocol: Protocol): string | undefined {
  if (protocol === 'chat') return idField(event, 'id');
  if (protocol === 'google') return idField(event, 'responseId');
  const named = objectField(event, protocol === 'anthropic' ? 'message' : 'response');
  return named === undefined ? undefined : idField(named, 'id');
}

function notAChunk(line: number): DraftItem {
  return { issue: { line, code: 'bad-record', message: 'found no chunk, expected an event of a streamed response' } };
}

function* runOf({ assembler, line }: Stream): Iterable<DraftItem> {
  const response = assembler.response();
  const exchange = isJsonObject(response) ? readExchange({ response }) : undefined;
  if (exchange === undefined) yield notAChunk(line);
  else yield { draft: { ...exchangeDraft(exchange, {}), line } };
}
