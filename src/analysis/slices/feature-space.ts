/** What a run is looked at for: what it shows, calls, calls after what, is asked, says, and what is known of it besides. */
export const FEATURE_VIEWS = ['behavior', 'call', 'order', 'asked', 'said', 'setting'] as const;
/** One of {@link FEATURE_VIEWS}. */
export type FeatureView = (typeof FEATURE_VIEWS)[number];

/** The features of a run: numbers of features, and how much of each. */
export interface FeatureRow {
  readonly at: Int32Array;
  readonly values: Float32Array;
}

/** Runs as points in one space of behaviors, calls and words. */
export interface FeatureSpace {
  readonly names: readonly string[];
  /** Per feature, its place in {@link FEATURE_VIEWS}. */
  readonly views: Uint8Array;
  /** Places of the views that any run has something of. */
  readonly present: readonly number[];
  /** One per run. All views of a run weigh alike; of length 1 where a run has something of every view that is present. */
  readonly rows: readonly FeatureRow[];
}

/** Collects the features of runs. */
export interface FeatureCollector {
  /** What a run has of a view, as often as it is named; once per run and view. */
  add(run: number, view: FeatureView, names: Iterable<string>): void;
  space(): FeatureSpace;
}

interface Piece {
  readonly view: number;
  readonly at: Int32Array;
  readonly counts: Float32Array;
}

// More are words of few runs, in very many runs.
const MOST_NAMES = 500_000;
const LEAST_WEIGHT = 0.05;

/**
 * Collects features of so many runs. A feature weighs the square root of how often a run has it, times the logarithm of how few of the runs
 * have it; those of one run only are left out. Each view of a run is brought to one length, so that no view drowns another.
 *
 * @see Sparck Jones 1972 for the weights; Legendre & Gallagher 2001 for the roots
 */
export function featureCollector(runs: number): FeatureCollector {
  const known = FEATURE_VIEWS.map(() => new Map<string, number>());
  const names: string[] = [];
  const viewOf: number[] = [];
  const pieces = Array.from({ length: runs }, (): Piece[] => []);
  return {
    add(run, viewName, own) {
      const view = FEATURE_VIEWS.indexOf(viewName);
      const places = known[view]!;
      const counts = new Map<number, number>();
      for (const name of own) {
        let at = places.get(name);
        if (at === undefined) {
          if (names.length >= MOST_NAMES) continue;
          places.set(name, (at = names.length));
          names.push(name);
          viewOf.push(view);
        }
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
      if (counts.size > 0) pieces[run]!.push({ view, at: Int32Array.from(counts.keys()), counts: Float32Array.from(counts.values()) }); // prettier-ignore
    },
    space() {
      const weights = weightsOf(pieces, names.length);
      const present = new Set<number>();
      for (const own of pieces) for (const { view, at } of own) if (!present.has(view) && at.some((feature) => weights[feature]! > 0)) present.add(view); // prettier-ignore
      const scale = 1 / Math.sqrt(Math.max(1, present.size));
      return {
        names,
        views: Uint8Array.from(viewOf),
        present: [...present].sort((a, b) => a - b),
        rows: pieces.map((own) => rowOf(own, weights, scale)),
      };
    },
  };
}

/** What each feature says, by how few of the runs have it; 0 where one has. */
function weightsOf(pieces: readonly (readonly Piece[])[], features: number): Float64Array {
  const having = new Int32Array(features);
  for (const own of pieces) for (const { at } of own) for (const feature of at) having[feature]!++;
  return Float64Array.from(having, (n) =>
    n < 2 ? 0 : Math.max(LEAST_WEIGHT, Math.log((pieces.length + 1) / (n + 0.5))),
  );
}

/** The views of a run one after the other, each of the length `scale`. */
function rowOf(own: readonly Piece[], weights: Float64Array, scale: number): FeatureRow {
  const size = own.reduce((sum, { at }) => sum + at.length, 0);
  const at = new Int32Array(size);
  const values = new Float32Array(size);
  let end = 0;
  for (const piece of own) {
    const start = end;
    let squares = 0;
    for (let i = 0; i < piece.at.length; i++) {
      const weight = weights[piece.at[i]!]!;
      if (weight === 0) continue;
      const value = Math.sqrt(piece.counts[i]!) * weight;
      squares += value * value;
      at[end] = piece.at[i]!;
      values[end++] = value;
    }
    const factor = squares === 0 ? 0 : scale / Math.sqrt(squares);
    for (let i = start; i < end; i++) values[i]! *= factor;
  }
  return { at: at.subarray(0, end), values: values.subarray(0, end) };
}
