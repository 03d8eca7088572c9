import { characterEdge } from '../core/character-edge.ts';
import type { TrajectoryHead } from '../trajectory/trajectory.ts';
import type { StepRecord } from './call/call-record.ts';
import type { Span } from './event.ts';

/** What a detector found, before it becomes an event. */
export interface Finding {
  readonly steps: readonly [number, number];
  readonly spans: readonly Omit<Span, 'quote'>[];
  /** 0–1. */
  readonly confidence: number;
  readonly modifiers?: Readonly<Record<string, string | number>>;
  /** What a matcher's `tools` and `except` may know it by, besides the tool's name: a symbol, or the key of a sentence. */
  readonly key?: string;
}

/** How many units of a code a run let be seen, and how many it hid. */
export interface UnitCount {
  readonly observed: number;
  readonly notObservable: number;
}

/** The units of a run as one: it was observed when anything in it was. */
export function wholeRun({ observed, notObservable }: UnitCount): UnitCount {
  return { observed: Math.min(1, observed), notObservable: observed > 0 ? 0 : Math.min(1, notObservable) };
}

/** A structural code's detector at work on one run: fed every step in order, then ended once. */
export interface StructureRun {
  step(record: StepRecord): Finding[];
  end(): Finding[];
  units(): UnitCount;
}

/** What a step can hold: calls, answers to calls, or whatever an agent or a user says or does. */
export const SIGHTS = ['calls', 'results', 'agent', 'user'] as const;
/** One of {@link SIGHTS}. */
export type Sight = (typeof SIGHTS)[number];

/** The sights of a step as bits, in order of {@link SIGHTS}. */
export function sightsOf({ step, calls, results }: StepRecord): number {
  const { actor } = step;
  return (calls.length > 0 ? 1 : 0) | (results.length > 0 ? 2 : 0) | (actor === 'agent' ? 4 : actor === 'user' ? 8 : 0);
}

/** A structural code's detector. */
export interface StructureDetector {
  /** Only steps with any of these are shown to it; default: every step. */
  readonly reads?: readonly Sight[];
  start(head: TrajectoryHead): StructureRun;
}

/** The longest text of a call or an answer that a finding points at: quotes are evidence, not copies. */
const MAX_SPAN = 400;

/** A span over the beginning of a part, at most 400 characters, never between the halves of a surrogate pair. */
export function leadingSpan(at: { readonly step: number; readonly part: number }, text: string): Omit<Span, 'quote'> {
  return { step: at.step, part: at.part, start: 0, end: characterEdge(text, MAX_SPAN) };
}
