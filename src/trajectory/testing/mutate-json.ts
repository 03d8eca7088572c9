import type { Random } from '../../core/random.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type Change = (value: Json, random: Random, whole: Json) => Json;

const ODD: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e21,
  9007199254740991,
  '',
  ' ',
  'x',
  '__proto__',
  '\u0000',
  '\ud800',
  '2026-13-45T99:99:99Z',
  '1e999',
  '-5',
  'null',
  '[]',
  '{"a":',
  [],
  {},
  [null],
  [[]],
  [{}],
  { a: null },
];
const KEYS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '', 'length', 'id', 'type', 'content', '0'];
/** Characters that a list repeated many times may come to. */
const LONG = 400_000;
/** What is nested deeper is left to mutations of bytes. */
const DEEPEST = 100;

/** What can happen to a value of a JSON text, by name; lists and objects also lose, gain and swap what they hold. */
const CHANGES: Readonly<Record<string, Change>> = {
  'other type': (_value, random) => random.pick(ODD),
  'wrapped in a list': (value) => [value],
  'wrapped in an object': (value, random) => record([[random.pick(KEYS), value]]),
  'as JSON text': (value) => JSON.stringify(value),
  'read as JSON': (value) => parsed(value),
  'value from elsewhere': (_value, random, whole) => structuredClone(random.pick(nodesOf(whole)).value),
  'field lost': (value, random) =>
    isRecord(value) ? record(Object.entries(value).filter(() => random.chance(0.7))) : value,
  'key renamed': (value, random) => {
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    const at = random.below(entries.length + 1);
    return record(entries.map(([key, item], index) => [index === at ? random.pick(KEYS) : key, item]));
  },
  'odd field': (value, random) =>
    isRecord(value) ? record([...Object.entries(value), [random.pick(KEYS), random.pick(ODD)]]) : value,
  'same values': (value, random) => {
    if (!isRecord(value)) return value;
    const entries = Object.entries(value);
    const [, one] = entries.length === 0 ? ['', null] : random.pick(entries);
    return record(entries.map(([key, item]) => [key, typeof item === typeof one ? one : item]));
  },
  'items lost': (value, random) => (Array.isArray(value) ? value.filter(() => random.chance(0.6)) : value),
  'items shuffled': (value, random) => (Array.isArray(value) ? random.shuffle(value) : value),
  'odd items': (value, random) =>
    Array.isArray(value) ? value.flatMap((item) => (random.chance(0.4) ? [item, random.pick(ODD)] : [item])) : value,
  'list as an object': (value) =>
    Array.isArray(value) ? record(value.map((item, index) => [String(index), item])) : value,
  'object as a list': (value) => (isRecord(value) ? Object.values(value) : value),
  'list repeated': (value) => {
    if (!Array.isArray(value) || value.length === 0) return value;
    const size = JSON.stringify(value).length;
    return Array.from({ length: Math.max(1, Math.floor(LONG / size)) }, () => value).flat();
  },
  'put into itself': (value) => {
    let nested = value;
    for (let n = 0; n < 6; n++) nested = inside(value, nested);
    return nested;
  },
};

/**
 * Changes a value somewhere in a JSON text, whatever its depth, or in one of its lines; undefined when nothing of it is
 * JSON, or when it is nested very deeply.
 */
export function mutateJson(text: string, random: Random): { readonly text: string; readonly how: string } | undefined {
  const whole = parsed(text);
  if (typeof whole === 'object' && whole !== null) return changed(whole, random);
  const lines = text.split('\n');
  const places = lines.flatMap((line, index) => (/^\s*[[{]/.test(line) ? [index] : []));
  if (places.length === 0) return undefined;
  const at = random.pick(places);
  const value = parsed(lines[at]!);
  if (typeof value !== 'object' || value === null) return undefined;
  const mutated = changed(value, random);
  return mutated === undefined ? undefined : { text: lines.with(at, mutated.text).join('\n'), how: mutated.how };
}

function changed(whole: Json, random: Random): { readonly text: string; readonly how: string } | undefined {
  const nodes = nodesOf(whole);
  if (nodes.some(({ path }) => path.length > DEEPEST)) return undefined;
  const { path } = random.pick(nodes);
  const how = random.pick(Object.keys(CHANGES));
  const result = replaced(whole, path, (value) => CHANGES[how]!(value, random, whole));
  return { text: JSON.stringify(result, undefined, random.chance(0.1) ? 2 : undefined), how };
}

interface Node {
  readonly path: readonly string[];
  readonly value: Json;
}

// Every value of a JSON value with the keys that lead to it.
function nodesOf(value: Json): Node[] {
  const found: Node[] = [];
  const waiting: Node[] = [{ path: [], value }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    found.push(next);
    if (typeof next.value !== 'object' || next.value === null || next.path.length > DEEPEST) continue;
    for (const [key, item] of Object.entries(next.value)) waiting.push({ path: [...next.path, key], value: item });
  }
  return found;
}

function replaced(value: Json, path: readonly string[], change: (value: Json) => Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.with(Number(key), replaced(value[Number(key)]!, rest, change));
  if (!isRecord(value)) return value;
  return record(
    Object.entries(value).map(([name, item]) => [name, name === key ? replaced(item, rest, change) : item]),
  );
}

// A list or object with another value in place of its last list or object.
function inside(value: Json, put: Json): Json {
  if (typeof value !== 'object' || value === null) return [put];
  const entries = Object.entries(value);
  const at = entries.findLastIndex(([, item]) => typeof item === 'object' && item !== null);
  const filled = entries.map(([key, item], index): [string, Json] => [key, index === at ? put : item]);
  return Array.isArray(value) ? filled.map(([, item]) => item) : record(filled);
}

// A key may be `__proto__`.
function record(entries: readonly (readonly [string, Json])[]): { [key: string]: Json } {
  return Object.fromEntries(entries);
}

function isRecord(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(value: Json): Json {
  try {
    return typeof value === 'string' ? (JSON.parse(value) as Json) : value;
  } catch {
    return value;
  }
}
