import { rateInterval, type Interval } from '../core/rate-interval.ts';
import type { Codebook } from './codebook.ts';
import type { Detected } from './detect-run.ts';

/** What was found of one code over many runs. */
interface BehaviorRow {
  readonly slug: string;
  readonly events: number;
  /** Runs with at least one event. */
  readonly trajectories: number;
  /** Events per observed unit, 0–1; 0 when nothing could be observed (then the interval is `[0, 1]`). */
  readonly rate: number;
  /** 95%, Wilson. Units of one run are taken as independent, so it is narrow for runs that differ among themselves. */
  readonly interval: Interval;
  readonly perThousandTokens: number;
  /** Units that were hidden. */
  readonly notObservable: number;
  readonly unsupported: number;
  /** The denominator of `rate`. */
  readonly observedUnits: number;
  readonly codebook: string;
}

/** The result of `ethogram detect`. */
export interface DetectionSummary {
  readonly codebooks: readonly { readonly name: string; readonly version: string; readonly hash: string }[];
  readonly trajectories: number;
  readonly events: number;
  readonly costUsd: number;
  /** In order of the codebooks and their codes. */
  readonly behaviors: readonly BehaviorRow[];
}

/** Adds up detections as they come, in memory that does not grow with the number of runs. */
export interface DetectionTally {
  add(detected: Detected): void;
  summary(): DetectionSummary;
}

interface Count {
  events: number;
  trajectories: number;
  units: number;
  notObservable: number;
  unsupported: number;
  tokens: number;
}

/** Starts a summary over the given codebooks; detections with other codebooks are not counted. */
export function detectionTally(codebooks: readonly Codebook[]): DetectionTally {
  const counts = new Map<string, Count>();
  for (const { name, hash, codes } of codebooks) {
    for (const { slug } of codes) {
      counts.set(`${name}/${slug}@${hash}`, {
        events: 0,
        trajectories: 0,
        units: 0,
        notObservable: 0,
        unsupported: 0,
        tokens: 0,
      });
    }
  }
  let trajectories = 0;
  let costUsd = 0;
  return {
    add({ events, codings }) {
      trajectories++;
      const inThisRun = new Set<Count>();
      for (const { code, verdict, costUsd: cost = 0 } of events) {
        const count = counts.get(code);
        costUsd += cost;
        if (count === undefined) continue;
        if (verdict === 'present') {
          count.events++;
          inThisRun.add(count);
        } else if (verdict === 'unsupported') count.unsupported++;
      }
      for (const count of inThisRun) count.trajectories++;
      for (const { codebook, observedUnits, notObservable, observedTokens } of codings) {
        const [name, hash] = codebook.split('@');
        for (const slug of Object.keys(observedUnits)) {
          const count = counts.get(`${name}/${slug}@${hash}`);
          if (count === undefined) continue;
          count.units += observedUnits[slug] ?? 0;
          count.notObservable += notObservable[slug] ?? 0;
          count.tokens += observedTokens;
        }
      }
    },
    summary: () => ({
      codebooks: codebooks.map(({ name, version, hash }) => ({ name, version, hash })),
      trajectories,
      events: [...counts.values()].reduce((sum, { events }) => sum + events, 0),
      costUsd,
      behaviors: codebooks.flatMap(({ name, hash, codes }) =>
        codes.map(({ slug }) => {
          const { events, units, tokens, ...rest } = counts.get(`${name}/${slug}@${hash}`)!;
          return {
            slug,
            events,
            trajectories: rest.trajectories,
            rate: units === 0 ? 0 : Math.min(1, events / units),
            interval: rateInterval(Math.min(events, units), units),
            perThousandTokens: tokens === 0 ? 0 : (events * 1000) / tokens,
            notObservable: rest.notObservable,
            unsupported: rest.unsupported,
            observedUnits: units,
            codebook: name,
          };
        }),
      ),
    }),
  };
}
