/** What a run is looked at for: what it shows, calls, calls after what, is asked, says, and what is known of it besides. */
export const FEATURE_VIEWS = ['behavior', 'call', 'order', 'asked', 'said', 'setting'] as const;
/** One of {@link FEATURE_VIEWS}. */
export type FeatureView = (typeof FEATURE_VIEWS)[number];

/** The features of a run: numbers of features, and how much of each. */
export interface FeatureRow {
  readonly at: Int32Array;
  readonly values: Float64Array;
}

/** Runs as points in one space of behaviors, calls and words. */
export interface FeatureSpace {
  readonly names: readonly string[];
  /** Per feature, its place in {@link FEATURE_VIEWS}. */
  readonly views: Uint8Array;
  /** One per run. All views of a run weigh alike; of length 1 where a run has something of every view that any run has. */
  readonly rows: readonly FeatureRow[];
}

/** Collects the features of runs. */
export interface FeatureCollector {
  /** What a run has of a view, as often as it is named; once per run and view. */
  add(run: number, view: FeatureView, names: Iterable<string>): void;
  /** The space that some views span; default all. */
  space(views?: readonly FeatureView[]): FeatureSpace;
}

interface Piece {
  readonly view: number;
  readonly at: Int32Array;
  readonly counts: Float64Array;
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
  const known = new Map<string, number>();
  const names: string[] = [];
  const viewOf: number[] = [];
  const pieces = Array.from({ length: runs }, (): Piece[] => []);
  return {
    add(run, viewName, own) {
      const view = FEATURE_VIEWS.indexOf(viewName);
      const counts = new Map<number, number>();
      for (const name of own) {
        const key = `${view}${name}`;
        let at = known.get(key);
        if (at === undefined) {
          if (known.size >= MOST_NAMES) continue;
          known.set(key, (at = names.length));
          names.push(name);
          viewOf.push(view);
        }
        counts.set(at, (counts.get(at) ?? 0) + 1);
      }
      if (counts.size === 0) return;
      const at = Int32Array.from(counts.keys()).sort();
      pieces[run]!.push({ view, at, counts: Float64Array.from(at, (one) => counts.get(one)!) });
    },
    space(only = FEATURE_VIEWS) {
      const wanted = new Set(only.map((view) => FEATURE_VIEWS.indexOf(view)));
      const weights = weightsOf(pieces, names.length);
      const present = new Set<number>();
      const units = pieces.map((own) =>
        own.flatMap((piece) => {
          if (!wanted.has(piece.view)) return [];
          const unit = unitPiece(piece, weights);
          if (unit.at.length > 0) present.add(piece.view);
          return [unit];
        }),
      );
      const scale = 1 / Math.sqrt(Math.max(1, present.size));
      return { names, views: Uint8Array.from(viewOf), rows: units.map((own) => joined(own, scale)) };
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

function unitPiece({ at, counts }: Piece, weights: Float64Array): FeatureRow {
  const kept = [...at.keys()].filter((i) => weights[at[i]!]! > 0);
  const values = Float64Array.from(kept, (i) => Math.sqrt(counts[i]!) * weights[at[i]!]!);
  const length = Math.hypot(...chunked(values));
  return { at: Int32Array.from(kept, (i) => at[i]!), values: values.map((value) => value / length) };
}

/** Lengths of parts, since a call takes only so many arguments. */
function chunked(values: Float64Array): number[] {
  const lengths: number[] = [];
  for (let i = 0; i < values.length; i += 1000) lengths.push(Math.hypot(...values.subarray(i, i + 1000)));
  return lengths;
}

function joined(own: readonly FeatureRow[], scale: number): FeatureRow {
  const size = own.reduce((sum, { at }) => sum + at.length, 0);
  const at = new Int32Array(size);
  const values = new Float64Array(size);
  let place = 0;
  for (const piece of own) {
    at.set(piece.at, place);
    values.set(piece.values.map((value) => value * scale), place); // prettier-ignore
    place += piece.at.length;
  }
  return { at, values };
}
