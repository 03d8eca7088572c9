import type { JsonObject } from '../../core/json.ts';
import { sseEvent } from './sse-event.ts';
import { assembleStream, streamProtocol } from './assemble-stream.ts';
import type { StreamAssembler } from './stream-assembler.ts';

/** The response in the text of server-sent events; undefined when it holds none of a model. */
export function streamedResponse(text: string): JsonObject | undefined {
  if (!/^\s*(?:data|event|id|:)/.test(text)) return undefined;
  let assembler: StreamAssembler | undefined;
  for (const line of text.split(/\r?\n/)) {
    if (!line.startsWith('data:')) continue;
    const event = sseEvent(line);
    if (event === undefined) continue;
    const protocol = streamProtocol(event);
    assembler ??= protocol === undefined ? undefined : assembleStream(protocol);
    assembler?.add(event);
  }
  return assembler?.response();
}
