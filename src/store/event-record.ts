import type { Event } from '../behavior/event.ts';
import { keyText } from './key-text.ts';

/** What the columns of an event's row say, as `keyText`s: what an event repeats of them is not stored again. */
export interface EventColumns {
  readonly trajectoryId: string;
  readonly codebook: string;
  readonly slug: string;
  readonly hash: string;
}

/**
 * An event as it lies in its row: the fields that every event has by position, spans as one flat list, the rest by name.
 * That is a third of the object's size. `null` stands for what the columns say.
 */
export type EventRecord = readonly [
  id: string,
  revision: number,
  trajectoryId: string | null,
  code: string | null,
  kind: Event['kind'],
  unit: Event['unit'],
  actor: Event['actor'],
  steps: Event['steps'],
  verdict: Event['verdict'],
  tier: Event['tier'],
  detector: string,
  confidence: number,
  spans: readonly (string | number)[],
  rest?: Pick<Event, 'target' | 'subject' | 'time' | 'modifiers' | 'coder' | 'promptHash' | 'costUsd'>,
];

/** An event made ready to be packed. */
export function eventRecord(event: Event, columns: EventColumns): EventRecord {
  const {
    id,
    trajectoryId,
    revision,
    code,
    kind,
    unit,
    actor,
    steps,
    spans,
    verdict,
    tier,
    detector,
    confidence,
    ...rest
  } = event;
  const flat = spans.flatMap(({ step, part, start, end, quote }) => [step, part, start, end, quote]);
  // A key that is not the text itself cannot stand for it.
  const sayRun = columns.trajectoryId === trajectoryId && keyText(trajectoryId) === trajectoryId;
  const sayCode = codeOf(columns) === code && keyText(code) === code;
  const record = [
    id,
    revision,
    sayRun ? null : trajectoryId,
    sayCode ? null : code,
    kind,
    unit,
    actor,
    steps,
    verdict,
    tier,
    detector,
    confidence,
    flat,
  ] as const;
  return Object.keys(rest).length === 0 ? record : [...record, rest];
}

/** The event that {@link eventRecord} was given. */
export function eventOf(record: EventRecord, columns: EventColumns): Event {
  const [id, revision, trajectoryId, code, kind, unit, actor, steps, verdict, tier, detector, confidence, flat, rest] =
    record;
  const spans = Array.from({ length: flat.length / 5 }, (_, i) => {
    const [step, part, start, end, quote] = flat.slice(5 * i, 5 * i + 5) as [number, number, number, number, string];
    return { step, part, start, end, quote };
  });
  return {
    id,
    trajectoryId: trajectoryId ?? columns.trajectoryId,
    revision,
    code: code ?? codeOf(columns),
    kind,
    unit,
    actor,
    steps,
    spans,
    verdict,
    tier,
    detector,
    confidence,
    ...rest,
  };
}

function codeOf({ codebook, slug, hash }: EventColumns): string {
  return `${codebook}/${slug}@${hash}`;
}
