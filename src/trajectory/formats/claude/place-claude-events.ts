import { isJsonObject, type JsonObject } from '../../../core/json.ts';
import { objectField, stringField } from '../../chat/string-field.ts';
import { withoutRepeats } from '../../chat/without-repeats.ts';
import { partText, type Step } from '../../trajectory.ts';

/**
 * Puts lines of a log that are no steps into `extra.events` of the step they came after, without what the call that
 * they are about, or a message, says itself. Of what a command printed so far, the longest is kept.
 *
 * @param events - in order, by the index of the step they came after; -1: before the first
 * @param textsOfCall - arguments and results of calls, by their ids
 * @returns the events before the first step
 */
export function placeClaudeEvents(
  events: ReadonlyMap<number, readonly JsonObject[]>,
  steps: readonly { extra?: JsonObject; readonly parts: Step['parts'] }[],
  textsOfCall: ReadonlyMap<string, readonly string[]>,
): readonly JsonObject[] {
  const said = new Set(steps.flatMap(({ parts }) => parts.map(partText)));
  const printed = new Map<string, string>(); // by call
  let early: readonly JsonObject[] = [];

  function newsOf(event: JsonObject): JsonObject[] {
    const callId = stringField(event, 'parentToolUseID') ?? stringField(event, 'toolUseID') ?? '';
    const content = stringField(event, 'content') ?? stringField(event, 'result') ?? '';
    const later = printed.get(callId) ?? '';
    const output = stringField(objectField(event, 'data') ?? {}, 'fullOutput');
    const texts = [...(textsOfCall.get(callId) ?? []), ...(said.has(content) ? [content] : []), later];
    if (output !== undefined && !later.startsWith(output)) printed.set(callId, output);
    const rest = withoutRepeats(event, texts);
    return isJsonObject(rest) ? [rest] : [];
  }

  // Backwards: each of what a command printed so far holds the ones before it.
  for (const [after, list] of [...events].toReversed()) {
    const news = list.toReversed().flatMap(newsOf).toReversed();
    const step = steps[after];
    if (step === undefined) early = news;
    else step.extra = { ...step.extra, events: news };
  }
  return early;
}
