/** Names as places, so that a number stands for each. */
export interface NameTable {
  /** Place of a name, in the order in which names are met, 0-based. */
  placeOf(name: string): number;
  /** How many were met so far. */
  size(): number;
  /** All names met so far, sorted by code unit, and where in that order each place is. */
  sorted(): { readonly alphabet: readonly string[]; readonly rank: Int32Array };
}

/** An empty {@link NameTable}. */
export function nameTable(): NameTable {
  const names: string[] = [];
  const places = new Map<string, number>();
  return {
    placeOf(name) {
      const known = places.get(name);
      if (known !== undefined) return known;
      places.set(name, names.length);
      return names.push(name) - 1;
    },
    size: () => names.length,
    sorted() {
      const alphabet = names.toSorted();
      const rankOf = new Map(alphabet.map((name, rank) => [name, rank]));
      return { alphabet, rank: Int32Array.from(names, (name) => rankOf.get(name)!) };
    },
  };
}
