import { addToShare, clusteredShare, NO_SHARE, type ClusteredShare } from './clustered-share.ts';

/** A share over units that come in clusters of which the parts arrive in any order. */
export interface ClusterTally {
  /**
   * @param cluster - units of equal cluster are alike, as trials of one task are; undefined: a cluster of its own
   * @param part - how many of them count, 0 … `whole`
   */
  add(cluster: string | undefined, part: number, whole: number): void;
  /** The share so far, with its interval between clusters; `n` is the number of clusters. */
  share(): ClusteredShare;
}

/** Starts a {@link ClusterTally}; memory grows with the number of clusters that have a name. */
export function clusterTally(): ClusterTally {
  const named = new Map<string, { part: number; whole: number }>();
  let alone = NO_SHARE;
  return {
    add(cluster, part, whole) {
      if (cluster === undefined) {
        alone = addToShare(alone, part, whole);
        return;
      }
      const sums = named.get(cluster) ?? { part: 0, whole: 0 };
      named.set(cluster, { part: sums.part + part, whole: sums.whole + whole });
    },
    share() {
      let sums = alone;
      for (const { part, whole } of named.values()) sums = addToShare(sums, part, whole);
      return clusteredShare(sums);
    },
  };
}
