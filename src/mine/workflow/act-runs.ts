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
}

/**
 * Leaves out what takes no part, so that distances count acts and not the talk between them.
 *
 * @param usable - whether a symbol may take part
 * @returns one entry per fragment, in order
 */
export function actRuns({ fragments }: Corpus, usable: (symbol: number) => boolean): ActRun[] {
  return fragments.map(({ symbols, calls }, run) => {
    const at: number[] = [];
    const callAt: number[] = [];
    let call = 0;
    for (const [index, symbol] of symbols.entries()) {
      while (call < calls.length && calls[call]!.at < index) call++;
      if (!usable(symbol)) continue;
      at.push(index);
      callAt.push(calls[call]?.at === index ? call : -1);
    }
    return {
      run,
      at: Int32Array.from(at),
      acts: Int32Array.from(at, (index) => symbols[index]!),
      calls: Int32Array.from(callAt),
    };
  });
}
