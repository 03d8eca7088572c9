import type { JsonObject } from '../../core/json.ts';

/**
 * Puts the events of one streamed response together. What comes out has the shape of the response that is not streamed,
 * except that arguments which came in pieces are text, exactly as they came.
 */
export interface StreamAssembler {
  /** Takes the next event of the response, in order. Events it does not know are skipped. */
  add(event: JsonObject): void;
  /** Whether the response said that it has ended. */
  ended(): boolean;
  /** The response as far as it came; undefined before its first event. */
  response(): JsonObject | undefined;
}
