import { join, resolve } from 'node:path';
import { codebookNames, HANDBOOK, OWN_CODEBOOKS } from '../behavior/codebooks/load-codebooks.ts';
import type { MinedBehavior } from '../behavior/behavior.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatInterval, formatPercent, plural } from '../core/format-number.ts';
import type { ModelAsker } from '../core/model-asker.ts';
import { aspectsRequest, readAspects, type Aspect } from '../mine/feedback/aspect.ts';
import { feedbackOf } from '../mine/feedback/feedback-of.ts';
import { learnMetrics, type LearnedMetrics } from '../mine/feedback/learn-metrics.ts';
import { metricTold } from '../mine/feedback/metric.ts';
import { metricsCodebook } from '../mine/feedback/metrics-codebook.ts';
import type { Refusal } from '../mine/reflect/proposal.ts';
import { toldBehaviors } from '../mine/told-behaviors.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { Store } from '../store/store.ts';
import { askedJson, askedLines, askerOf, openRequests } from './asker-of.ts';
import { textOption, type Command, type CommandContext, type CommandOptions, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { keepFeedback } from './keep-feedback.ts';
import { FILE_BECAME, keepFile, type KeptFile } from './keep-file.ts';
import { keepTold } from './keep-told.ts';
import { MODEL_OPTIONS, modelOf, namesModel } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { numberOption } from './number-option.ts';
import { endCode } from './stopped-lines.ts';
import { withStore } from './with-store.ts';
import { reasonWords } from './reason-words.ts';

/** `ethogram feedback`: what people say about runs becomes metrics, a codebook and behaviors. */
export const feedback: Command = {
  name: 'feedback',
  summary: 'make metrics and behaviors of what people said',
  description: [
    'FILE: keeps what people said about runs, JSON lines {"trajectory": ID, "text": words}; needs no model. With a model: takes all that people said about the runs of the store apart into aspects (behavior, words of the feedback, good or bad, a passage of the run; what is not found again is unsupported), puts those of one trait together into metrics, as many as there are, and writes the metrics as a codebook that ethogram detect --codebook feedback --model M grades runs by. Metrics seen in two runs of two tasks become candidates of the handbook.',
    'Coverage: the share of aspects, of tasks held out, that some metric covers. Redundancy: the share of pairs of metrics that share half of their runs or more.',
    '--json: { model, kept, trajectories, aspects, unsupported, metrics: [{ name, explanation, good, bad, aspects, trajectories, praised }], single, coverage: { share, interval, n, aspects }, redundancy: { share, pairs }, behaviors, refused: [{ name, reason }], codebook: { file, became: written | same | kept | beside }, failed: [{ trajectories, code, message }], left, stopped?, costUsd? }; without a model { kept }.',
  ].join('\n\n'),
  arguments: [{ name: '[FILE]', description: 'feedback to keep first' }],
  options: [
    { flags: '--held-out <share>', description: 'share of tasks that coverage is measured on', default: 0.2 },
    { flags: '--seed <n>', description: 'which tasks those are', default: 1 },
    { flags: '--name <name>', description: `of the codebook, ${OWN_CODEBOOKS}/NAME.yaml`, default: 'feedback' },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram feedback --model ollama:qwen3:8b --dry-run',
  run: async (context) =>
    withStore(context, async (store) => {
      bookName(context.options);
      const [file] = context.args;
      const kept = file === undefined ? 0 : await keepFeedback(store, file, context);
      if (file !== undefined && !namesModel(context)) {
        const text = `${plural(kept, 'remark')} kept.\n${nextLine(context.options, ['feedback --model M'])}`;
        return { json: { kept }, text };
      }
      const model = await modelOf(context, store, 'ethogram feedback FILE keeps what people said');
      const asker = askerOf(context, model);
      const found = await learn(store, asker, context);
      context.progress('');
      if (context.options['dryRun'] === true)
        return dryRunResult(model, openRequests(asker), 'What comes next depends on the answers.');
      const { learned, trajectories } = found;
      const made = learned && (await make(store, { learned, trajectories }, context, model.name));
      return feedbackResult(context, { ...found, made, kept, model, asker });
    }),
};

interface Found {
  /** Runs of which something was said. */
  readonly trajectories: number;
  readonly aspects: readonly Aspect[];
  readonly unsupported: number;
  readonly learned?: LearnedMetrics;
}

async function learn(store: Store, asker: ModelAsker, { options }: CommandContext): Promise<Found> {
  const ids: string[] = [];
  for await (const run of store.read()) if (run.copyOf === undefined && feedbackOf(run).length > 0) ids.push(run.id);
  const answers = await asker.ask('reading feedback', ids, async (id) => aspectsRequest((await store.get(id))!));
  const aspects: Aspect[] = [];
  let unsupported = 0;
  for (const [i, id] of ids.entries()) {
    if (answers[i] === undefined) continue;
    const read = readAspects((await store.get(id))!, answers[i]);
    aspects.push(...read.aspects);
    unsupported += read.unsupported;
  }
  const found = { trajectories: ids.length, aspects, unsupported };
  if (asker.open.length > 0) return found;
  const heldOut = numberOption(options, 'heldOut', { low: 0, high: 0.9 })!;
  const seed = numberOption(options, 'seed', { whole: true })!;
  const learned = await learnMetrics(asker, aspects, { heldOut, seed });
  return { ...found, ...(learned !== undefined && { learned }) };
}

/** What was made of what was learned. */
interface Made {
  readonly behaviors: readonly MinedBehavior[];
  /** Metrics of which no behavior was made, and why. */
  readonly refused: readonly { readonly name: string; readonly reason: Refusal }[];
  /** Undefined when there are no metrics. */
  readonly codebook?: { readonly file: string; readonly became: KeptFile };
}

function bookName(options: CommandOptions): string {
  const name = textOption(options, 'name') ?? 'feedback';
  if (/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) && name !== HANDBOOK && !codebookNames().includes(name)) return name;
  throw new EthogramError('bad-argument', `--name: found "${name}", expected lower-case words joined by hyphens, and no codebook that ships`);
} // prettier-ignore

/** Keeps the behaviors of the metrics as candidates, and the metrics as a codebook. */
async function make(
  store: Store,
  { learned, trajectories }: { readonly learned: LearnedMetrics; readonly trajectories: number },
  { options, cwd, now }: CommandContext,
  foundBy: string,
): Promise<Made> {
  const told = learned.metrics.map((group) => ({ ...metricTold(group), of: trajectories, foundBy }));
  const made = await toldBehaviors(told, (ids) => store.read({ ids }));
  const behaviors: MinedBehavior[] = [];
  const refused: { name: string; reason: Refusal }[] = [];
  for (const [i, one] of made.entries()) {
    const { name } = learned.metrics[i]!.metric;
    if (typeof one === 'string') refused.push({ name, reason: one });
    else if (behaviors.some(({ id }) => id === one.id)) refused.push({ name, reason: 'conflict' });
    else behaviors.push(one);
  }
  const found = { behaviors: await keepTold(store, behaviors, now()), refused };
  if (learned.metrics.length === 0) return found;
  const name = bookName(options);
  const file = join(OWN_CODEBOOKS, `${name}.yaml`);
  const text = metricsCodebook(name, learned.metrics.map(({ metric }) => metric)); // prettier-ignore
  return { ...found, codebook: { file, became: keepFile(resolve(cwd, file), text) } };
}

function feedbackResult(
  context: CommandContext,
  { trajectories, aspects, unsupported, learned, made, kept, model, asker }: Found & {
    readonly made: Made | undefined;
    readonly kept: number;
    readonly model: OpenModel;
    readonly asker: ModelAsker;
  },
): CommandResult {
  const metrics = (learned?.metrics ?? []).map(({ metric: { name, explanation, good, bad }, aspects: own }) => ({
    name,
    explanation,
    good,
    bad,
    aspects: own.length,
    trajectories: new Set(own.map(({ trajectoryId }) => trajectoryId)).size,
    praised: own.filter(({ sign }) => sign === 'good').length,
  }));
  const json = {
    model: model.name,
    kept,
    trajectories,
    aspects: aspects.length,
    unsupported,
    metrics,
    ...(learned !== undefined && { single: learned.single, coverage: learned.coverage, redundancy: learned.redundancy }),
    ...made,
    ...askedJson(asker, model),
  };
  if (trajectories === 0) {
    const text = `Nobody said anything about the runs of this store.\n${nextLine(context.options, ['feedback FILE'])}`;
    return { json, rows: metrics, text };
  }
  const lines = [
    `${plural(aspects.length, 'aspect')} of what was said about ${plural(trajectories, 'run')}, ${unsupported} unsupported; ${plural(metrics.length, 'metric')}.`,
    ...metrics.map((metric) => `${metric.name}  (${plural(metric.aspects, 'aspect')}, ${metric.praised} praise; ${plural(metric.trajectories, 'run')})\n   ${metric.explanation}`),
    ...(learned === undefined ? [] : qualityLines(learned)),
    ...(made === undefined ? [] : madeLines(made)),
    ...askedLines(asker, model),
    ...(made?.behaviors.length ? [nextLine(context.options, ['handbook approve ID', `detect --codebook ${bookName(context.options)} --model ${model.name}`])] : []),
  ];
  return { json, rows: metrics, text: lines.join('\n'), exitCode: endCode({ left: asker.open.length, stopped: asker.stopped }, { done: aspects.length, failed: asker.failed.length }) };
} // prettier-ignore

function qualityLines({ single, coverage, redundancy }: LearnedMetrics): string[] {
  const { share, interval, aspects, n } = coverage;
  const covered = aspects === 0
    ? 'Coverage was not measured: no task was held out.'
    : `Coverage: ${formatPercent(share)} of ${plural(aspects, 'aspect')} held out (95% ${formatInterval(interval)}, ${plural(n, 'run')}).`;
  return [
    `${plural(single, 'aspect')} in no metric.`,
    covered,
    `Redundancy: ${formatPercent(redundancy.share)} of ${plural(redundancy.pairs, 'pair')} of metrics share half of their runs.`,
  ];
} // prettier-ignore

function madeLines({ behaviors, refused, codebook }: Made): string[] {
  return [
    `${plural(behaviors.length, 'behavior')}, kept as candidates.`,
    ...refused.map(({ name, reason }) => `no behavior of "${name}": ${reasonWords(reason)}`),
    ...(codebook === undefined ? [] : [`${codebook.file}: ${FILE_BECAME[codebook.became]}`]),
  ];
}
