/**
 * Yule's Q of one pair in a table of transitions: (ad − bc) / (ad + bc) of the 2×2 table "i or another, then j or another". −1…1; 0 when
 * the table does not say anything.
 *
 * @param both - transitions from i to j
 * @param row - transitions from i
 * @param column - transitions to j
 * @param total - all transitions
 * @see Yule 1900; Bakeman & Quera 2011, §9
 */
export function yuleQ(both: number, row: number, column: number, total: number): number {
  const together = both * (total - row - column + both);
  const apart = (row - both) * (column - both);
  return together + apart === 0 ? 0 : (together - apart) / (together + apart);
}
