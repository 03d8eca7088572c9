import type { Call, Fragment } from './fragment.ts';
import type { Lexicon } from './lexicon.ts';
import type { RunHead } from './run-head.ts';

/** Raised whenever what a digest holds, or how it is worked out, changes: older digests are then made anew. */
export const DIGEST_VERSION = 2;

/**
 * A run's content as mining sees it, with words of its own, as plain JSON: what is kept so that mining again reads only
 * what is new.
 */
export interface PackedFragment {
  readonly request: string;
  readonly requestStretches: readonly number[];
  readonly words: readonly string[];
  /** Columns: symbol (index in `words`), step, part, start, end, tokens. */
  readonly symbols: readonly (readonly number[])[];
  readonly calls: readonly Call[];
  readonly wordings: readonly string[];
  /** Columns: speaker, step, part, start, end, wording (index in `wordings`). */
  readonly sentences: readonly (readonly number[])[];
}

/** Packs a fragment whose ids are from these lexicons. */
export function packFragment(
  { request, requestStretches, symbols, steps, parts, starts, ends, tokens, calls, sentences }: Fragment,
  lexicons: { readonly symbols: Lexicon; readonly wordings: Lexicon },
): PackedFragment {
  const [words, ids] = ownWords(symbols, lexicons.symbols);
  const [wordings, wordingIds] = ownWords(sentences.wordings, lexicons.wordings);
  const { speakers } = sentences;
  return {
    request,
    requestStretches: [...requestStretches],
    words,
    symbols: [ids, ...[steps, parts, starts, ends, tokens].map((column) => [...column])],
    calls,
    wordings,
    sentences: [
      [...speakers],
      ...[sentences.steps, sentences.parts, sentences.starts, sentences.ends].map((column) => [...column]),
      wordingIds,
    ],
  };
}

/** The fragment that was packed, with ids from these lexicons and what is known of the run now. */
export function unpackFragment(
  { request, requestStretches, words, symbols, calls, wordings, sentences }: PackedFragment,
  head: RunHead,
  lexicons: { readonly symbols: Lexicon; readonly wordings: Lexicon },
): Fragment {
  const symbolIds = words.map((word) => lexicons.symbols.id(word));
  const wordingIds = wordings.map((wording) => lexicons.wordings.id(wording));
  const column = (columns: readonly (readonly number[])[], k: number): Int32Array => Int32Array.from(columns[k]!);
  return {
    ...head,
    request,
    requestStretches: Uint32Array.from(requestStretches),
    symbols: Int32Array.from(symbols[0]!, (index) => symbolIds[index]!),
    steps: column(symbols, 1),
    parts: column(symbols, 2),
    starts: column(symbols, 3),
    ends: column(symbols, 4),
    tokens: column(symbols, 5),
    calls,
    sentences: {
      speakers: Uint8Array.from(sentences[0]!),
      steps: column(sentences, 1),
      parts: column(sentences, 2),
      starts: column(sentences, 3),
      ends: column(sentences, 4),
      wordings: Int32Array.from(sentences[5]!, (index) => wordingIds[index]!),
    },
  };
}

function ownWords(ids: Int32Array, lexicon: Lexicon): [string[], number[]] {
  const own = new Map<number, number>();
  const words: string[] = [];
  const indexes = Array.from(ids, (id) => {
    let index = own.get(id);
    if (index === undefined) {
      index = words.length;
      own.set(id, index);
      words.push(lexicon.word(id));
    }
    return index;
  });
  return [words, indexes];
}
