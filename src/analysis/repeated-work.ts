import { answeredCalls } from '../behavior/call/answered-calls.ts';
import type { CallEffect } from '../behavior/call/call-effect.ts';
import type { CallRecord } from '../behavior/call/call-record.ts';
import { estimateTokens } from '../core/estimate-tokens.ts';
import type { Interval } from '../core/rate-interval.ts';
import { sha256 } from '../core/content-key.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { addToShare, clusteredShare, NO_SHARE } from '../core/clustered-share.ts';

/** A question (a call that changes nothing) asked again with the same arguments and answered the same. */
export interface RepeatedCall {
  readonly tool: string;
  /** Arguments of the first occurrence, verbatim, cut after 300 characters. */
  readonly argumentsText: string;
  readonly runs: number;
  readonly calls: number;
  /** Estimated tokens of the occurrences after the first (calls and answers). */
  readonly tokens: number;
  /** A run that makes it, and the step. */
  readonly example: { readonly trajectoryId: string; readonly step: number };
}

/** What was done again although nothing new could come of it. */
export interface RepeatedWork {
  readonly runs: number;
  readonly calls: number;
  /** Calls made before in the same run with the same arguments and answer, when nothing was changed in between. */
  readonly within: {
    readonly calls: number;
    /** Of all calls, 0–1. */
    readonly share: number;
    readonly interval: Interval;
    readonly runs: number;
    /** Estimated tokens of the repeated calls and their answers. */
    readonly tokens: number;
    /** Costliest first, at most the number asked for. */
    readonly top: readonly RepeatedCall[];
  };
  /**
   * Questions that three or more runs of two or more tasks asked, and that were answered the same nine times in ten:
   * what could be known beforehand. A run whose task has no id counts as a task of its own. Costliest first.
   */
  readonly across: { readonly tokens: number; readonly distinct: number; readonly top: readonly RepeatedCall[] };
  /** True when more different calls were seen than are remembered, so that `across` is a lower bound. */
  readonly approximate: boolean;
}

interface Seen {
  readonly tool: string;
  readonly argumentsText: string;
  readonly example: RepeatedCall['example'];
  runs: number;
  calls: number;
  tokens: number;
}

/** A question as runs in general ask it; counts are of runs that got the first answer seen. */
interface Asked extends Seen {
  readonly answer: string;
  readonly task: string | undefined;
  otherTask: boolean;
  otherAnswers: number;
}

/** Effects of calls that ask and change nothing. A call of unknown effect may have changed anything. */
const QUESTIONS: ReadonlySet<CallEffect> = new Set<CallEffect>(['read', 'check']);
/** How many runs must ask the same for it to count as re-derived: two may be chance. */
const RUNS_TO_COUNT = 3;
/** The share of runs that must get the same answer for it to be one that could be known beforehand. */
const SAME_ANSWER = 0.9;
const REMEMBERED = 200_000;
const SHOWN_CHARACTERS = 300;

/**
 * Finds identical calls within and across runs, one run at a time. Calls are the same when `callShape` says so and
 * their answers are equal to the character: a repeated look-up that gives something new is work, not repetition, and so
 * is one after a change (`callEffect`). Calls that change something or may do so, calls without an answer and copied
 * steps are left out.
 *
 * @param options.top - how many calls each list names; default 10
 */
export function startRepeatedWork({ top = 10 }: { readonly top?: number } = {}): {
  add(trajectory: Trajectory): void;
  result(): RepeatedWork;
} {
  const across = new Map<string, Asked>();
  const within = new Map<string, Seen>();
  let share = NO_SHARE;
  let runs = 0;
  let calls = 0;
  let runsThatRepeat = 0;
  let approximate = false;
  return {
    add(trajectory) {
      const inRun = new Map<string, Seen>();
      const asked = new Set<string>();
      let made = 0;
      let repeated = 0;
      let changes = 0;
      for (const { call, answer } of answeredCalls(trajectory.steps)) {
        if (answer === undefined) continue;
        made++;
        if (!QUESTIONS.has(call.effect)) {
          changes++;
          continue;
        }
        const question = sha256(call.key, 24);
        const answered = sha256(answer.text, 24);
        const tokens = estimateTokens(call.argumentsText) + estimateTokens(answer.text);
        if (!asked.has(question)) {
          const first = seenFirst(call, trajectory.id);
          remember(
            across,
            question,
            { ...first, answer: answered, task: trajectory.task.id, otherTask: false, otherAnswers: 0 },
            tokens,
          );
        }
        asked.add(question);
        const key = `${question} ${answered}`;
        const before = inRun.get(`${changes} ${key}`);
        if (before === undefined) inRun.set(`${changes} ${key}`, seenFirst(call, trajectory.id));
        else {
          repeated++;
          before.calls++;
          before.tokens += tokens;
        }
      }
      const counted = new Set<string>();
      for (const [place, seen] of inRun) {
        if (seen.calls === 1) continue;
        const key = place.slice(place.indexOf(' ') + 1);
        const known = within.get(key);
        if (known === undefined) within.set(key, seen);
        else {
          if (!counted.has(key)) known.runs++;
          known.calls += seen.calls;
          known.tokens += seen.tokens;
        }
        counted.add(key);
      }
      runs++;
      calls += made;
      if (repeated > 0) runsThatRepeat++;
      if (made > 0) share = addToShare(share, repeated, made);
      if (across.size > REMEMBERED) {
        approximate = true;
        for (const [key, seen] of across) if (seen.runs + seen.otherAnswers === 1) across.delete(key);
      }
    },
    result() {
      const often = [...across.values()].filter(
        ({ runs: same, otherTask, otherAnswers }) =>
          same >= RUNS_TO_COUNT && otherTask && same >= SAME_ANSWER * (same + otherAnswers),
      );
      const repeats = [...within.values()];
      const { share: rate, interval } = clusteredShare(share);
      return {
        runs,
        calls,
        within: {
          calls: share.part,
          share: rate,
          interval,
          runs: runsThatRepeat,
          tokens: totalTokens(repeats),
          top: costliest(repeats, top),
        },
        across: { tokens: totalTokens(often), distinct: often.length, top: costliest(often, top) },
        approximate,
      };
    },
  };
}

function seenFirst({ name, argumentsText: full, step }: CallRecord, trajectoryId: string): Seen {
  const argumentsText = full.slice(0, SHOWN_CHARACTERS);
  return { tool: name, argumentsText, example: { trajectoryId, step }, runs: 1, calls: 1, tokens: 0 };
}

function remember(across: Map<string, Asked>, question: string, asked: Asked, tokens: number): void {
  const known = across.get(question);
  if (known === undefined) {
    across.set(question, asked);
    return;
  }
  if (asked.task === undefined || asked.task !== known.task) known.otherTask = true;
  if (asked.answer === known.answer) {
    known.runs++;
    known.calls++;
    known.tokens += tokens;
  } else known.otherAnswers++;
}

function totalTokens(seen: readonly Seen[]): number {
  return seen.reduce((total, { tokens }) => total + tokens, 0);
}

function costliest(seen: readonly Seen[], top: number): RepeatedCall[] {
  return seen
    .toSorted((a, b) => b.tokens - a.tokens || b.calls - a.calls || (a.argumentsText < b.argumentsText ? -1 : 1))
    .slice(0, top)
    .map(({ tool, argumentsText, example, runs, calls, tokens }) => ({
      tool,
      argumentsText,
      example,
      runs,
      calls,
      tokens,
    }));
}
