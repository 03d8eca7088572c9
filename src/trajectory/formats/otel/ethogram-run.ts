import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts';
import { numberField, stringField } from '../../chat/string-field.ts';
import { storedTrajectory } from '../../stored-trajectory.ts';
import type { Trajectory } from '../../trajectory.ts';
import { messageStep } from './step-message.ts';
import { jsonIn } from './otel-message.ts';
import type { OtelSpan } from './otel-span.ts';

const MESSAGES = ['gen_ai.input.messages', 'gen_ai.output.messages', 'ethogram.trailing_messages'];

/**
 * The trajectory that Ethogram's own export wrote as these spans; undefined when they are not from there, or when some of
 * them are missing: then they are read as anybody's.
 */
export function ethogramRun(spans: readonly OtelSpan[]): Trajectory | undefined {
  const root = spans.find(({ attributes }) => 'ethogram.run' in attributes);
  const head = root && jsonIn(stringField(root.attributes, 'ethogram.run') ?? '');
  if (root === undefined || !isJsonObject(head)) return undefined;
  const steps: JsonObject[] = [];
  for (const { attributes } of spans) {
    for (const name of MESSAGES) {
      for (const message of messagesIn(attributes[name])) {
        const step = messageStep(message);
        const index = step && numberField(step, 'index');
        if (step === undefined || index === undefined) return undefined;
        steps[index] = step;
      }
    }
  }
  if (Object.keys(steps).length !== numberField(root.attributes, 'ethogram.steps')) return undefined;
  const instructions = stringField(root.attributes, 'ethogram.instructions');
  const tools = stringField(root.attributes, 'gen_ai.tool.definitions');
  const agent = isJsonObject(head['agent']) ? head['agent'] : {};
  return storedTrajectory({
    ...head,
    agent: {
      ...agent,
      ...(tools !== undefined && { tools: parsed(tools) }),
      ...(instructions !== undefined && { instructions }),
    },
    steps,
  });
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function messagesIn(value: Json | undefined): readonly Json[] {
  const list = typeof value === 'string' ? jsonIn(value) : value;
  return Array.isArray(list) ? (list as readonly Json[]) : [];
}
