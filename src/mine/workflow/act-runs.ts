import type { Corpus } from '../digest/corpus.ts';

/** One run as the acts that may take part in workflows; arrays run parallel. */
export interface ActRun {
  /** Index of the run's fragment. */
  readonly run: number;
  /** Index of each act's symbol in the fragment. */
  readonly at: Int32Array;
  /** What is done: ids of symbols, or of classes of symbols that take each other's place. */
  readonly acts: Int32Array;
  /** Index of each act's call in the fragment; −1 for moves. */
  readonly calls: Int32Array;
  /** Calls that failed, by index in the fragment, and what they tried to do; arrays run parallel. */
  readonly failedCalls: Int32Array;
  readonly failedActs: Int32Array;
}

const QUESTION = 'agent:ask-confirmation';

/**
 * Leaves out what takes no part, so that distances count acts and not the talk between them; a call that failed is no act
 * (what mends it is a repair). What a user says yes to was
 * a question, in whatever words: the agent's message right before a yes is `agent:ask-confirmation`.
 *
 * @param usable - whether a symbol may take part
 * @returns one entry per fragment, in order
 */
export function actRuns({ fragments, lexicon }: Corpus, usable: (symbol: number) => boolean): ActRun[] {
  const ids = new Map(Array.from({ length: lexicon.size }, (_, id) => [lexicon.word(id), id]));
  const question = ids.get(QUESTION) ?? -1;
  const yes = ids.get('user:confirm') ?? -1;
  const agentSays = new Set([...ids].flatMap(([word, id]) => (word.startsWith('agent:') ? [id] : [])));
  const asked = question >= 0 && usable(question);
  return fragments.map(({ symbols, calls }, run) => {
    const at: number[] = [];
    const acts: number[] = [];
    const callAt: number[] = [];
    const failedCalls: number[] = [];
    let call = 0;
    for (const [index, symbol] of symbols.entries()) {
      while (call < calls.length && calls[call]!.at < index) call++;
      const asks = asked && symbols[index + 1] === yes && agentSays.has(symbol);
      if (!asks && !usable(symbol)) continue;
      const called = calls[call]?.at === index;
      if (called && calls[call]!.failed) {
        failedCalls.push(call);
        continue;
      }
      at.push(index);
      acts.push(asks ? question : symbol);
      callAt.push(called ? call : -1);
    }
    return {
      run,
      at: Int32Array.from(at),
      acts: Int32Array.from(acts),
      calls: Int32Array.from(callAt),
      failedCalls: Int32Array.from(failedCalls),
      failedActs: Int32Array.from(failedCalls, (index) => symbols[calls[index]!.at]!),
    };
  });
}
