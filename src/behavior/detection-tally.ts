import { addToShare, clusteredShare, NO_SHARE, type ShareSums } from '../core/clustered-share.ts';
import type { Interval } from '../core/rate-interval.ts';
import { codeId, codeKey } from './code-key.ts';
import type { Codebook } from './codebook.ts';
import { judgeOf } from './judge/judge-detector.ts';
import type { Detected } from './run-detector.ts';

/** What was found of one code over many runs. */
export interface BehaviorRow {
  readonly slug: string;
  readonly events: number;
  /** Runs with at least one event. */
  readonly trajectories: number;
  /** Events per observed unit, at most one each; 0 when nothing could be observed (then the interval is `[0, 1]`). */
  readonly rate: number;
  /** 95%, between runs: the units of one run are alike, so many of them say less than as many runs (`clusteredShare`). */
  readonly interval: Interval;
  readonly perThousandTokens: number;
  /** Units that were hidden. */
  readonly notObservable: number;
  readonly unsupported: number;
  /** The denominator of `rate`. */
  readonly observedUnits: number;
  readonly codebook: string;
  /** The model that judged it, where one did, and how many of the units. */
  readonly judged?: { readonly model: string; readonly units: number };
}

/** The result of `ethogram detect`. */
export interface DetectionSummary {
  readonly codebooks: readonly { readonly name: string; readonly version: string; readonly hash: string }[];
  readonly trajectories: number;
  readonly events: number;
  /** What coding these runs cost, now and before. US dollars. */
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
  share: ShareSums;
  notObservable: number;
  unsupported: number;
  tokens: number;
  judge: string | undefined;
  judgedUnits: number;
}

/** Units of one code in one run, by all who examined it. */
interface RunUnits {
  observed: number;
  notObservable: number;
  tokens: number;
}

/** Starts a summary over the given codebooks; detections with other codebooks are not counted. */
export function detectionTally(codebooks: readonly Codebook[]): DetectionTally {
  const counts = new Map<string, Count>();
  for (const codebook of codebooks) {
    for (const code of codebook.codes) {
      counts.set(codeId(codebook, code), {
        events: 0,
        trajectories: 0,
        share: NO_SHARE,
        notObservable: 0,
        unsupported: 0,
        tokens: 0,
        judge: undefined,
        judgedUnits: 0,
      });
    }
  }
  let trajectories = 0;
  let costUsd = 0;
  return {
    add({ events, codings }) {
      trajectories++;
      const inThisRun = new Map<Count, number>();
      for (const { code, verdict } of events) {
        const count = counts.get(code);
        if (count === undefined) continue;
        if (verdict === 'present') {
          count.events++;
          inThisRun.set(count, (inThisRun.get(count) ?? 0) + 1);
        } else if (verdict === 'unsupported') count.unsupported++;
      }
      for (const count of inThisRun.keys()) count.trajectories++;
      const unitsOf = new Map<Count, RunUnits>();
      for (const { codebook, detector, observedUnits, notObservable, observedTokens, costUsd: cost = 0 } of codings) {
        costUsd += cost;
        const name = codeKey(codebook);
        const hash = codebook.slice(name.length + 1);
        for (const [slug, observed] of Object.entries(observedUnits)) {
          const count = counts.get(codeId({ name, hash }, { slug }));
          if (count === undefined) continue;
          const hidden = notObservable[slug] ?? 0;
          const units = unitsOf.get(count);
          const judge = judgeOf(detector);
          if (judge !== undefined) {
            count.judge = judge.model;
            count.judgedUnits += observed;
          }
          if (units === undefined) {
            unitsOf.set(count, { observed, notObservable: hidden, tokens: observedTokens });
            continue;
          }
          // A judge reads what cues could not: the units add up, and hidden is what neither could see.
          units.observed += observed;
          units.notObservable = Math.min(units.notObservable, hidden);
          units.tokens = Math.max(units.tokens, observedTokens);
        }
      }
      for (const [count, { observed, notObservable, tokens }] of unitsOf) {
        if (observed > 0)
          count.share = addToShare(count.share, Math.min(inThisRun.get(count) ?? 0, observed), observed);
        count.notObservable += notObservable;
        count.tokens += tokens;
      }
    },
    summary: () => ({
      codebooks: codebooks.map(({ name, version, hash }) => ({ name, version, hash })),
      trajectories,
      events: [...counts.values()].reduce((sum, { events }) => sum + events, 0),
      costUsd,
      behaviors: codebooks.flatMap((codebook) =>
        codebook.codes.map((code) => {
          const { events, tokens, judge, judgedUnits, ...rest } = counts.get(codeId(codebook, code))!;
          const { share: rate, interval } = clusteredShare(rest.share);
          return {
            slug: code.slug,
            events,
            trajectories: rest.trajectories,
            rate,
            interval,
            perThousandTokens: tokens === 0 ? 0 : (events * 1000) / tokens,
            notObservable: rest.notObservable,
            unsupported: rest.unsupported,
            observedUnits: rest.share.whole,
            codebook: codebook.name,
            ...(judge !== undefined && { judged: { model: judge, units: judgedUnits } }),
          };
        }),
      ),
    }),
  };
}
