import { callEffect } from '../../behavior/call/call-effect.ts';
import { holdsSettings } from './fact-words.ts';
import type { KnownValue } from './known-values.ts';
import { lastField, type Asked, type LookUp } from './look-ups.ts';

const MAX_STATED = 3;
// Values that later calls hold after this share of the look-ups are what it was asked for.
const USED = 0.3;
// A settings file is known by a few of its settings; an answer with many fields, none of which is used, says nothing in particular.
const MAX_UNUSED = 2;
// Quotes, colon, comma and blanks of a field; and what is left of an answer that has more than fields.
const JSON_SIGNS = 7;
const MIN_TEXT = 30;
const LIST = /^\S+(?:, \S+)+$/;

/**
 * Of the values that a look-up is known to answer, those that it is asked for: those that later calls use, else the few there
 * are, or the first of a settings file.
 *
 * @param checks - the commands by which projects are checked: what a script in a file is called they say already
 * @returns at most three
 */
export function valuesToState(
  lookUp: LookUp,
  all: readonly KnownValue[],
  checks: readonly string[],
): readonly KnownValue[] {
  const { asked, command, file, places } = lookUp;
  // What a program says when it is run is a result, not something looked up.
  if (command !== undefined && !isPlainLook(lookUp)) return [];
  const values = all.flatMap((value) => {
    const key = lastField(value.name);
    if (file !== undefined)
      return saysNothing(value) || checks.some((check) => ` ${check} `.includes(` ${key} `)) ? [] : value;
    // What a command lists is what is there now.
    if (command !== undefined && (LIST.test(value.value) || repeats(value.value, command.command))) return [];
    return withUnits(value, places[0]!) ?? [];
  });
  const used = values.filter((value) => value.used >= USED).sort((a, b) => b.used - a.used);
  if (used.length > 0) return used.slice(0, MAX_STATED);
  if (file !== undefined) return holdsSettings(file) ? values.slice(0, MAX_STATED) : [];
  // Asked for nothing in particular, a small number is a count or a state.
  const isBare = asked.length === 0 && command === undefined && /^\d{1,2}$/.test(values[0]?.value ?? '');
  return values.length > MAX_UNUSED || isBare ? [] : values;
}

/** What a project is called, and scripts that nobody runs, are nothing to know a project by. */
function saysNothing({ name, used }: KnownValue): boolean {
  return /^(?:name|version)$/.test(name) || (name.startsWith('scripts.') && used < USED);
}

/** Whether a command line only looks, at one thing: not at what is counted or picked out of an output. */
function isPlainLook({ tool, command, file, places }: LookUp): boolean {
  const line = command!.command;
  if (/ (?:--version|version|-V)$/.test(line)) return true;
  const effect = callEffect(tool, JSON.stringify(command));
  if (effect !== 'read' && effect !== 'unknown') return false;
  return file !== undefined || !(isPath(places[0]!) ? /[|<>`;&{}$]/ : /[|<>"'`*;&{}$]/).test(line);
}

/** Whether what is answered is where something is. */
function isPath({ call: { result } }: Asked): boolean {
  const [first, ...rest] = result?.values ?? [];
  return first !== undefined && rest.length === 0 && /^(?!\S*:\/)[\w@.+-]*(?:\/[\w@.+-]+)+$/.test(first[1]);
}

/** Of the quantities in a text those that say of what: `30 days`, but not `150.00`; undefined when there are none. */
function withUnits(known: KnownValue, { call: { result } }: Asked): KnownValue | undefined {
  const values = result?.values ?? [];
  const told = values.reduce((sum, [name, value]) => sum + name.length + value.length + JSON_SIGNS, 0);
  const isOfText = /^\d/.test(known.value) && (result?.length ?? 0) - told >= MIN_TEXT;
  if (!isOfText) return known;
  const quantities = known.value.split(', ').filter((quantity) => /[\p{L}%]/u.test(quantity));
  return quantities.length === 0 ? undefined : { ...known, value: quantities.join(', ') };
}

/** `wrote out/main.csv` after `export main`: a report of what was done, not something looked up. */
function repeats(value: string, command: string): boolean {
  const words = value.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu) ?? [];
  const asked = new Set(command.toLowerCase().match(/[\p{L}\p{N}_]{4,}/gu));
  return value.includes(' ') && words.some((word) => asked.has(word));
}
