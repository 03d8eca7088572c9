import { sha256 } from '../../core/content-key.ts';
import type { Corpus } from './corpus.ts';
import type { Fragment } from './fragment.ts';
import { createLexicon, type Lexicon } from './lexicon.ts';

/**
 * Puts runs in order of id, and symbols and wordings in order of their words, so that the order of reading leaves no trace.
 *
 * @param options.symbols - the lexicons that the fragments' ids are from
 * @param options.heldOut - share of tasks (0–1) that are held out
 * @param options.seed - which tasks those are
 */
export function corpusOf(
  read: readonly Fragment[],
  { symbols, wordings, heldOut, seed }: { symbols: Lexicon; wordings: Lexicon; heldOut: number; seed: number },
): Corpus {
  const [lexicon, newSymbol] = sorted(symbols);
  const [sortedWordings, newWording] = sorted(wordings);
  const fragments = read
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map((fragment) => ({
      ...fragment,
      symbols: fragment.symbols.map((symbol) => newSymbol[symbol]!),
      sentences: {
        ...fragment.sentences,
        wordings: fragment.sentences.wordings.map((wording) => newWording[wording]!),
      },
    }));
  const tasks = numbered(fragments.map(({ task }) => task));
  const shuffled = tasks.keys
    .map((task) => ({ task, key: sha256(`${seed}:${task}`) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const out = new Set(shuffled.slice(0, Math.round(heldOut * shuffled.length)).map(({ task }) => task));
  return {
    fragments,
    lexicon,
    wordings: sortedWordings,
    tasks: tasks.numbers,
    groups: numbered(fragments.map(({ group }) => group)).numbers,
    heldOut: fragments.map(({ task }) => out.has(task)),
  };
}

/** The same words in order, and the new id of each old one. */
function sorted(lexicon: Lexicon): [Lexicon, Int32Array] {
  const words = Array.from({ length: lexicon.size }, (_, id) => lexicon.word(id));
  const ordered = createLexicon();
  for (const word of words.toSorted()) ordered.id(word);
  return [ordered, Int32Array.from(words, (word) => ordered.id(word))];
}

function numbered(names: readonly string[]): { keys: string[]; numbers: Int32Array } {
  const keys = [...new Set(names)].sort();
  const number = new Map(keys.map((key, i) => [key, i]));
  return { keys, numbers: Int32Array.from(names, (name) => number.get(name)!) };
}
