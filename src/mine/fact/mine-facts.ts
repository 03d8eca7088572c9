import { callEffect } from '../../behavior/call-effect.ts';
import type { Matcher } from '../../behavior/codebook.ts';
import type { Candidate, Occurrence } from '../candidate.ts';
import { supportOf, type Corpus } from '../digest/corpus.ts';
import { checkCommand, oneOfItsKind } from './check-command.ts';
import { knownValues, type KnownValue } from './known-values.ts';
import { lookUps, type Asked, type LookUp } from './look-ups.ts';
import { mayBeKnown } from './may-be-known.ts';
import { holdsSettings, wordCheck, wordPointer, wordValues } from './fact-words.ts';

const MIN_RUNS = 3;
const MIN_TASKS = 2;
const MAX_STATED = 3;
// Values that later calls hold after this share of the look-ups are what it was asked for.
const USED = 0.3;
// A settings file is known by a few of its settings; an answer with many fields, none of which is used, says nothing in particular.
const MAX_UNUSED = 2;
// An answer in sentences is somebody's words; it is only pointed at, if its length is between these.
const MIN_POINTED = 60;
// Quotes, colon, comma and blanks of a field; and what is left of an answer that has more than fields.
const JSON_SIGNS = 7;
const MIN_TEXT = 30;
const MAX_POINTED = 800;
const MIN_POINTED_RUNS = 5;
const STABLE = 0.9;

/**
 * Facts: what agents look up, or find out, again in run after run of a project (of runs without a project, in all of them).
 * - how it is checked here: the same bare command (`mix test`, `npm run lint`) that mostly worked;
 * - a call with the same arguments that answers the same short values, or has since they last changed: the whole answer,
 *   fields of JSON, settings in a file; of several those that later calls use;
 * - a call with the same arguments that answers the same sentences: only that it does, and the quantities in them.
 * At least three runs of two tasks each. Values come out only when they are short and look like names, numbers or commands; never
 * keys, personal data or anybody's sentences.
 *
 * @returns in order of tokens spent on finding out, most first
 */
export function mineFacts(corpus: Corpus): Candidate[] {
  const all = lookUps(corpus).filter(({ places }) => {
    const support = supportOf(places.map(({ run }) => run), corpus.tasks); // prettier-ignore
    return support.runs >= MIN_RUNS && support.tasks >= MIN_TASKS;
  });
  const values = knownValues(corpus, all);
  const asked = new Map<string, number>();
  for (const { tool, places } of all) if (isSameAnswer(places)) asked.set(tool, (asked.get(tool) ?? 0) + 1);
  const isAlone = oneOfItsKind(corpus);
  const facts = all.flatMap((lookUp, i) => {
    if (checkCommand(lookUp) !== undefined && !isAlone(lookUp)) return [];
    return factOf(corpus, lookUp, values[i]!, (asked.get(lookUp.tool) ?? 0) > 1) ?? [];
  });
  return ofOnePurpose(
    facts.toSorted((a, b) => spent(b.candidate) - spent(a.candidate) || (a.candidate.name < b.candidate.name ? -1 : 1)),
  );
}

interface Fact {
  readonly candidate: Candidate;
  /** Facts of the same purpose exclude each other. */
  readonly purpose?: string;
}

/** Of two commands for one purpose the one that more runs came to use is how it is done here. */
function ofOnePurpose(facts: readonly Fact[]): Candidate[] {
  const best = new Map<string, Fact>();
  for (const fact of facts) {
    const known = fact.purpose === undefined ? undefined : best.get(fact.purpose);
    if (fact.purpose !== undefined && (known === undefined || runsOf(fact.candidate) > runsOf(known.candidate)))
      best.set(fact.purpose, fact);
  }
  return facts
    .filter((fact) => fact.purpose === undefined || best.get(fact.purpose) === fact)
    .map(({ candidate }) => candidate);
}

function runsOf({ occurrences }: Candidate): number {
  return new Set(occurrences.map(({ run }) => run)).size;
}

function spent({ occurrences }: Candidate): number {
  return occurrences.reduce((sum, { tokens }) => sum + tokens, 0);
}

function factOf(corpus: Corpus, lookUp: LookUp, values: readonly KnownValue[], isOneOfMany: boolean): Fact | undefined {
  const { tool, project, places } = lookUp;
  const shared = {
    kind: 'fact' as const,
    polarity: 'do' as const,
    scope: { tools: [tool], ...(project !== undefined && { projects: [project] }) },
    matcher: matcherOf(corpus, lookUp),
    occurrences: places.map((place) => occurrenceOf(corpus, place)),
  };
  const check = checkCommand(lookUp);
  if (check !== undefined) {
    return {
      candidate: { ...shared, ...wordCheck(check, project) },
      purpose: `${project ?? ''}\n${check.purpose}\n${check.folder ?? ''}`,
    };
  }
  if (!lookUp.asked.every(([, value]) => value === '' || /^\d+$/.test(value) || mayBeKnown(value))) return undefined;
  // What a program says when it is run is a result, not something looked up.
  const isRead = lookUp.command === undefined || isPlainLook(tool, lookUp);
  const stated = isRead ? toState(lookUp, values) : [];
  if (stated.length > 0) return { candidate: { ...shared, ...wordValues(lookUp, stated), fact: times(stated) } };
  const runs = new Set(places.map(({ run }) => run)).size;
  const isPolicy = isOneOfMany && lookUp.file === undefined && lookUp.asked.length > 0;
  const length = places[0]!.call.result?.length ?? 0;
  if (!isPolicy || runs < MIN_POINTED_RUNS || length < MIN_POINTED || length > MAX_POINTED || !isSameAnswer(places))
    return undefined;
  return { candidate: { ...shared, ...wordPointer(lookUp) } };
}

/** Whether a command line only looks, at one thing: not at what is counted or picked out of an output. */
function isPlainLook(tool: string, { command, file }: LookUp): boolean {
  const effect = callEffect(tool, JSON.stringify(command));
  return (
    (effect === 'read' || effect === 'unknown') && (file !== undefined || !/[|<>"'`*;&{}$]/.test(command!.command))
  );
}

/** Of the values that are known, those that are asked for. */
function toState({ asked, command, file, places }: LookUp, all: readonly KnownValue[]): readonly KnownValue[] {
  const values = all.flatMap((value) => {
    if (file === undefined && command !== undefined && repeats(value.value, command.command)) return [];
    return withUnits(value, places[0]!) ?? [];
  });
  const used = values.filter((value) => value.used >= USED).sort((a, b) => b.used - a.used);
  if (used.length > 0) return used.slice(0, MAX_STATED);
  if (file !== undefined) return holdsSettings(file) ? values.slice(0, MAX_STATED) : [];
  // Asked for nothing in particular, a small number is a count or a state.
  const isBare = asked.length === 0 && command === undefined && /^\d{1,2}$/.test(values[0]?.value ?? '');
  return values.length > MAX_UNUSED || isBare ? [] : values;
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

function times(stated: readonly KnownValue[]): NonNullable<Candidate['fact']> {
  const [{ since, lastSeen, changed }] = stated.toSorted((a, b) => ((a.since ?? '') < (b.since ?? '') ? 1 : -1)) as [
    KnownValue,
  ];
  return {
    answer: stated.map(({ name, value }) => (name === '' ? value : `${name} = ${value}`)).join(', '),
    ...(since !== undefined && { since }),
    ...(changed && since !== undefined && { changedAt: since }),
    ...(lastSeen !== undefined && { lastSeen }),
  };
}

/** Whether nearly all answers were the same, letter by letter. */
function isSameAnswer(places: readonly Asked[]): boolean {
  const counts = new Map<number, number>();
  for (const { call } of places)
    if (call.result !== undefined) counts.set(call.result.hash, (counts.get(call.result.hash) ?? 0) + 1);
  return Math.max(0, ...counts.values()) >= STABLE * places.length;
}

/** The call with these arguments, so that it is seen again. */
function matcherOf({ fragments, lexicon }: Corpus, { command, asked, file, places }: LookUp): Matcher {
  const symbols = [...new Set(places.map(({ run, call }) => lexicon.word(fragments[run]!.symbols[call.at]!)))].sort();
  const said = file ?? command?.command;
  const condition = said === undefined ? { arguments: Object.fromEntries(asked) } : { says: [[said]] };
  return { sequence: { symbols: [symbols.join(' | ')], maxGap: 0, where: [{ element: 0, ...condition }] } };
}

function occurrenceOf({ fragments }: Corpus, { run, call }: Asked): Occurrence {
  const { steps, parts, starts, ends } = fragments[run]!;
  const { at, tokens } = call;
  return {
    run,
    steps: [...new Set([steps[at]!, call.result?.step ?? steps[at]!])],
    at: { step: steps[at]!, part: parts[at]!, start: starts[at]!, end: ends[at]! },
    tokens,
  };
}
