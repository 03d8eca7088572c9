const LONGEST_PERIOD = 4;

/** Things done in order, with what repeats written once: `read, edit ×3, (test, edit) ×2`. */
export function foldPath(items: readonly string[]): string {
  return piecesOf(items).join(', ');
}

/** The same with at most so many pieces: the first and the last ones, and how many things were left out between. */
export function shortPath(items: readonly string[], most = 7): string {
  const pieces = piecesOf(items);
  if (pieces.length <= most) return pieces.join(', ');
  const head = Math.ceil((most - 1) / 2);
  const tail = most - 1 - head;
  return [...pieces.slice(0, head), `… ${pieces.length - head - tail} more …`, ...pieces.slice(pieces.length - tail)].join(', '); // prettier-ignore
}

/** At each place the repetition that says most, of one to four things. */
function piecesOf(items: readonly string[]): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < items.length;) {
    let best = { period: 1, times: 1 };
    for (let period = 1; period <= LONGEST_PERIOD; period++) {
      const times = timesFrom(items, at, period);
      if (times > 1 && period * times > best.period * best.times) best = { period, times };
    }
    const { period, times } = best;
    const unit = piecesWithin(items.slice(at, at + period));
    pieces.push(times === 1 ? unit : `${period === 1 ? unit : `(${unit})`} ×${times}`);
    at += period * times;
  }
  return pieces;
}

function piecesWithin(items: readonly string[]): string {
  const first = items[0]!;
  return items.every((item) => item === first) ? (items.length === 1 ? first : `${first} ×${items.length}`) : items.join(', '); // prettier-ignore
}

function timesFrom(items: readonly string[], at: number, period: number): number {
  let times = 1;
  while (at + (times + 1) * period <= items.length) {
    for (let i = 0; i < period; i++) if (items[at + i] !== items[at + times * period + i]) return times;
    times++;
  }
  return times;
}
