import { codeKey } from '../../behavior/code-key.ts';
import type { Event } from '../../behavior/event.ts';
import { isJsonObject, jsonObjectIn, type Json } from '../../core/json.ts';
import { secondsOf } from '../../trajectory/formats/table/coded-run.ts';
import type { Label, Step, Trajectory } from '../../trajectory/trajectory.ts';
import type { TrajectorySummary } from '../../trajectory/trajectory-store.ts';
import { chosenModifiers } from './modifier-sets.ts';

/** What the seconds of an observation are: since the run began, as the source tells them, or steps, each counted as a second. */
export type TimeBase = 'clock' | 'source' | 'steps';

/** An occurrence, as programs for coded observations know it. */
export interface ExchangeEvent {
  /** `codebook/slug`, or the name of a label without `label:` and its source. */
  readonly behavior: string;
  /** The codebook, or what the source groups it under; `''` for none. */
  readonly category: string;
  readonly subject: string;
  readonly kind: 'point' | 'state';
  /** Seconds of the run's {@link TimeBase}; both are the same for a point. */
  readonly start: number;
  readonly stop: number;
  /** `name=value`, joined by `|`; `''` for none. */
  readonly modifiers: string;
  /** What only Ethogram says of it (a JSON object: id, steps, tier, detector, confidence …; no words of the run), or the source's comment. */
  readonly note: string;
}

/** The events of a run, in order of start, and what their seconds are. */
export interface TimedEvents {
  readonly timeBase: TimeBase;
  readonly seconds: number;
  readonly events: readonly ExchangeEvent[];
}

/**
 * Coded events in seconds since the run began, where all of them have a time; else a step is a second: a point is at the number of
 * its first step, a state lasts from its first step to the end of its last.
 */
export function exchangeEvents(run: TrajectorySummary, events: readonly Event[]): TimedEvents {
  const began = run.startedAt === undefined ? Number.NaN : Date.parse(run.startedAt);
  const ended = run.endedAt === undefined ? Number.NaN : Date.parse(run.endedAt);
  // A run without events is as long as its source says.
  const isTimed =
    !Number.isNaN(began) &&
    (events.length > 0 || ended >= began) &&
    events.every(({ time }) => time !== undefined && time.startMs >= began);
  const made = events.map((event): ExchangeEvent => {
    const { code, kind, subject, actor, steps, time } = event;
    const behavior = codeKey(code);
    const start = isTimed ? rounded((time!.startMs - began) / 1000) : steps[0];
    const stop = isTimed ? rounded((time!.endMs - began) / 1000) : steps[1] + 1;
    return {
      behavior,
      category: behavior.slice(0, Math.max(0, behavior.indexOf('/'))),
      subject: subject ?? actor,
      kind,
      start,
      stop: kind === 'point' ? start : stop,
      modifiers: plainModifiers(modifiersOf(event).map(([name, value]) => `${name}=${value}`)),
      note: noteOf(event),
    };
  });
  const length = isTimed ? Math.max(0, rounded((ended - began) / 1000) || 0) : run.steps;
  return inOrder(isTimed ? 'clock' : 'steps', length, made);
}

/** What a source's labels say, in the source's own times where it has them, else with a step as a second. */
export function labelledEvents(run: TrajectorySummary, trajectory: Trajectory, labels: readonly Label[]): TimedEvents {
  const values = labels.map(({ value }) => (isJsonObject(value) ? value : { value }));
  const times = values.map(({ start, stop }) => [secondsIn(start), secondsIn(stop)] as const);
  const isTimed = times.every(([start]) => start !== undefined);
  const made = labels.map((label, index): ExchangeEvent => {
    const value = values[index]!;
    const [first, last] = label.steps!;
    const note = commentAt(trajectory, trajectory.steps[first]);
    const told = jsonObjectIn(note)?.['kind'];
    const [start, stop] = isTimed ? times[index]! : [first, last + 1];
    const lasts = isTimed ? stop !== undefined && value['type'] !== 'POINT' : last > first;
    const kind = told === 'point' || told === 'state' ? told : lasts ? 'state' : 'point';
    const name = label.name.replace(/^label:(?:(?:boris|bids)\/)?/, '');
    const category = textIn(value['category'] ?? fieldAt(trajectory, trajectory.steps[first], 'category'));
    return {
      behavior: name,
      category,
      subject: textIn(value['subject'] ?? fieldAt(trajectory, trajectory.steps[first], 'subject')),
      kind,
      start: start!,
      stop: kind === 'point' ? start! : (stop ?? start!),
      modifiers: isJsonObject(label.value)
        ? modifiersIn(value['modifiers'] ?? fieldAt(trajectory, trajectory.steps[first], 'modifiers'))
        : shortValue(label.value),
      note,
    };
  });
  return inOrder(isTimed ? 'source' : 'steps', isTimed ? 0 : run.steps, made);
}

function inOrder(timeBase: TimeBase, length: number, events: readonly ExchangeEvent[]): TimedEvents {
  const sorted = events.toSorted((a, b) => a.start - b.start);
  return { timeBase, seconds: sorted.reduce((longest, { stop }) => Math.max(longest, stop), length), events: sorted };
}

// Where in its evidence a cue lies is no property of what was done.
const CUE_PLACE = ['cueStart', 'cueEnd'];

function modifiersOf({ modifiers = {} }: Event): [string, string | number][] {
  return Object.entries(modifiers).filter(([name]) => !CUE_PLACE.includes(name));
}

/** In JSON of signs that any table can hold. */
function noteOf(event: Event): string {
  const { id, code, kind, unit, actor, target, steps, verdict, tier, detector, confidence, coder } = event;
  const spans = event.spans.map(({ step, part, start, end }) => [step, part, start, end]);
  const cue = CUE_PLACE.flatMap((name) => event.modifiers?.[name] ?? []);
  const note = { id, code, kind, unit, actor, target, steps, verdict, tier, detector, confidence, coder, spans, ...(cue.length > 0 && { cue }) }; // prettier-ignore
  return JSON.stringify(note).replaceAll(
    /[\u007f-\u009f\u2028\u2029]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

// What is longer is a text, such as the reason for a verdict.
const LONGEST_VALUE = 60;

function shortValue(value: Json): string {
  const text = typeof value === 'boolean' ? String(value) : textIn(value);
  return text === '' || text.length > LONGEST_VALUE ? '' : plainModifiers([`value=${text}`]);
}

// What other programs put between modifiers must not stand in one.
function plainModifiers(modifiers: readonly string[]): string {
  return modifiers.map((modifier) => modifier.replaceAll(/[|,\p{Cc}]/gu, ' ').trim()).join('|');
}

function modifiersIn(value: Json | undefined): string {
  const text = Array.isArray(value) ? value.filter((modifier) => modifier !== '').map(textIn).join('|') : textIn(value);
  return chosenModifiers(text);
} // prettier-ignore

const COMMENTS = ['Comment', 'Comment start', 'comment', 'event'];

function commentAt(trajectory: Trajectory, step: Step | undefined): string {
  for (const name of COMMENTS) {
    const value = step?.extra?.[name] ?? trajectory.extra[name];
    const text = Array.isArray(value) ? value[0] : value;
    if (typeof text === 'string') return text;
  }
  return '';
}

function fieldAt(trajectory: Trajectory, step: Step | undefined, name: string): Json | undefined {
  return step?.extra?.[name] ?? trajectory.extra[name];
}

function textIn(value: Json | undefined): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

function secondsIn(value: Json | undefined): number | undefined {
  return typeof value === 'string' ? secondsOf(value) : typeof value === 'number' ? value : undefined;
}

/** Sums and differences of decimals are rounded to the microsecond. */
export function rounded(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e6;
}
