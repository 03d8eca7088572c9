import { promptText, type Mind, type MindAnswer, type MindRequest } from '../mind.ts';
import { schemaFields } from './schema-of.ts';

/** Which requests are meant; all that is given must hold. */
export interface RequestMatch {
  /** As the OpenAI protocols carry it; where the protocol carries none, this holds when `fields` are given, too. */
  readonly schemaName?: string;
  /** Top-level fields that the schema must have. */
  readonly fields?: readonly string[];
  /** Found in the instructions or a message. */
  readonly prompt?: RegExp;
  /** A tool that must be offered. */
  readonly tool?: string;
}

/** A mind that can be told how to answer what. */
export interface ProgrammableMind {
  (request: MindRequest): MindAnswer | Promise<MindAnswer>;
  /** Answers what matches by `answer`; what was told last is asked first. Returns the mind itself. */
  on(match: RequestMatch, answer: Mind): ProgrammableMind;
}

/** A mind that answers by `otherwise` until it is told better. */
export function programmableMind(otherwise: Mind): ProgrammableMind {
  const told: (readonly [match: RequestMatch, answer: Mind])[] = [];
  const mind = (request: MindRequest): MindAnswer | Promise<MindAnswer> => {
    const found = told.findLast(([match]) => matches(request, match));
    return (found?.[1] ?? otherwise)(request);
  };
  return Object.assign(mind, {
    on(match: RequestMatch, answer: Mind): ProgrammableMind {
      told.push([match, answer]);
      return this as ProgrammableMind;
    },
  });
}

function matches(request: MindRequest, { schemaName, fields, prompt, tool }: RequestMatch): boolean {
  if (
    schemaName !== undefined &&
    request.schemaName !== schemaName &&
    (fields === undefined || request.schemaName !== undefined)
  ) {
    return false;
  }
  if (fields !== undefined) {
    const given = schemaFields(request);
    if (!fields.every((field) => given.includes(field))) return false;
  }
  if (prompt !== undefined && !prompt.test(promptText(request))) return false;
  return tool === undefined || request.tools.some(({ name }) => name === tool);
}
