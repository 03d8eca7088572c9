import { detectionTally, type DetectionSummary } from '../behavior/detection-tally.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { judgeDetector, type JudgeScope } from '../behavior/judge/judge-detector.ts';
import { judgeVersion } from '../behavior/judge/codes-for-judge.ts';
import { SAMPLES, STRETCH_TOKENS, type JudgeSettings } from '../behavior/judge/judge-requests.ts';
import { DETECTOR } from '../behavior/run-detector.ts';
import { formatCount, formatUsd, plural } from '../core/format-number.ts';
import type { WorkedItems } from '../core/work-items.ts';
import type { OpenModel } from '../model/open-model.ts';
import { judgeRuns } from '../store/judge-runs.ts';
import { runsToJudge, type RunToJudge } from '../store/runs-to-judge.ts';
import type { Store } from '../store/store.ts';
import { tallyCodings } from '../store/tally-codings.ts';
import { textOption, type CommandContext, type CommandResult, type OptionSpec } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { judgingEstimate, judgingRequests } from './judging-estimate.ts';
import { modelOf } from './model-of.ts';
import { numberOption } from './number-option.ts';

/** Options of a judge, beside those of a model. */
export const JUDGE_OPTIONS: readonly OptionSpec[] = [
  { flags: '--judge-all', description: 'judge every code, beside the detectors, to compare the two: rates are the judge’s own' },
  { flags: '--samples <n>', description: 'draws of each question: the verdict is that of most, its confidence their share', default: SAMPLES },
  { flags: '--stretch <tokens>', description: 'of a run that are shown at a time; a question has up to 20,000 more, its answer included', default: STRETCH_TOKENS },
  { flags: '--limit <n>', description: 'judge at most so many runs: always the same ones, as good as drawn at random' },
]; // prettier-ignore

/** What a judge added. */
export interface JudgedStore {
  readonly summary: DetectionSummary;
  readonly model: OpenModel;
  readonly worked: WorkedItems<RunToJudge>;
}

/** Whether a command line asks for a judge. A model in the environment alone does not: it costs. */
export function asksJudge({ options }: Pick<CommandContext, 'options'>): boolean {
  return textOption(options, 'model') !== undefined || options['judgeAll'] === true || options['dryRun'] === true;
}

/**
 * Has the model of a command line judge what the detectors left open in the runs of a store.
 *
 * @returns a result to print under `--dry-run`
 * @throws EthogramError as `modelOf`; `model-unusable` when nothing could be asked at all
 */
export async function judgeStore(
  context: CommandContext,
  store: Store,
  codebooks: readonly Codebook[],
): Promise<JudgedStore | { readonly dryRun: CommandResult }> {
  const { options } = context;
  const scope: JudgeScope = options['judgeAll'] === true ? 'all' : 'open';
  const limit = numberOption(options, 'limit', { low: 1, whole: true });
  const settings: JudgeSettings = {
    samples: numberOption(options, 'samples', { low: 1, high: 99, whole: true }) ?? SAMPLES,
    stretchTokens: numberOption(options, 'stretch', { low: 500, whole: true }) ?? STRETCH_TOKENS,
  };
  const model = await modelOf(context, store, 'ethogram detect');
  const detector = judgeDetector(model.name, judgeVersion({ ...settings }), scope);
  const runs = await runsToJudge(store, codebooks, { detector, scope, ...(limit !== undefined && { limit }) });
  if (options['dryRun'] === true) {
    const more = `${plural(runs.length, 'run')} to judge. Second turns and what is retold are estimated.`;
    return { dryRun: await dryRunResult(model, judgingRequests(store, runs, settings), more) };
  }
  for (const line of await judgingEstimate(model, store, { runs, settings })) context.talk(line);
  const worked = await judgeRuns(store, runs, {
    ...settings,
    model,
    detector,
    signal: context.untilInterrupted(),
    onProgress({ done, failed, of }) {
      const { costUsd } = model.tally;
      const cost = costUsd === undefined ? '' : `, ${formatUsd(costUsd)}`;
      const wrong = failed > 0 ? `, ${formatCount(failed)} failed` : '';
      context.progress(`judged ${formatCount(done)} of ${plural(of ?? runs.length, 'run')}${wrong}${cost}`);
    },
  });
  context.progress('');
  if (worked.stopped?.code === 'model-unusable' && worked.done === 0) throw worked.stopped;
  const tally = detectionTally(codebooks);
  const keys = new Set(codebooks.map(({ name, hash }) => `${name}@${hash}`));
  const mine = scope === 'all' ? [detector] : [DETECTOR, detector];
  await tallyCodings(store, tally, {
    isWanted: (coding) => mine.includes(coding.detector) && keys.has(coding.codebook),
  });
  return { summary: tally.summary(), model, worked };
}
