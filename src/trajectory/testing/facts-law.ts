import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts';
import type { ImportItem } from '../trajectory.ts';
import { verbatim } from './text-law.ts';

/** A leaf of a source that is nowhere in what was imported. */
export interface LostFact {
  /** Names of the fields that lead to it, `[]` for the items of a list. */
  readonly place: string;
  readonly value: string;
  /** The value stands somewhere, but not under the name of its field. */
  readonly elsewhere: boolean;
}

/** All that was imported from one file, ready to be asked for facts. */
export interface ImportedFacts {
  /** Whether a text, or a number or flag under the name of its field, was imported; `elsewhere`: under another name. */
  find(name: string, value: string | number | boolean): 'found' | 'elsewhere' | 'lost';
  /** Whether a value was imported under this name. */
  has(name: string, value: string): boolean;
  /** The words of a line that stand nowhere in what was imported. */
  missingWords(line: string): readonly string[];
}

const TOKEN = /[\p{L}\p{N}_]+/gu;
// Shorter texts may stand inside others by chance.
const SHORTEST_TEXT = 24;
// What does not stand somewhere by chance, whatever its name: a number of five digits, an id, a version, a path.
const TELLING = /^(?=.{5})[\d.-]*$|^(?=.{8}).*\d/s;
// What a part or a step holds under a name of its own, whatever the source calls it.
const OF_PARTS = ['text', 'argumentsText', 'name', 'callId', 'model'];
// What sources and steps have different names for.
const NAMES: Readonly<Record<string, string>> = {
  completion_tokens: 'outputTokens',
  output_tokens: 'outputTokens',
  prompt_tokens: 'inputTokens',
  input_tokens: 'inputTokens',
  cached_tokens: 'cachedInputTokens',
  cache_read_input_tokens: 'cachedInputTokens',
  reasoning_tokens: 'reasoningTokens',
  cost: 'costUsd',
};

/** What items say: every leaf of their trajectories, labels, links and issues, and of the JSON that their texts hold. */
export function importedFacts(items: readonly ImportItem[]): ImportedFacts {
  const exact = new Set<string>();
  const named = new Set<string>();
  const texts: string[] = [];
  const places = new Set<string>();

  function add(name: string, value: string | number | boolean): void {
    const text = String(value);
    named.add(`${name}\0${text}`);
    if (exact.has(text)) return;
    exact.add(text);
    if (typeof value !== 'string') return;
    texts.push(text);
    const inner = jsonIn(text);
    if (inner !== undefined) eachLeaf(inner, (_, key, leaf) => add(key, leaf));
  }

  for (const item of items) {
    eachLeaf(item as unknown as Json, (place, name, value) => {
      // A hash says nothing.
      if (name === 'contentHash') return;
      places.add(place);
      add(name, value);
    });
    if ('label' in item) {
      const name = item.label.name.slice(item.label.name.lastIndexOf('/') + 1);
      eachLeaf(item.label.value, (_, key, value) => add(key === '' ? name : key, value));
    }
    if (!('trajectory' in item)) continue;
    for (const { name, value } of item.trajectory.outcomes) add(name, value);
    for (const step of item.trajectory.steps) {
      if (step.parts.length > 1) texts.push(step.parts.map(verbatim).join(''));
    }
  }
  let all: string | undefined;
  let bare: string | undefined;
  const isSaid = (text: string): boolean => {
    all ??= texts.join('\n');
    if (all.includes(text)) return true;
    const escaped = JSON.stringify(text).slice(1, -1);
    if (escaped !== text && (all.includes(escaped) || all.includes(JSON.stringify(escaped).slice(1, -1)))) return true;
    // Files stand in results with the numbers of their lines.
    bare ??= all.replaceAll(/^ *\d+[\t→]/gm, '');
    return bare.length !== all.length && bare.includes(text);
  };

  let words: Set<string> | undefined;
  let tokens: Set<string> | undefined;

  return {
    has: (name, value) => named.has(`${name}\0${value}`),
    missingWords(line) {
      words ??= new Set([...exact, ...places].flatMap(wordsOf));
      return wordsOf(line).filter((word) => !words!.has(word));
    },
    find(name, value) {
      const text = String(value);
      if (named.has(`${name}\0${text}`) || named.has(`${NAMES[name] ?? 'text'}\0${text}`)) return 'found';
      if (typeof value === 'string' && exact.has(text) && OF_PARTS.some((part) => named.has(`${part}\0${text}`)))
        return 'found';
      if (typeof value === 'string' && text.length > SHORTEST_TEXT) {
        if (exact.has(text) || isSaid(text)) return 'found';
        // What a text is made of may be divided among parts and steps.
        const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
        return lines.length > 1 && lines.every((line) => exact.has(line) || isSaid(line)) ? 'found' : 'lost';
      }
      if (typeof value === 'boolean') return 'lost';
      const time = momentOf(value);
      if (time !== undefined && exact.has(time)) return 'found';
      if (exact.has(text)) return TELLING.test(text) ? 'found' : 'elsewhere';
      // A single word must be one, not a piece of another.
      tokens ??= new Set(texts.flatMap((said) => said.match(TOKEN) ?? []));
      const isTold = /^[\p{L}\p{N}_]+$/u.test(text) ? tokens.has(text) : text.trim() === '' || isSaid(text);
      return isTold ? 'elsewhere' : 'lost';
    },
  };
}

function wordsOf(text: string): string[] {
  return text.match(/\p{L}+|\p{N}+/gu) ?? [];
}

/** The leaves of a record that are not in what was imported; of a line of text, its words. */
export function lostFacts(record: Json, facts: ImportedFacts): LostFact[] {
  if (typeof record === 'string') {
    return facts.missingWords(record).map((value) => ({ place: '', value, elsewhere: false }));
  }
  const lost: LostFact[] = [];
  const check = (place: string, name: string, value: string | number | boolean): void => {
    if (typeof value === 'string' && value.trim() === '') return;
    const found = facts.find(name, value);
    if (found === 'found') return;
    const inner = typeof value === 'string' ? jsonIn(value) : undefined;
    if (inner !== undefined) eachLeaf(inner, check, `${place}~`, name);
    else lost.push({ place, value: String(value), elsewhere: found === 'elsewhere' });
  };
  eachLeaf(record, check);
  return lost;
}

/** Tells every string, number and flag of a value: its place, the name of the field nearest to it, itself. */
function eachLeaf(
  value: Json,
  tell: (place: string, name: string, value: string | number | boolean) => void,
  place = '',
  name = '',
): void {
  if (value === null || value === undefined) return;
  if (Array.isArray(value)) {
    const time = highResolution(value as readonly Json[]);
    if (time !== undefined) return tell(`${place}[]`, name, time);
    for (const item of value as readonly Json[]) eachLeaf(item, tell, `${place}[]`, name);
  } else if (isJsonObject(value)) {
    const attribute = attributeOf(value);
    if (attribute !== undefined)
      return eachLeaf(attribute[1], tell, `${place}.${attribute[0]}`, shortName(attribute[0]));
    for (const [key, item] of Object.entries(value)) eachLeaf(item, tell, `${place}.${key}`, shortName(key));
  } else tell(place, name, value as string | number | boolean);
}

// OpenTelemetry writes `{key, value: {stringValue}}`.
function attributeOf(value: JsonObject): [string, Json] | undefined {
  const { key, value: given } = value;
  if (typeof key !== 'string' || !isJsonObject(given)) return undefined;
  const [kind, leaf] = Object.entries(given)[0] ?? [];
  return kind !== undefined && kind.endsWith('Value') && leaf !== undefined ? [key, leaf] : undefined;
}

// OpenTelemetry for JavaScript writes times as seconds and nanoseconds.
function highResolution([seconds, nanoseconds, more]: readonly Json[]): number | undefined {
  if (typeof seconds !== 'number' || typeof nanoseconds !== 'number' || more !== undefined) return undefined;
  return seconds > 1e9 && nanoseconds < 1e9 ? seconds * 1000 + Math.floor(nanoseconds / 1e6) : undefined;
}

function shortName(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function jsonIn(text: string): Json | undefined {
  if (!/^\s*[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

// Times are imported as ISO 8601.
function momentOf(value: string | number): string | undefined {
  const number = typeof value === 'number' ? value : /^\d{10,19}(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
  if (number !== undefined && (number < 1e9 || number > 3e18)) return undefined;
  const ms =
    number === undefined
      ? undefined
      : number > 1e17
        ? number / 1e6
        : number > 1e14
          ? number / 1e3
          : number > 1e11
            ? number
            : number * 1000;
  const date = new Date(ms ?? value);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
