import type { z } from 'zod';

/** What is wrong at one place of a file that people write. */
export interface YamlFault {
  /** Where, from the outermost field on; empty: the whole of it, or a place that has no field. */
  readonly path: readonly PropertyKey[];
  /** What kind of fault: of the parser (`DUPLICATE_KEY`), or of the shape (`invalid_type`, `custom`). */
  readonly code: string;
  /** `found …, expected …` */
  readonly message: string;
  /** What stands there; of a field that is not known, its name. */
  readonly found?: unknown;
  /** What may stand there instead, where that is a list: values, or names of fields. */
  readonly allowed?: readonly string[];
  /** What to do about it, if the check itself knows. */
  readonly hint?: string;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'fields (name: value)',
  record: 'fields (name: value)',
};
const LONGEST_FOUND = 60;

/**
 * The first fault of a value that does not fit a schema; of a union's complaints, the one that got furthest into the
 * value. A check of the schema's own may say what was expected (`expected a slug`), and carry `params: { hint }`.
 */
export function shapeFault(schema: z.ZodType, contents: unknown, issues: readonly z.core.$ZodIssue[]): YamlFault {
  return faultOf(schema, contents, deepest(firstOf(issues)));
}

/** A field that is not known tells why another is missing. */
function firstOf(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const first = issues[0]!;
  const around = JSON.stringify(first.path.slice(0, -1));
  return issues.find(({ code, path }) => code === 'unrecognized_keys' && JSON.stringify(path) === around) ?? first;
}

function faultOf(schema: z.ZodType, contents: unknown, issue: z.core.$ZodIssue): YamlFault {
  const { path } = issue;
  const found = path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], contents); // prettier-ignore
  const fault = (expected: string, more: Partial<YamlFault> = {}): YamlFault => ({
    path,
    code: issue.code,
    message: `found ${foundText(found)}, expected ${expected}`,
    found,
    ...more,
  });
  switch (issue.code) {
    case 'unrecognized_keys': {
      // At the key itself, which may stand lines below what it is in.
      const [key] = issue.keys as [string];
      const allowed = fieldsAt(schema, path);
      const message = `found a field that is not known, expected ${eitherOf(allowed)}`;
      return { path: [...path, key], code: issue.code, message, found: key, allowed };
    }
    case 'invalid_type':
      return fault(TYPES[issue.expected] ?? issue.expected);
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      return fault(eitherOf(allowed), { allowed });
    }
    case 'too_small':
      if (issue.minimum === 1 && issue.origin !== 'number') return fault(`${TYPES[issue.origin]} that is not empty`);
      return fault(`at least ${issue.minimum}${unitOf(issue.origin)}`);
    case 'too_big':
      return fault(`at most ${issue.maximum}${unitOf(issue.origin)}`);
    case 'invalid_union':
      // None of the kinds that a field tells apart.
      if ('options' in issue && Array.isArray(issue.options)) return fault(eitherOf(issue.options.map(String)));
      return fault(eitherOf([...new Set(issue.errors.flat().map((one) => (one.code === 'invalid_type' ? (TYPES[one.expected] ?? one.expected) : one.message)))])); // prettier-ignore
    case 'invalid_key':
      return fault(saidBy(issue.issues[0]!.message), { found: path.at(-1), message: `found ${foundText(path.at(-1))}, ${issue.issues[0]!.message}` }); // prettier-ignore
    case 'custom': {
      const hint: unknown = issue.params?.['hint'];
      const isWhole = !issue.message.startsWith('expected ');
      return fault(saidBy(issue.message), {
        ...(isWhole && { message: issue.message }),
        ...(typeof hint === 'string' && { hint }),
      });
    }
    default:
      return fault(saidBy(issue.message));
  }
}

function saidBy(message: string): string {
  return message.replace(/^expected /, '');
}

function unitOf(origin: string): string {
  return origin === 'array' ? ' entries' : origin === 'string' ? ' characters' : '';
}

function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.map((errors) => {
    const one = deepest(firstOf(errors));
    return { ...one, path: [...issue.path, ...one.path] };
  });
  // A branch that takes another type altogether has nothing to say of what is in the value.
  const telling = inner.filter(({ code, path }) => code !== 'invalid_type' || path.length > issue.path.length);
  const depth = (one: z.core.$ZodIssue): number => one.path.length + (one.code === 'unrecognized_keys' ? 1 : 0);
  return telling.find(({ code }) => code === 'custom') ?? telling.sort((a, b) => depth(b) - depth(a))[0] ?? issue;
}

/** What stands in a file, short enough for a message. */
function foundText(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'string') {
    return JSON.stringify(value.length > LONGEST_FOUND ? `${value.slice(0, LONGEST_FOUND)}…` : value);
  }
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value !== 'object') return String(value);
  const names = Object.keys(value);
  if (names.length === 0) return 'no fields';
  const text = names.join(', ');
  return `fields (${text.length > LONGEST_FOUND ? `${text.slice(0, LONGEST_FOUND)}…` : text})`;
}

function eitherOf(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'none') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`;
}

/** The names of the fields that a schema takes at a place. */
function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  const { def } = schema as unknown as { readonly def: z.core.$ZodTypes['_zod']['def'] };
  const [key, ...rest] = path;
  switch (def.type) {
    case 'object':
      if (key === undefined) return Object.keys(def.shape);
      return Object.hasOwn(def.shape, key) ? fieldsAt(def.shape[String(key)]!, rest) : [];
    case 'array':
      return fieldsAt(def.element, rest);
    case 'record':
      return fieldsAt(def.valueType, rest);
    case 'union':
      return [...new Set(def.options.flatMap((option) => fieldsAt(option, path)))];
    case 'optional':
    case 'default':
      return fieldsAt(def.innerType, path);
    case 'pipe':
      return fieldsAt(def.in, path);
    default:
      return [];
  }
}
