import type { Code, Codebook } from './codebook.ts';
import type { Found } from './found-event.ts';

/** Which codes rule each other out. */
export interface Exclusions {
  /**
   * Of findings of one moment those that stand: where two codes of one row claim places that overlap, the one that the row
   * lists first. The order stays as it is.
   */
  apply(found: readonly Found[]): readonly Found[];
}

interface Place {
  readonly index: number;
  readonly entry: Found;
  readonly step: number;
  readonly part: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The exclusions of codebooks, as `Codebook.exclusions` has them. A place is the first span of a finding; what was found at an
 * earlier step has been told already and is not taken back.
 */
export function exclusionsOf(codebooks: readonly Codebook[]): Exclusions {
  // For each code, those that stand before it.
  const stronger = new Map<Code, Set<Code>>();
  const concerned = new Set<Code>();
  for (const { codes, exclusions = [] } of codebooks) {
    const bySlug = new Map(codes.map((code) => [code.slug, code]));
    for (const row of exclusions) {
      const listed = row.codes.map((slug) => bySlug.get(slug)!);
      for (const [index, code] of listed.entries()) {
        concerned.add(code);
        stronger.set(code, new Set([...(stronger.get(code) ?? []), ...listed.slice(0, index)]));
      }
    }
  }
  return {
    apply(found) {
      if (found.length < 2 || concerned.size === 0) return found;
      const places: Place[] = [];
      for (let index = 0; index < found.length; index++) {
        const entry = found[index]!;
        const span = entry.finding.spans[0];
        if (span === undefined || !concerned.has(entry.code)) continue;
        const { step, part, start, end } = span;
        places.push({ index, entry, step, part, start, end });
      }
      if (places.length < 2) return found;
      const dropped = new Set<number>();
      dropIn(places, dropped);
      return dropped.size === 0 ? found : found.filter((_, index) => !dropped.has(index));
    },
  };

  function dropIn(places: Place[], dropped: Set<number>): void {
    places.sort((a, b) => a.step - b.step || a.part - b.part || a.start - b.start || a.index - b.index);
    let open: Place[] = [];
    for (const place of places) {
      open = open.filter(({ step, part, end }) => step === place.step && part === place.part && end > place.start);
      for (const other of open) {
        if (stronger.get(place.entry.code)!.has(other.entry.code)) dropped.add(place.index);
        else if (stronger.get(other.entry.code)!.has(place.entry.code)) dropped.add(other.index);
      }
      open.push(place);
    }
  }
}
