import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { listField, objectField, stringField } from '../../chat/string-field.ts';
import { partText, type Actor, type Part, type Step } from '../../trajectory.ts';

const ROLE_OF: Readonly<Record<Actor, string>> = {
  system: 'system',
  user: 'user',
  agent: 'assistant',
  tool: 'tool',
  environment: 'environment',
};

/**
 * A step as a message of the GenAI conventions. What they have no words for (times, usage, actor, visibility of
 * reasoning, errors …) stands under `ethogram`, from which {@link messageStep} makes the same step again.
 */
export function stepMessage(step: Step): JsonObject {
  const { parts, ...facts } = step;
  return {
    role: ROLE_OF[step.actor],
    ...(step.name !== undefined && { name: step.name }),
    parts: parts.map(messagePart),
    ethogram: { step: facts as unknown as JsonObject, parts: parts.map(partFacts) },
  };
}

/** The step that {@link stepMessage} was given; undefined when the message is none of those. */
export function messageStep(message: Json): JsonObject | undefined {
  if (!isJsonObject(message)) return undefined;
  const own = objectField(message, 'ethogram');
  const facts = own && objectField(own, 'step');
  const partsFacts = own && listField(own, 'parts');
  const parts = listField(message, 'parts');
  if (facts === undefined || partsFacts === undefined || parts?.length !== partsFacts.length) return undefined;
  const restored: JsonObject[] = [];
  for (const [i, part] of parts.entries()) {
    const told = partsFacts[i]!;
    if (!isJsonObject(part) || !isJsonObject(told)) return undefined;
    restored.push(restoredPart(part, told));
  }
  return { ...facts, parts: restored };
}

function messagePart(part: Part): JsonObject {
  switch (part.kind) {
    case 'reasoning':
      return { type: 'reasoning', content: part.text };
    case 'tool-call':
      return { type: 'tool_call', id: part.callId, name: part.name, arguments: part.argumentsText };
    case 'tool-result':
      return { type: 'tool_call_response', id: part.callId, response: part.text };
    case 'media':
      return { type: 'uri', mime_type: part.mediaType, uri: part.ref };
    default:
      return { type: 'text', content: partText(part) };
  }
}

// All of a part but what its message says.
function partFacts(part: Part): JsonObject {
  switch (part.kind) {
    case 'tool-call': {
      const { argumentsText: _text, callId: _id, name: _name, ...rest } = part;
      return rest;
    }
    case 'tool-result': {
      const { text: _text, callId: _id, ...rest } = part;
      return rest;
    }
    case 'media': {
      const { mediaType: _type, ref: _ref, ...rest } = part;
      return rest;
    }
    default: {
      const { text: _text, ...rest } = part;
      return rest;
    }
  }
}

function restoredPart(part: JsonObject, facts: JsonObject): JsonObject {
  const text = (name: string): string => stringField(part, name) ?? '';
  switch (facts['kind']) {
    case 'tool-call':
      return { ...facts, callId: text('id'), name: text('name'), argumentsText: text('arguments') };
    case 'tool-result':
      return { ...facts, callId: text('id'), text: text('response') };
    case 'media':
      return { ...facts, mediaType: text('mime_type'), ref: text('uri') };
    default:
      return { ...facts, text: text('content') };
  }
}
