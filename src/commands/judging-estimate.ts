import { expectedOutputTokens, judgeRequests, type JudgeSettings } from '../behavior/judge/judge-requests.ts';
import { formatEstimate, formatUsd, plural } from '../core/format-number.ts';
import type { ModelRequest } from '../core/model.ts';
import type { OpenModel } from '../model/open-model.ts';
import { costOf } from '../model/price-of.ts';
import type { RunToJudge } from '../store/runs-to-judge.ts';
import type { TrajectoryStore } from '../trajectory/trajectory-store.ts';
import { dryRunOf } from './dry-run.ts';

/** Runs whose questions are counted; of more, as many spread over all of them, so that asking begins at once. */
const COUNTED_RUNS = 60;

/** What a judge is about to ask of some runs and about what that costs, in lines; none where all was answered before. */
export async function judgingEstimate(
  model: OpenModel,
  store: Pick<TrajectoryStore, 'get'>,
  { runs, settings }: { readonly runs: readonly RunToJudge[]; readonly settings: JudgeSettings },
): Promise<string[]> {
  const size = Math.min(runs.length, COUNTED_RUNS);
  const some = Array.from({ length: size }, (_, i) => runs[Math.floor((i * runs.length) / size)]!);
  let [asked, expected] = [0, 0];
  const counted = async function* (): AsyncGenerator<ModelRequest> {
    for await (const request of judgingRequests(store, some, settings)) {
      asked++;
      expected += expectedOutputTokens(request);
      yield request;
    }
  };
  const { calls, inputTokens: countedTokens } = await dryRunOf(model, counted());
  if (calls === 0) return [];
  const times = runs.length / size;
  const inputTokens = countedTokens * times;
  const outputTokens = ((expected * calls) / asked) * times;
  const { price } = model;
  const cost =
    price === undefined
      ? 'no price known (--price gives it)'
      : `about ${formatUsd(costOf({ inputTokens, cachedInputTokens: 0, outputTokens }, price))}`;
  const about = times > 1 ? 'about ' : '';
  return [
    `${model.name} will be asked ${about}${plural(Math.round(calls * times), 'question')} on ${plural(runs.length, 'run')}: about ${formatEstimate(inputTokens)} tokens in and ${formatEstimate(outputTokens)} out, ${cost}`,
    '  hint: --limit N asks about fewer runs, --codebook NAME about fewer codes; --max-cost USD stops in time, --dry-run asks nothing',
  ];
}

/** The questions about runs, as far as they can be told beforehand; one run is held at a time. */
export async function* judgingRequests(
  store: Pick<TrajectoryStore, 'get'>,
  runs: readonly RunToJudge[],
  settings: JudgeSettings,
): AsyncGenerator<ModelRequest> {
  for (const { id, tasks } of runs) {
    const run = await store.get(id);
    if (run !== undefined) yield* judgeRequests(run, tasks, settings);
  }
}
