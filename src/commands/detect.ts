import { judgedRates, MIN_KAPPA, MIN_LABELS } from '../analysis/agreement/calibration.ts';
import { behaviorsAsCodebook } from '../behavior/codebooks/behaviors-as-codebook.ts';
import { HANDBOOK } from '../behavior/codebooks/load-codebooks.ts';
import type { Codebook } from '../behavior/codebook.ts';
import { detectRuns } from '../store/detect-runs.ts';
import type { Store } from '../store/store.ts';
import { codebooksOf } from './codebooks-of.ts';
import type { Command, CommandContext } from './command.ts';
import { detectionText } from './detection-text.ts';
import { judgedResult } from './judged-result.ts';
import { asksJudge, judgeStore, JUDGE_OPTIONS } from './judge-store.ts';
import { MODEL_OPTIONS } from './model-of.ts';
import { storeLocation, withStore } from './with-store.ts';
import { plural } from '../core/format-number.ts';

/** `ethogram detect`: codes the behaviors in the runs of the store. */
export const detect: Command = {
  name: 'detect',
  summary: 'code the behaviors in the runs',
  description: [
    "Codes every run with the codebooks that ship with Ethogram and the project's own (.ethogram/codebooks), or with those named. Rates are events per unit that could be observed; hidden reasoning counts as not observable.",
    `With --model a language model judges what the detectors cannot: codes that have no matcher, and words in languages without cues. It quotes before it decides, and a quote that is not in the run makes its finding unsupported. Its rates are facts only once labels say so: ethogram agree LABELS --judge MODEL --calibrate, with κ of ${MIN_KAPPA} or more on ${MIN_LABELS} units or more. Codes of all codebooks are asked together: about three questions a run, more of a run that is too long for one reading. It says first how many questions it will ask and about what they cost; --limit asks about fewer runs, --codebook about fewer codes, --max-cost stops in time, --dry-run asks nothing. Started again, it goes on where it was and asks nothing twice. A model that only ETHOGRAM_MODEL names is not asked: judging every run costs.`,
    'With --json each judged behavior has judged: { model, units, calibrated, kappa?, kappaInterval?, labels?, correctedRate?, correctedInterval? }, and the whole judging: { model, runs, failed: [{ trajectory, code, message }], left, stopped?, calls, stored }. costUsd is what coding these runs cost, now and before.',
  ].join('\n\n'),
  options: [
    {
      flags: '--codebook <name>',
      description: 'a codebook by name, a file (./mine.yaml), or handbook: the matchers of kept behaviors; repeatable',
      repeatable: true,
    },
    ...JUDGE_OPTIONS,
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram detect --codebook four-habits',
  async run(context) {
    return withStore(context, async (store) => {
      const codebooks = await chosenCodebooks(context, store);
      const found = await detectRuns(store, codebooks, {
        location: storeLocation(context),
        onProgress: ({ done, of }) => context.progress(`coded ${done.toLocaleString('en')} of ${plural(of, 'run')}`),
      });
      if (!asksJudge(context)) return { json: found, rows: found.behaviors, text: detectionText(found) };
      const judged = await judgeStore(context, store, codebooks);
      return 'dryRun' in judged ? judged.dryRun : judgedResult(judged, await judgedRates(store, judged.summary.behaviors, codebooks)); // prettier-ignore
    });
  },
};

async function chosenCodebooks(context: CommandContext, store: Store): Promise<Codebook[]> {
  const option = context.options['codebook'];
  const names = Array.isArray(option) ? (option as readonly string[]) : undefined;
  if (names === undefined) return codebooksOf(context);
  const files = [...new Set(names)].filter((name) => name !== HANDBOOK);
  const codebooks = files.length > 0 ? codebooksOf(context, files) : [];
  if (names.includes(HANDBOOK)) {
    const behaviors = await store.behaviors();
    codebooks.push(behaviorsAsCodebook(behaviors.filter(({ status }) => status !== 'archived')));
  }
  return codebooks;
}
