const FIRST_SIZE = 1024;

/** Whole numbers ≥ 0 by pairs of whole numbers ≥ 0 (below 2³¹), 12 bytes each: what a `Map` of strings would hold for ten times that. */
export interface PairTable {
  /** −1 where there is none. */
  get(a: number, b: number): number;
  /** Adds a pair that is not there yet. */
  add(a: number, b: number, value: number): void;
}

/** An empty {@link PairTable}: open addressing with linear probing, at most half full. */
export function pairTable(): PairTable {
  let mask = FIRST_SIZE - 1;
  let cells = new Int32Array(3 * FIRST_SIZE).fill(-1);
  let used = 0;
  const place = (a: number, b: number): number => {
    let at = slotOf(a, b) & mask;
    while (cells[3 * at]! !== -1 && (cells[3 * at]! !== a || cells[3 * at + 1]! !== b)) at = (at + 1) & mask;
    return 3 * at;
  };
  const write = (a: number, b: number, value: number): void => {
    const at = place(a, b);
    cells[at] = a;
    cells[at + 1] = b;
    cells[at + 2] = value;
  };
  const grow = (): void => {
    const old = cells;
    cells = new Int32Array(2 * old.length).fill(-1);
    mask = 2 * mask + 1;
    for (let i = 0; i < old.length; i += 3) if (old[i]! !== -1) write(old[i]!, old[i + 1]!, old[i + 2]!);
  };
  return {
    get: (a, b) => cells[place(a, b) + 2]!,
    add: (a, b, value) => {
      if (2 * ++used > mask) grow();
      write(a, b, value);
    },
  };
}

function slotOf(a: number, b: number): number {
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
  return Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) >>> 8;
}
