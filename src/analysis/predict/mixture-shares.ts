const ROUNDS = 60;
/** Events that each part is believed to have told already, so that few events do not decide. */
const PRIOR = 2;

/**
 * The shares of a mixture that make what came likeliest, by expectation maximisation.
 *
 * @param told - per event, the probability that each part gave to what came; parts × events, event by event
 * @param parts - how many
 * @returns shares that sum to 1, and the bits of all events by the shares of the last round but one
 * @see Dempster, Laird & Rubin 1977
 */
export function mixtureShares(told: Float64Array, parts: number): { readonly shares: Float64Array; readonly bits: number } {
  const events = told.length / parts;
  const shares = new Float64Array(parts).fill(1 / parts);
  const owed = new Float64Array(parts);
  let bits = 0;
  for (let round = 0; round < ROUNDS; round++) {
    owed.fill(PRIOR);
    bits = 0;
    for (let i = 0; i < told.length; i += parts) {
      let all = 0;
      for (let k = 0; k < parts; k++) all += shares[k]! * told[i + k]!;
      bits -= Math.log2(all);
      for (let k = 0; k < parts; k++) owed[k]! += (shares[k]! * told[i + k]!) / all;
    }
    for (let k = 0; k < parts; k++) shares[k] = owed[k]! / (events + parts * PRIOR);
  }
  return { shares, bits };
} // prettier-ignore
