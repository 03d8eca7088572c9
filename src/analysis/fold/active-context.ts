import { answeredCalls } from '../../behavior/call/answered-calls.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import { shortPath } from './fold-path.ts';
import { foldRun, strandPath } from './fold-run.ts';
import type { FoldKey } from './fold-key.ts';

/** What stands before one turn of the agent, in estimated tokens. */
export interface ContextTurn {
  readonly whole: number;
  /** With one line in place of every strand that is done with: it is never touched again. Known in hindsight only. */
  readonly done: number;
  /** With one line in place of every strand that was not touched for some turns; once touched again it stands whole again. */
  readonly idle: number;
}

/** The context along a run. */
export interface ActiveContext {
  readonly turns: readonly ContextTurn[];
  readonly strands: number;
  /** Strands that were touched again after they had been folded for being idle. */
  readonly reopened: number;
}

interface Piece {
  tokens: number;
  /** Of the line that stands for it. */
  readonly line: number;
  readonly lastStep: number;
  /** The first turn that sees what was last added to it. */
  touched: number;
  wasIdle: boolean;
  reopened: boolean;
}

const IDLE_TURNS = 3;

/**
 * The context before each turn of the agent, whole and folded by what its calls are about. Context is all that the steps before hold, whoever
 * wrote them; a compaction in the log replaces what was before it. A strand's line names it and what was done; the agent has seen what it
 * holds in full at one turn at least. Words and calls about nothing of the kind stay as they are.
 *
 * @param idleTurns - once so many turns have seen all of it and not touched it, a strand is idle; default 3
 * @see Sun et al. 2025 and Ye et al. 2025, where agents fold what is done with themselves
 */
export function activeContext(
  { steps, agent }: Pick<Trajectory, 'steps' | 'agent'>,
  key: FoldKey,
  { idleTurns = IDLE_TURNS }: { readonly idleTurns?: number } = {},
): ActiveContext {
  const { strands } = foldRun(steps, key);
  const pieces = strands.map(({ value, calls }): Piece => {
    const line = estimateTokens(`${value}: ${shortPath(strandPath(calls))}`);
    return { tokens: 0, line, lastStep: calls.reduce((last, { answered }) => Math.max(last, answered), -1), touched: -1, wasIdle: false, reopened: false };
  });
  const pieceAt = partsOf(steps, strands.map(({ calls }) => calls.map(({ place }) => place)));
  const turns: ContextTurn[] = [];
  let other = agent.instructions === undefined ? 0 : estimateTokens(agent.instructions);
  let lastTurn = -1;
  const active = new Set<Piece>();
  let settled = { whole: 0, folded: 0 };
  for (const step of steps) {
    if (step.actor === 'agent' && step.copied !== true) {
      const turn = { whole: other + settled.whole, done: other + settled.folded, idle: other + settled.folded };
      for (const piece of active) {
        const folded = Math.min(piece.tokens, piece.line);
        turn.whole += piece.tokens;
        turn.done += piece.lastStep < lastTurn ? folded : piece.tokens;
        const isIdle = turns.length - piece.touched >= idleTurns;
        piece.wasIdle ||= isIdle;
        turn.idle += isIdle ? folded : piece.tokens;
        if (!isIdle || piece.lastStep >= lastTurn) continue;
        // Nothing changes about it any more.
        active.delete(piece);
        settled.whole += piece.tokens;
        settled.folded += folded;
      }
      turns.push(turn);
      lastTurn = step.index;
    }
    for (const [index, part] of step.parts.entries()) {
      const tokens = estimateTokens(partText(part));
      if (part.kind === 'compaction') {
        other = tokens;
        for (const piece of active) piece.tokens = 0;
        active.clear();
        settled = { whole: 0, folded: 0 };
        continue;
      }
      const piece = pieces[pieceAt.get(`${step.index} ${index}`) ?? -1];
      if (piece === undefined) other += tokens;
      else {
        if (piece.wasIdle) piece.reopened = true;
        active.add(piece);
        piece.tokens += tokens;
        piece.touched = turns.length;
      }
    }
  }
  return { turns, strands: strands.length, reopened: pieces.filter(({ reopened }) => reopened).length };
} // prettier-ignore

/** Which strand a part (`step part`) is of: calls and their answers. */
function partsOf(steps: Trajectory['steps'], places: readonly (readonly number[])[]): Map<string, number> {
  const strandOf = new Map(places.flatMap((own, strand) => own.map((place) => [place, strand] as const)));
  const found = new Map<string, number>();
  for (const [place, { call, answer }] of answeredCalls(steps).entries()) {
    const strand = strandOf.get(place);
    if (strand === undefined) continue;
    found.set(`${call.step} ${call.part}`, strand);
    if (answer !== undefined) found.set(`${answer.step} ${answer.part}`, strand);
  }
  return found;
}
