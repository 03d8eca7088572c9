import { Z95, type Interval } from '../../core/rate-interval.ts';

/** A share of runs from a step on, until the next point. */
export interface CurvePoint {
  readonly step: number;
  /** Of the runs, those to which it has not happened by the end of this step. */
  readonly share: number;
  /** 95%. */
  readonly interval: Interval;
  /** Runs to which it could have happened in this step. */
  readonly atRisk: number;
}

/**
 * The Kaplan–Meier estimate of how many runs it has not happened to by each step.
 *
 * @param times - per run, the step in which it happened, or up to which it had not when it was last seen; Infinity for those to which it
 *   never will
 * @param happened - per run, whether it did
 * @returns one point per step in which it happened to any, ascending; intervals by Greenwood's variance of log(−log share)
 * @see Kaplan & Meier 1958; Kalbfleisch & Prentice 2002, §1.4
 */
export function kaplanMeier(times: Float64Array, happened: Uint8Array): CurvePoint[] {
  const order = Array.from(times.keys()).sort((a, b) => times[a]! - times[b]!);
  const points: CurvePoint[] = [];
  let share = 1;
  let greenwood = 0;
  for (let i = 0; i < order.length;) {
    const step = times[order[i]!]!;
    const atRisk = order.length - i;
    let events = 0;
    for (; i < order.length && times[order[i]!] === step; i++) events += happened[order[i]!]!;
    if (events === 0) continue;
    share *= 1 - events / atRisk;
    greenwood += atRisk === events ? 0 : events / (atRisk * (atRisk - events));
    points.push({ step, share, interval: logLog(share, greenwood), atRisk });
  }
  return points;
}

function logLog(share: number, greenwood: number): Interval {
  if (share <= 0 || share >= 1) return [share, share];
  const reach = (Z95 * Math.sqrt(greenwood)) / Math.abs(Math.log(share));
  return [share ** Math.exp(reach), share ** Math.exp(-reach)];
}
