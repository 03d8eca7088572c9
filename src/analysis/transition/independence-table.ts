import { pchisq } from 'lib-r-math.js';
import { Matrix, pseudoInverse } from 'ml-matrix';
import { yuleQ } from './yule-q.ts';

/** What a square table of transitions would be if what comes next did not depend on what was; `size × size`, row by row. */
export interface IndependenceTable {
  readonly expected: Float64Array;
  /** Adjusted residuals; 0 where nothing can be said. */
  readonly z: Float64Array;
  readonly yuleQ: Float64Array;
  /** Likelihood-ratio test of the whole table; p is 1 without degrees of freedom. */
  readonly g2: { readonly value: number; readonly degrees: number; readonly p: number };
}

const MOST_ROUNDS = 10_000;
const CLOSE = 1e-11;

/**
 * Independence in a table of transitions, and how far each cell is from it.
 *
 * Without structural zeros, expected counts are row × column / total and z is Haberman's adjusted residual
 * `(O − E) / √(E (1 − row/total)(1 − column/total))`. With them (cells that cannot occur), expected counts are fitted to the margins
 * from a table of zeros and ones, and `z = (O − E) / √(E (1 − h))` with h the diagonal of the hat matrix of that
 * log-linear model; without zeros both are the same.
 *
 * @param observed - counts, `size × size`, row by row: rows are what was, columns what came next
 * @param options.zeros - of the same shape: not 0 where a cell cannot occur
 * @see Haberman 1973; Allison & Liker 1982; Bakeman & Quera 2011, §8–9; Christensen 1997, §10 for h
 */
export function independenceTable(
  observed: ArrayLike<number>,
  size: number,
  { zeros }: { readonly zeros?: Uint8Array } = {},
): IndependenceTable {
  const rows = new Float64Array(size);
  const columns = new Float64Array(size);
  let total = 0;
  for (let cell = 0; cell < size * size; cell++) {
    const count = zeros?.[cell] ? 0 : observed[cell]!;
    rows[Math.floor(cell / size)]! += count;
    columns[cell % size]! += count;
    total += count;
  }
  const expected = zeros === undefined ? products(rows, columns, total) : fitted(rows, columns, zeros);
  const hat = zeros === undefined ? undefined : hatDiagonal(expected, size, zeros);
  const z = new Float64Array(size * size);
  const q = new Float64Array(size * size);
  let g2 = 0;
  for (let cell = 0; cell < size * size; cell++) {
    if (zeros?.[cell]) continue;
    const [i, j] = [Math.floor(cell / size), cell % size];
    const [count, e] = [observed[cell]!, expected[cell]!];
    if (count > 0 && e > 0) g2 += 2 * count * Math.log(count / e);
    const free = hat === undefined ? (1 - rows[i]! / total) * (1 - columns[j]! / total) : 1 - hat[cell]!;
    // What the margins fix cannot depart from them.
    if (e > 0 && free > 1e-9) z[cell] = (count - e) / Math.sqrt(e * free);
    q[cell] = yuleQ(count, rows[i]!, columns[j]!, total);
  }
  const degrees = degreesOf(rows, columns, zeros);
  const value = Math.max(0, g2);
  return {
    expected,
    z,
    yuleQ: q,
    g2: { value, degrees, p: degrees > 0 ? pchisq(value, degrees, undefined, false) : 1 },
  };
}

/** The structural zeros of behaviors that cannot follow themselves. */
export function selfZeros(size: number): Uint8Array {
  const zeros = new Uint8Array(size * size);
  for (let i = 0; i < size; i++) zeros[i * size + i] = 1;
  return zeros;
}

function products(rows: Float64Array, columns: Float64Array, total: number): Float64Array {
  const size = rows.length;
  return Float64Array.from({ length: size * size }, (_, cell) =>
    total === 0 ? 0 : (rows[Math.floor(cell / size)]! * columns[cell % size]!) / total,
  );
}

// Iterative proportional fitting: rows to their sums, columns to theirs, until both hold.
function fitted(rows: Float64Array, columns: Float64Array, zeros: Uint8Array): Float64Array {
  const size = rows.length;
  const expected = Float64Array.from(zeros, (zero) => (zero ? 0 : 1));
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let farthest = 0;
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = 0; j < size; j++) sum += expected[i * size + j]!;
      const factor = sum > 0 ? rows[i]! / sum : 0;
      if (round > 0) farthest = Math.max(farthest, Math.abs(sum - rows[i]!));
      for (let j = 0; j < size; j++) expected[i * size + j]! *= factor;
    }
    for (let j = 0; j < size; j++) {
      let sum = 0;
      for (let i = 0; i < size; i++) sum += expected[i * size + j]!;
      const factor = sum > 0 ? columns[j]! / sum : 0;
      for (let i = 0; i < size; i++) expected[i * size + j]! *= factor;
    }
    if (round > 0 && farthest < CLOSE * Math.max(1, ...rows)) break;
  }
  return expected;
}

/** Diagonal of the hat matrix of the log-linear model of rows and columns with weights `expected`. */
function hatDiagonal(expected: Float64Array, size: number, zeros: Uint8Array): Float64Array {
  // Its normal matrix: sums of rows and of columns on the diagonal, the table beside it.
  const normal = Matrix.zeros(2 * size, 2 * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const e = zeros[i * size + j] ? 0 : expected[i * size + j]!;
      normal.set(i, i, normal.get(i, i) + e);
      normal.set(size + j, size + j, normal.get(size + j, size + j) + e);
      normal.set(i, size + j, e);
      normal.set(size + j, i, e);
    }
  }
  // Rows and columns together have one parameter too many; any generalized inverse gives the same diagonal.
  const inverse = pseudoInverse(normal, 1e-10 * Math.max(1, ...expected));
  return Float64Array.from({ length: size * size }, (_, cell) => {
    const [i, j] = [Math.floor(cell / size), size + (cell % size)];
    return expected[cell]! * (inverse.get(i, i) + inverse.get(j, j) + 2 * inverse.get(i, j));
  });
}

// Cells that can occur, less the rows and columns that were fitted, plus one for every separate part of the table.
function degreesOf(rows: Float64Array, columns: Float64Array, zeros: Uint8Array | undefined): number {
  const size = rows.length;
  const group = Int32Array.from({ length: 2 * size }, (_, place) => place);
  const root = (place: number): number => (group[place] === place ? place : root(group[place]!));
  let cells = 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      if (zeros?.[i * size + j] || rows[i] === 0 || columns[j] === 0) continue;
      cells++;
      group[root(i)] = root(size + j);
    }
  }
  const used = [...rows, ...columns].flatMap((sum, place) => (sum > 0 ? [place] : []));
  const parts = new Set(used.map(root)).size;
  return Math.max(0, cells - used.length + parts);
}
