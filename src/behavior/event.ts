import type { Actor } from '../trajectory/trajectory.ts';

/** An exact place in a run: `quote === partText(steps[step].parts[part]).slice(start, end)`, UTF-16, 0-based. */
export interface Span {
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
  readonly quote: string;
}

/** What was decided about an occurrence; the last two only by a judge or a person. */
export const VERDICTS = ['present', 'unsupported', 'absent', 'not-applicable'] as const;
/** One of {@link VERDICTS}. */
export type Verdict = (typeof VERDICTS)[number];

/** Which kind of coder decided. */
export const TIERS = ['cue', 'structure', 'model', 'human'] as const;
/** One of {@link TIERS}. */
export type Tier = (typeof TIERS)[number];

/** What an occurrence is counted in. */
export const UNITS = ['reasoning', 'step', 'run'] as const;
/** One of {@link UNITS}. */
export type Unit = (typeof UNITS)[number];

/** One occurrence of a code in a run. */
export interface Event {
  /** Deterministic: the same occurrence found again has the same id. */
  readonly id: string;
  readonly trajectoryId: string;
  readonly revision: number;
  /** `codebook/slug@hash` */
  readonly code: string;
  readonly kind: 'point' | 'state';
  readonly unit: Unit;
  readonly actor: Actor;
  readonly target?: string;
  readonly subject?: string;
  /** First and last step, inclusive. */
  readonly steps: readonly [number, number];
  readonly time?: { readonly startMs: number; readonly endMs: number };
  /** May be empty for structural codes. */
  readonly spans: readonly Span[];
  readonly verdict: Verdict;
  readonly tier: Tier;
  /** `name@version` */
  readonly detector: string;
  /** 0–1. */
  readonly confidence: number;
  readonly modifiers?: Readonly<Record<string, string | number>>;
  readonly coder?: string;
  readonly promptHash?: string;
  readonly costUsd?: number;
}

/** The record that a run was examined for a codebook. Rates divide by `observedUnits`. */
export interface Coding {
  readonly trajectoryId: string;
  readonly revision: number;
  /** `name@hash` */
  readonly codebook: string;
  /** `name@version` */
  readonly detector: string;
  /** Per code slug: how many units could be examined. */
  readonly observedUnits: Readonly<Record<string, number>>;
  /** Per code slug: how many units were hidden (encrypted or absent reasoning, a language without cues). */
  readonly notObservable: Readonly<Record<string, number>>;
  /** Tokens of the examined text, for rates per thousand tokens. */
  readonly observedTokens: number;
  /** US dollars that examining the run cost; absent when nothing was paid or no price is known. */
  readonly costUsd?: number;
}

/** As much of an event as says what was seen where, and by whom. */
export interface EventMark extends Pick<Event, 'trajectoryId' | 'actor' | 'steps' | 'verdict'> {
  /** `codebook/slug`, of whatever version. */
  readonly code: string;
  /** `name`, without its version. */
  readonly detector: string;
}

/** Which events to look at. All given fields must hold. */
export interface EventFilter {
  readonly trajectoryId?: string;
  /** Only of these runs. */
  readonly ids?: readonly string[];
  /** Slug of the code. */
  readonly behavior?: string;
  readonly codebook?: string;
  readonly tier?: Tier;
}

/** What detection needs from a store. */
export interface EventStore {
  /**
   * Replaces what the same detector had found in that run for that codebook by `events`, and records the coding; one
   * transaction per batch.
   */
  putCodings(batch: readonly { readonly coding: Coding; readonly events: readonly Event[] }[]): Promise<void>;
  /** In order of trajectory id, first step, code. */
  events(filter?: EventFilter): AsyncIterable<Event>;
  /** As `events`, in order of trajectory id alone: several times as fast, for whoever looks at all of them. */
  eventMarks(filter?: Pick<EventFilter, 'codebook' | 'ids'>): AsyncIterable<EventMark>;
  /** In order of trajectory id, codebook, detector. */
  codings(filter?: Pick<EventFilter, 'trajectoryId' | 'ids' | 'codebook'>): AsyncIterable<Coding>;
}
