/** Strings as small integers, so that runs can be kept as typed arrays. Ids are given in order of first appearance. */
export interface Lexicon {
  /** The id of a word, given now if it is new. */
  id(word: string): number;
  /** The word of an id that this lexicon gave. */
  word(id: number): string;
  /** How many words there are; ids are 0 … size − 1. */
  readonly size: number;
}

/** An empty {@link Lexicon}. */
export function createLexicon(): Lexicon {
  const ids = new Map<string, number>();
  const words: string[] = [];
  return {
    id(word) {
      let id = ids.get(word);
      if (id === undefined) {
        id = words.length;
        ids.set(word, id);
        words.push(word);
      }
      return id;
    },
    word: (id) => words[id]!,
    get size() {
      return words.length;
    },
  };
}
