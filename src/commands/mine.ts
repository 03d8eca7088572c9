import { BEHAVIOR_KINDS, type BehaviorKind } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import type { MineResult } from '../mine/mine-corpus.ts';
import { PERIODS, type PeriodLength } from '../mine/periods-of.ts';
import { textOption, type Command, type CommandOptions } from './command.ts';
import { behaviorText } from './behavior-text.ts';
import { nextLine } from './next-line.ts';
import { dryRunResult } from './dry-run.ts';
import { mineStore } from './mine-store.ts';
import { MODEL_OPTIONS, modelOf, tallyText } from './model-of.ts';
import { refineRequests, refineStore, type RefinedStore } from './refine-store.ts';
import { numberOption } from './number-option.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
import { storeLocation, withStore } from './with-store.ts';
import { reasonWords } from './reason-words.ts';
import { formatPercent, plural } from '../core/format-number.ts';

/** `ethogram mine`: finds behaviors that recur and pay, and keeps them as candidates of the handbook. */
export const mine: Command = {
  name: 'mine',
  summary: 'find behaviors that recur and pay',
  description:
    'Finds workflows, repairs, strategies, facts, preferences and warnings without a model, and keeps them as candidates. Each has quotes, support, and what runs with it came to, beside runs of the same tasks without it. Coverage is measured on tasks not learned from. ' +
    'With --model, a model words them better as far as the evidence holds what it says, compares failed with successful runs of a task, and adds what reflections (ethogram reflect) propose, merged by meaning with what is known; new is only what two runs of two tasks support. ' +
    '--json then has model: { name, reflected, contrasted, proposed, worded, created, updated, merged, refused: [{ name, instruction, reason }], failed: [{ what, code, message }], left, stopped?, costUsd? }, and behaviors is the whole handbook.',
  options: [
    { flags: '--kinds <list>', description: 'comma-separated: workflow, repair, strategy, fact, preference, warning' },
    { flags: '--budget <tokens>', description: 'what the handbook may cost, for coverage', default: 400 },
    { flags: '--held-out <share>', description: 'share of tasks that are only measured on', default: 0.2 },
    { flags: '--seed <n>', description: 'which tasks those are', default: 1 },
    {
      flags: '--by <period>',
      description: `mine every ${PERIODS.join(', ')} by itself too: what came and went is kept with its dates`,
    },
    { flags: '--all-provenance', description: 'keep every place where a behavior was seen, not up to 20' },
    {
      flags: '--contrasts <n>',
      description: 'with a model: tasks of which a failed run is compared with a successful one',
      default: 20,
    },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram mine --budget 400',
  async run(context) {
    const startedMs = context.now().getTime();
    const kinds = kindsOption(textOption(context.options, 'kinds'));
    const budgetTokens = numberOption(context.options, 'budget', { low: 1, whole: true })!;
    const heldOut = numberOption(context.options, 'heldOut', { low: 0, high: 0.9 })!;
    const seed = numberOption(context.options, 'seed', { whole: true })!;
    const by = periodOption(textOption(context.options, 'by'));
    const exemplars = context.options['allProvenance'] === true ? Number.POSITIVE_INFINITY : undefined;
    const contrasts = numberOption(context.options, 'contrasts', { low: 0, whole: true })!;
    return withStore(context, async (store) => {
      // What is free without a model must not cost money because the environment names one.
      const asks = textOption(context.options, 'model') !== undefined || context.options['dryRun'] === true;
      const model = asks ? await modelOf(context, store, 'the same command without --model') : undefined;
      const mined = await mineStore(store, {
        ...(kinds !== undefined && { kinds }),
        ...(exemplars !== undefined && { exemplars }),
        ...(by !== undefined && { by }),
        budgetTokens,
        heldOut,
        seed,
        location: storeLocation(context),
        now: context.now(),
        onProgress: context.progress,
      });
      const refining = { contrasts, now: context.now(), onProgress: context.progress };
      if (model !== undefined && context.options['dryRun'] === true) {
        context.progress('');
        return dryRunResult(
          model,
          refineRequests(store, refining),
          'What was mined without a model is kept. How many behaviors are compared or worded after that depends on the answers.',
        );
      }
      const refined = model && (await refineStore(store, model, { ...refining, signal: context.untilInterrupted() }));
      context.progress('');
      const seconds = (context.now().getTime() - startedMs) / 1000;
      if (refined === undefined) {
        return {
          json: { ...mined, seconds },
          rows: mined.behaviors,
          text: withNext([mineText(mined, context.options)], mined, context.options),
        };
      }
      const { handbook, stopped, ...rest } = refined;
      const result = { ...mined, behaviors: handbook };
      const { costUsd } = model!.tally;
      const told = {
        name: model!.name,
        ...rest,
        ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
        ...(costUsd !== undefined && { costUsd }),
      };
      return {
        json: { ...result, seconds, model: told },
        rows: handbook,
        text: withNext([mineText(result, context.options), refinedText(refined), tallyText(model!)], result, context.options), // prettier-ignore
        exitCode: endCode(refined, { done: rest.contrasted + rest.worded + rest.created + rest.updated + rest.merged + rest.refused.length, failed: rest.failed.length }), // prettier-ignore
      };
    });
  },
};

const SHOWN_FAILURES = 10;

/** What a model did, in a few lines. */
function refinedText(refined: RefinedStore): string {
  const { reflected, contrasted, proposed, worded, created, updated, merged, refused, failed, left, stopped } = refined;
  const reasons = [...Map.groupBy(refused, ({ reason }) => reason)].map(([reason, of]) => `${reasonWords(reason)} ${of.length}`);
  return [
    `From ${plural(reflected, 'reflection')} and ${plural(contrasted, 'contrast')}: ${plural(proposed, 'proposal')}; ${created} new, ${updated} with more evidence, ${merged} merged into others, ${worded} better worded.`,
    ...(refused.length > 0 ? [`Refused: ${plural(refused.length, 'wording')} (${reasons.sort().join(', ')}).`] : []),
    ...(reflected === 0 ? ['No run was reflected on: ethogram reflect does that.'] : []),
    ...failed.slice(0, SHOWN_FAILURES).map(({ what, message }) => `failed: ${what}: ${message}`),
    ...(left > 0 ? ['Nothing new is made before all questions are answered.'] : []),
    ...stoppedLines({ left, stopped }, 'question'),
  ].join('\n');
} // prettier-ignore

function kindsOption(text: string | undefined): BehaviorKind[] | undefined {
  return text?.split(',').map((kind) => {
    if (!(BEHAVIOR_KINDS as readonly string[]).includes(kind)) {
      throw new EthogramError(
        'bad-argument',
        `--kinds: found "${kind}", expected some of ${BEHAVIOR_KINDS.join(', ')}`,
      );
    }
    return kind as BehaviorKind;
  });
}

function periodOption(text: string | undefined): PeriodLength | undefined {
  if (text === undefined || (PERIODS as readonly string[]).includes(text)) return text as PeriodLength | undefined;
  throw new EthogramError('bad-argument', `--by: found "${text}", expected one of ${PERIODS.join(', ')}`);
}

function withNext(parts: readonly string[], { behaviors }: MineResult, options: CommandOptions): string {
  const next = behaviors.length === 0 ? [] : [nextLine(options, ['handbook list', 'handbook approve ID'])];
  return [...parts, ...next].join('\n\n');
}

function mineText({ trajectories, behaviors, coverage }: MineResult, options: CommandOptions): string {
  if (behaviors.length === 0) {
    return `Found no behavior in ${plural(trajectories, 'run')}: it takes two runs of two tasks that do the same, in a way that is not chance.`;
  }
  const baselines = Object.entries(coverage.baselines).map(([name, share]) => `${name} ${formatPercent(share)}`);
  return [
    ...behaviors.map((behavior, i) => `${i + 1}. ${behaviorText(behavior)}`),
    `${plural(behaviors.length, 'behavior')} from ${plural(trajectories, 'run')}, kept as candidates.`,
    // Without tasks held out nothing was measured.
    ...(Number(options['heldOut']) > 0
      ? [
          `Held-out coverage at ${coverage.budgetTokens} tokens: ${formatPercent(coverage.heldOut)} (${baselines.join(', ')})`,
        ]
      : []),
  ].join('\n\n');
}
