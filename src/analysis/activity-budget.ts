import { ACTIVITIES, type Activity } from './activity.ts';
import { addToShare, clusteredShare, NO_SHARE, type ClusteredShare, type ShareSums } from '../core/clustered-share.ts';
import type { Move } from './run-moves.ts';

/** Activities that are the agent's own; shares are shares of these. */
const OWN: readonly Activity[] = ACTIVITIES.filter((activity) => activity !== 'user' && activity !== 'context');

/** How much of what an agent does is one activity. Shares are 0–1 of the agent's own moves, over all runs. */
export interface ActivityRow {
  readonly activity: Activity;
  readonly moves: number;
  /** Runs that have it. */
  readonly runs: number;
  readonly share: {
    readonly moves: ClusteredShare;
    /** Of tokens written and read in the moves, each text counted once (estimate). */
    readonly tokens: ClusteredShare;
    /** Of timed runs only; absent when no run has times. */
    readonly seconds?: ClusteredShare;
  };
}

/** How much one tool is used. */
export interface ToolRow {
  /** Tool name, for shells with the program. */
  readonly tool: string;
  /** What its first call that did not fail is for; `failed` when all did. */
  readonly activity: Activity;
  readonly calls: number;
  readonly failed: number;
  readonly runs: number;
  /** Tokens of its calls and their answers (estimate). */
  readonly tokens: number;
}

/** What agents do all day. */
export interface ActivityBudget {
  readonly runs: number;
  /** Moves of the agent's own. */
  readonly moves: number;
  /** Tokens of those moves, answers included (estimate). */
  readonly tokens: number;
  /** Of these, tokens of answers that tools gave. */
  readonly answerTokens: number;
  /** Seconds of those moves, in the runs that have times. */
  readonly seconds: number;
  /** Activities that occur, most moves first. */
  readonly rows: readonly ActivityRow[];
  /** Tools by calls, most first, then by name. */
  readonly tools: readonly ToolRow[];
}

interface Tally {
  moves: number;
  runs: number;
  byMoves: ShareSums;
  byTokens: ShareSums;
  bySeconds: ShareSums;
}

interface ToolTally {
  activity: Activity;
  calls: number;
  failed: number;
  runs: number;
  tokens: number;
}

/**
 * Adds up runs into an {@link ActivityBudget}, one at a time; memory grows with the number of tools only.
 *
 * @returns `add` takes one run's moves; `result` gives the budget of the runs so far
 */
export function startActivityBudget(): { add(moves: readonly Move[]): void; result(): ActivityBudget } {
  const tallies = new Map<Activity, Tally>();
  for (const activity of OWN) {
    tallies.set(activity, { moves: 0, runs: 0, byMoves: NO_SHARE, byTokens: NO_SHARE, bySeconds: NO_SHARE });
  }
  const tools = new Map<string, ToolTally>();
  const totals = { runs: 0, moves: 0, tokens: 0, answerTokens: 0, seconds: 0 };
  return {
    add(moves) {
      const own = moves.filter((move) => move.activity !== 'user' && move.activity !== 'context');
      const whole = measure(own);
      totals.runs++;
      totals.moves += whole.moves;
      totals.tokens += whole.tokens;
      totals.seconds += whole.seconds;
      for (const move of own) totals.answerTokens += move.readTokens;
      for (const [activity, tally] of tallies) {
        const part = measure(own.filter((move) => move.activity === activity));
        tally.moves += part.moves;
        if (part.moves > 0) tally.runs++;
        if (whole.moves > 0) tally.byMoves = addToShare(tally.byMoves, part.moves, whole.moves);
        if (whole.tokens > 0) tally.byTokens = addToShare(tally.byTokens, part.tokens, whole.tokens);
        if (whole.seconds > 0) tally.bySeconds = addToShare(tally.bySeconds, part.seconds, whole.seconds);
      }
      addTools(tools, own);
    },
    result: () => ({
      ...totals,
      rows: [...tallies]
        .filter(([, { moves }]) => moves > 0)
        .sort(([, a], [, b]) => b.moves - a.moves)
        .map(([activity, tally]) => ({
          activity,
          moves: tally.moves,
          runs: tally.runs,
          share: {
            moves: clusteredShare(tally.byMoves),
            tokens: clusteredShare(tally.byTokens),
            ...(tally.bySeconds.runs > 0 && { seconds: clusteredShare(tally.bySeconds) }),
          },
        })),
      tools: [...tools]
        .map(([tool, use]) => ({ tool, ...use }))
        .sort((a, b) => b.calls - a.calls || (a.tool < b.tool ? -1 : 1)),
    }),
  };
}

function measure(moves: readonly Move[]): { moves: number; tokens: number; seconds: number } {
  let tokens = 0;
  let seconds = 0;
  for (const move of moves) {
    tokens += move.writtenTokens + move.readTokens;
    seconds += move.seconds ?? 0;
  }
  return { moves: moves.length, tokens, seconds };
}

function addTools(tools: Map<string, ToolTally>, moves: readonly Move[]): void {
  const seen = new Set<string>();
  for (const { tool, activity, writtenTokens, readTokens } of moves) {
    if (tool === undefined) continue;
    let use = tools.get(tool);
    if (use === undefined) tools.set(tool, (use = { activity: 'failed', calls: 0, failed: 0, runs: 0, tokens: 0 }));
    use.calls++;
    if (activity === 'failed') use.failed++;
    else if (use.activity === 'failed') use.activity = activity;
    if (!seen.has(tool)) use.runs++;
    use.tokens += writtenTokens + readTokens;
    seen.add(tool);
  }
}
