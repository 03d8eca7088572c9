import type { Coding, Event, EventStore } from '../behavior/event.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { isHumanCoder } from '../behavior/human-coder.ts';
import { judgeOf, judgesAll } from '../behavior/judge/judge-detector.ts';
import type { TrajectoryFilter, TrajectoryStore } from '../trajectory/trajectory-store.ts';

/** A run with everything that was coded in it: what every analysis takes, one at a time. */
export interface CodedRun {
  readonly trajectory: Trajectory;
  /** In order of first step. */
  readonly events: readonly Event[];
  readonly codings: readonly Coding[];
}

const BATCH_RUNS = 32;
const BATCH_TOKENS = 500_000;

/**
 * The runs of a store with their events and codings, in order of id, a small batch in memory at a time. No query is
 * open while another one runs, so any store can serve it.
 *
 * @param by - whose events and codings: the two never mix, since people look at other units than detectors; those of a judge
 *   are among the detectors' where it judged what they left open, and can be had by themselves
 */
export async function* codedRuns(
  store: TrajectoryStore & EventStore,
  filter: TrajectoryFilter = {},
  by: 'detectors' | 'people' | { readonly judge: string } = 'detectors',
): AsyncGenerator<CodedRun> {
  const isWanted = ({ detector }: Pick<Event, 'detector'>): boolean => {
    if (typeof by === 'object') return judgeOf(detector)?.model === by.judge;
    return isHumanCoder(detector) === (by === 'people') && !judgesAll(detector);
  };
  const batches: string[][] = [];
  let tokens = 0;
  for await (const summary of store.list(filter)) {
    const batch = batches.at(-1);
    if (batch === undefined || batch.length === BATCH_RUNS || tokens + summary.tokens > BATCH_TOKENS) {
      batches.push([summary.id]);
      tokens = summary.tokens;
    } else {
      batch.push(summary.id);
      tokens += summary.tokens;
    }
  }
  for (const ids of batches) {
    const trajectories: Trajectory[] = [];
    for await (const trajectory of store.read({ ids })) trajectories.push(trajectory);
    const found = new Map(trajectories.map(({ id }) => [id, { events: [] as Event[], codings: [] as Coding[] }]));
    for await (const event of store.events({ ids })) if (isWanted(event)) found.get(event.trajectoryId)?.events.push(event); // prettier-ignore
    for await (const coding of store.codings({ ids })) if (isWanted(coding)) found.get(coding.trajectoryId)?.codings.push(coding); // prettier-ignore
    for (const trajectory of trajectories) {
      const { events, codings } = found.get(trajectory.id)!;
      yield typeof by === 'object' ? onceJudged({ trajectory, events, codings }) : { trajectory, events, codings };
    }
  }
}

/** Without what a judge said of a codebook when it judged what was left open, where it also judged everything. */
function onceJudged({ trajectory, events, codings }: CodedRun): CodedRun {
  const judgedWhole = new Set(codings.filter(({ detector }) => judgesAll(detector)).map(({ codebook }) => codebook));
  const isKept = (detector: string, codebook: string): boolean => judgesAll(detector) || !judgedWhole.has(codebook);
  return {
    trajectory,
    events: events.filter(({ detector, code }) => isKept(detector, code.replace(/\/[^/@]*(?=@[^@]*$)/, ''))),
    codings: codings.filter(({ detector, codebook }) => isKept(detector, codebook)),
  };
}
