import { addToShare, NO_SHARE, clusteredShare, type ClusteredShare } from './clustered-share.ts';

/** A share over units that come in clusters of which the parts arrive in any order. */
export interface ClusterTally {
  /**
   * @param cluster - units of equal cluster are alike, as trials of one task are; undefined: a cluster of its own
   * @param part - how many of them count, 0 … `whole`
   */
  add(cluster: string | undefined, part: number, whole: number): void;
  /** The share so far, with its interval between clusters; `n` is the number of clusters. */
  share(): ClusteredShare;
  /** How many units count so far. */
  readonly part: number;
}

/** Numbers clusters as they are first met, from 0. */
export type ClusterNumbers = (cluster: string) => number;

/** Starts {@link ClusterNumbers}: tallies of the same clusters share them, so that names are kept once. */
export function clusterNumbers(): ClusterNumbers {
  const numbers = new Map<string, number>();
  return (cluster) => {
    const known = numbers.get(cluster);
    if (known !== undefined) return known;
    numbers.set(cluster, numbers.size);
    return numbers.size - 1;
  };
}

/** Starts a {@link ClusterTally}; memory grows with the number of clusters that have a name, 16 bytes each. */
export function clusterTally(numberOf: ClusterNumbers = clusterNumbers()): ClusterTally {
  let alone = NO_SHARE;
  let [parts, wholes] = [new Float64Array(8), new Float64Array(8)];
  let counting = 0;
  return {
    add(cluster, part, whole) {
      counting += part;
      if (cluster === undefined) {
        alone = addToShare(alone, part, whole);
        return;
      }
      const place = numberOf(cluster);
      if (place >= parts.length) [parts, wholes] = [longer(parts, place), longer(wholes, place)];
      parts[place]! += part;
      wholes[place]! += whole;
    },
    share() {
      let sums = alone;
      for (const [place, whole] of wholes.entries()) if (whole > 0) sums = addToShare(sums, parts[place]!, whole);
      return clusteredShare(sums);
    },
    get part() {
      return counting;
    },
  };
}

function longer(array: Float64Array, place: number): Float64Array<ArrayBuffer> {
  const grown = new Float64Array(2 * (place + 1));
  grown.set(array);
  return grown;
}
