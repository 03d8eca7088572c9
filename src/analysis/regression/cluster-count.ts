/** How many different clusters there are. */
export function clusterCount(clusters: Int32Array): number {
  return clusterPlaces(clusters).count;
}

/** Clusters by place. */
interface ClusterPlaces {
  /** Per row the place of its cluster, in the order in which they are met. */
  readonly places: Int32Array;
  readonly count: number;
}

// Many outcomes are regressed on the same rows.
const known = new WeakMap<Int32Array, ClusterPlaces>();

/** The places of the clusters of all rows; counted once for an array, which must not change. */
export function clusterPlaces(clusters: Int32Array): ClusterPlaces {
  const found = known.get(clusters);
  if (found !== undefined) return found;
  const placeOf = new Map<number, number>();
  const places = new Int32Array(clusters.length);
  for (let row = 0; row < clusters.length; row++) {
    let place = placeOf.get(clusters[row]!);
    if (place === undefined) placeOf.set(clusters[row]!, (place = placeOf.size));
    places[row] = place;
  }
  const counted = { places, count: placeOf.size };
  known.set(clusters, counted);
  return counted;
}
