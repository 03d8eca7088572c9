import { SLIPS, type Slip } from './slips.ts';

/** A slip as it shows in a run: all but how to make it. */
export type ShownSlip = Omit<Slip, 'commit'>;

/** A slip found in a text, with the words that show it. */
export interface FoundSlip {
  readonly slip: ShownSlip;
  /** Verbatim. */
  readonly quote: string;
  /** Where they begin. */
  readonly at: number;
}

/** The slips that a working shows, in the order of the text: what a mind that reflects or judges goes by. */
export function slipsIn(text: string, slips: readonly ShownSlip[] = SLIPS): readonly FoundSlip[] {
  return slips
    .flatMap((slip) =>
      [...text.matchAll(new RegExp(slip.mark, 'g'))].map((match) => ({ slip, quote: match[0], at: match.index })),
    )
    .sort((a, b) => a.at - b.at);
}
