import { SLIPS, type Slip } from './slips.ts';

/** A slip found in a text, with the words that show it. */
export interface FoundSlip {
  readonly slip: Slip;
  /** Verbatim. */
  readonly quote: string;
}

/** The slips that a working shows, in the order of the text: what a mind that reflects or judges goes by. */
export function slipsIn(text: string, slips: readonly Slip[] = SLIPS): readonly FoundSlip[] {
  return slips
    .flatMap((slip) =>
      [...text.matchAll(new RegExp(slip.mark, 'g'))].map((match) => ({ slip, quote: match[0], at: match.index })),
    )
    .sort((a, b) => a.at - b.at)
    .map(({ slip, quote }) => ({ slip, quote }));
}
