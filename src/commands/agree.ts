import { basename, resolve } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import {
  isCalibrated,
  keepCalibrations,
  MIN_KAPPA,
  MIN_LABELS,
  type Calibration,
} from '../analysis/agreement/calibration.ts';
import {
  compareCoders,
  DETECTOR_CODER,
  type BehaviorAgreement,
  type Disagreement,
} from '../analysis/agreement/compare-coders.ts';
import { ALPHA_METRICS, type AlphaMetric } from '../analysis/agreement/krippendorff-alpha.ts';
import { parseLabels, refuseRepeats, type LabelRow } from '../analysis/agreement/parse-labels.ts';
import { UNIT_KINDS } from '../analysis/agreement/run-units.ts';
import { codedRuns } from '../analysis/coded-runs.ts';
import { codeKey } from '../behavior/code-key.ts';
import { judgeOf } from '../behavior/judge/judge-detector.ts';
import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatCount, formatInterval, formatPercent, plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import type { Store } from '../store/store.ts';
import type { Trajectory } from '../trajectory/trajectory.ts';
import { closestFirst } from '../trajectory/formats/table/closest-first.ts';
import { codebooksOf } from './codebooks-of.ts';
import { comparedBehaviors } from './compared-behaviors.ts';
import { listOption, textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { compareRatings, ratingsText } from './compare-ratings.ts';
import { formatDecimals, formatMeasure } from './format-decimals.ts';
import { reasonWords } from './reason-words.ts';
import { keepLabels } from './keep-labels.ts';
import { labelsOfStore } from './labels-of-store.ts';
import { withStore } from './with-store.ts';
import { readLabelFile } from './read-label-file.ts';

const LONGEST_QUOTE = 80;
const SHOWN = 50;

/** `ethogram agree`: how far two coders agree, per behavior. */
export const agree: Command = {
  name: 'agree',
  summary: 'how far coders agree, per behavior',
  description: [
    'LABELS is CSV (with a header) or JSONL with trajectory, step?, start?, end?, behavior, verdict, coder, or label:SOURCE/NAME=BEHAVIOR: labels that were imported with the runs, read as a behavior; - is stdin.',
    'With one coder the labels are compared with what detect found (coder: detector), with two these with each other; the first is the reference. A coder who never says absent is taken to have named all there is in the runs of the files; one who says absent of steps, only the places named count. Text with offsets is matched at an overlap (IoU) of ½. With --scale verdicts are categories or numbers; κ is then plain, linearly (ordinal) or quadratically (interval) weighted. Intervals: 95%, by bootstrap over runs.',
    'With --judge MODEL the labels are compared with what that model judged, alone; --calibrate keeps the result, per code and version of its codebook.',
  ].join('\n\n'),
  arguments: [{ name: 'LABELS...', description: 'label files, -, or label:SOURCE/NAME=BEHAVIOR' }],
  options: [
    { flags: '--coder <name>', description: 'compare this coder; twice for two of them', repeatable: true },
    {
      flags: '--codebook <name>',
      description: 'codebook of your own that has the behaviors; repeatable',
      repeatable: true,
    },
    { flags: '--unit <kind>', description: `what κ counts in: ${UNIT_KINDS.join(', ')} (default: as the labels are)` },
    {
      flags: '--scale <name>',
      description: `verdicts are values on a scale, of two coders: ${ALPHA_METRICS.join(', ')}`,
    },
    {
      flags: '--judge <model>',
      description: 'compare with what this model judged (ethogram detect --model, best with --judge-all)',
    },
    {
      flags: '--calibrate',
      description:
        'with --judge: keep how well it agrees, so that detect shows its rates as facts where it agrees enough',
    },
    { flags: '--keep', description: "keep the files' labels in the store, too, as events of tier human" },
    { flags: '--disagreements', description: 'list where the two differ, instead of the measures' },
  ],
  example: 'ethogram agree label:mast/1.3=repeated-call',
  async run(context) {
    const kind = oneOf(context, 'unit', UNIT_KINDS);
    const scale = oneOf(context, 'scale', ALPHA_METRICS);
    return withStore(context, async (store) => {
      const { labels, ofFiles } = await readSources(context, store, scale);
      if (labels.length === 0) return nothing(context);
      refuseRepeats(labels);
      const keep = context.options['keep'] === true;
      if (keep && scale !== undefined) {
        throw new EthogramError('bad-argument', '--keep: found --scale, expected labels that say present or absent');
      }
      const named = listOption(context.options, 'coder');
      const judge = judgeAsked(context, labels, { isScaled: scale !== undefined });
      const coders = judge === undefined ? chooseCoders(labels, named) : withJudge(chooseCoders(labels, named), judge);
      const ids = [...new Set(labels.map(({ trajectory }) => trajectory))];
      if (scale !== undefined) return agreeOnScale(labels, store.read({ ids }), { coders, scale });
      const withDetector =
        judge !== undefined ||
        (coders.slice(0, 2).includes(DETECTOR_CODER) && !labels.some(({ coder }) => coder === DETECTOR_CODER));
      const codebooks = [...codebooksOf(context), ...codebooksOf(context, listOption(context.options, 'codebook'))];
      const behaviors = await comparedBehaviors(labels, store, {
        codebooks,
        isDetectorCompared: withDetector,
        isDetectorScored: withDetector && (judge !== undefined || coders[1] === DETECTOR_CODER),
        ...(judge !== undefined && { isDetector: (detector: string) => judgeOf(detector)?.model === judge }),
        talk: context.talk,
      });
      const by = judge === undefined ? 'detectors' : { judge };
      const compared = await compareCoders(labels, codedRuns(store, { ids }, by), {
        coders,
        behaviors,
        ...(kind !== undefined && { kind }),
      });
      refuseUnknown(compared.unknown);
      const [first, second] = coders as [string, string];
      for (const { slug, notExamined } of compared.behaviors) {
        if (notExamined > 0) {
          context.talk(
            `${slug}: ${plural(notExamined, 'labelled run')} without detection, not counted (ethogram detect${judge === undefined ? '' : ` --model ${judge} --judge-all`})`,
          );
        }
      }
      if (keep) {
        const { kept, unknown } = await keepLabels(ofFiles, store, { codebooks });
        context.talk(`${plural(kept, 'label')} kept as events: ethogram events --tier human`);
        if (unknown.length > 0) context.talk(`not kept, being in no codebook: ${unknown.join(', ')}`);
      }
      if (judge !== undefined && context.options['calibrate'] === true) {
        const calibrations = await keepCalibrations(store, compared.behaviors, { model: judge, codebooks });
        for (const calibration of calibrations) context.talk(calibrationText(calibration));
      }
      const { disagreements } = compared;
      const asked = context.options['disagreements'] === true;
      const json = { coders: [first, second], reference: first, allCoders: coders, behaviors: compared.behaviors };
      return {
        json: asked ? { ...json, disagreements } : json,
        rows: asked ? disagreements.map(flat) : compared.behaviors,
        text: asked
          ? disagreementText(disagreements, [first, second])
          : agreementText(compared.behaviors, [first, second]),
      };
    });
  },
};

function oneOf<T extends string>({ options }: CommandContext, name: string, known: readonly T[]): T | undefined {
  const value = textOption(options, name);
  if (value === undefined || known.some((other) => other === value)) return value as T | undefined;
  throw new EthogramError('bad-argument', `--${name}: found "${value}", expected one of ${known.join(', ')}`);
}

async function readSources(
  { args, stdin, cwd }: CommandContext,
  store: Store,
  scale: AlphaMetric | undefined,
): Promise<{ readonly labels: readonly LabelRow[]; readonly ofFiles: readonly LabelRow[] }> {
  const ofStore: LabelRow[] = [];
  const rows: LabelRow[] = [];
  const asked = scale === undefined ? {} : { scale };
  for (const source of args) {
    if (source.startsWith('label:')) for (const row of await labelsOfStore(source, store, scale)) ofStore.push(row);
    else if (source === '-')
      for (const row of parseLabels(await textOf(stdin), { file: 'stdin', coder: 'stdin', ...asked })) rows.push(row);
    else {
      const coder = basename(source).replace(/\.\w+$/, '');
      const text = readLabelFile(resolve(cwd, source), source);
      for (const row of parseLabels(text, { file: source, coder, ...asked })) rows.push(row);
    }
  }
  return { labels: [...ofStore, ...rows], ofFiles: rows };
}

function nothing({ args }: CommandContext): { json: object; rows: object[]; text: string } {
  return {
    json: { coders: [], reference: null, allCoders: [], behaviors: [] },
    rows: [],
    text: `No labels: no run in the store has ${args.map((name) => name.split('=')[0]).join(' or ')}. ethogram show ID lists a run's.`,
  };
}

async function agreeOnScale(
  labels: readonly LabelRow[],
  runs: AsyncIterable<Trajectory>,
  { coders, scale }: { readonly coders: readonly string[]; readonly scale: AlphaMetric },
): Promise<CommandResult> {
  const [first, second] = coders as [string, string];
  if (!labels.some(({ coder }) => coder === second)) {
    throw new EthogramError('bad-argument', `--scale: found values of ${first} only, expected those of two coders`);
  }
  const { behaviors, unknown } = await compareRatings(labels, runs, { coders, scale });
  refuseUnknown(unknown);
  const json = { coders: [first, second], reference: first, allCoders: coders, behaviors };
  return { json, rows: behaviors, text: ratingsText(behaviors, [first, second]) };
}

/** The two that are compared, the reference first, and then all others. */
function chooseCoders(labels: readonly LabelRow[], named: readonly string[]): string[] {
  const inLabels = [...new Set(labels.map(({ coder }) => coder))];
  const known = inLabels.includes(DETECTOR_CODER) ? inLabels : [...inLabels, DETECTOR_CODER];
  for (const name of named) {
    if (known.includes(name)) continue;
    throw new EthogramError('bad-argument', `--coder: found "${name}", expected one of ${known.join(', ')}`, {
      hint: `--coder ${closestFirst(known, name)[0]}`,
    });
  }
  if (named.length > 2 || new Set(named).size < named.length || (named.length === 1 && named[0] === DETECTOR_CODER)) {
    throw new EthogramError(
      'bad-argument',
      `--coder: found ${named.join(', ')}, expected one coder of the labels, or two`,
    );
  }
  if (named.length === 0 && inLabels.length > 2) {
    throw new EthogramError(
      'bad-argument',
      `found ${inLabels.length} coders (${inLabels.join(', ')}), expected two of them to compare`,
      { hint: `--coder ${inLabels[0]} --coder ${inLabels[1]}` },
    );
  }
  const chosen = named.length > 0 ? named : inLabels;
  const pair = chosen.length === 1 ? [chosen[0]!, DETECTOR_CODER] : chosen;
  return [...pair, ...inLabels.filter((coder) => !pair.includes(coder))];
}

/** The judge that a command line names, if any. */
function judgeAsked(
  { options }: CommandContext,
  labels: readonly LabelRow[],
  { isScaled }: { readonly isScaled: boolean },
): string | undefined {
  const judge = textOption(options, 'judge');
  if (judge === undefined && options['calibrate'] === true) {
    throw new EthogramError('bad-argument', '--calibrate: found no --judge, expected the model to be calibrated');
  }
  if (judge === undefined) return undefined;
  const taken = labels.find(({ coder }) => coder === judge);
  const coders = listOption(options, 'coder');
  if (isScaled || coders.length > 1 || taken !== undefined) {
    const found = isScaled
      ? '--scale'
      : taken === undefined
        ? 'two of --coder'
        : `labels of ${judge} at ${taken.place}`;
    throw new EthogramError(
      'bad-argument',
      `--judge: found ${found}, expected labels of people to compare a judge with`,
    );
  }
  return judge;
}

/** The judge in place of whoever else the labels were to be compared with. */
function withJudge([first, ...others]: readonly string[], judge: string): string[] {
  return [first!, judge, ...others.filter((coder) => coder !== DETECTOR_CODER)];
}

function calibrationText(calibration: Calibration): string {
  const { code, model, kappa, kappaInterval, n, unit } = calibration;
  const worth = isCalibrated(calibration)
    ? 'its rates are shown as facts'
    : `its rates are not shown as facts (that takes κ ≥ ${MIN_KAPPA} on ${MIN_LABELS})`;
  return `${codeKey(code)} by ${model}: κ ${formatMeasure(kappa, kappaInterval)} on ${plural(n, unit)}: ${worth}`;
}

function refuseUnknown(unknown: readonly LabelRow[]): void {
  const [first] = unknown;
  if (first === undefined) return;
  const others = new Set(unknown.map(({ trajectory }) => trajectory)).size - 1;
  const more = others > 0 ? ` (and ${plural(others, 'more such run')})` : '';
  throw new EthogramError(
    'bad-labels',
    `${first.place}: found trajectory ${first.trajectory}${more}, expected the id of a run in the store`,
    { hint: 'ethogram show lists them; ethogram import PATH reads them' },
  );
}

function agreementText(rows: readonly BehaviorAgreement[], [first, second]: readonly [string, string]): string {
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'unit' },
      { heading: 'n', align: 'right' },
      { heading: 'runs', align: 'right' },
      { heading: 'κ (95%)' },
      { heading: 'α (95%)' },
      { heading: 'precision', align: 'right' },
      { heading: 'recall', align: 'right' },
      { heading: 'F1 (95%)' },
      { heading: 'constant', align: 'right' },
      { heading: 'prevalence', align: 'right' },
      { heading: 'corrected (95%)' },
    ],
    rows.map((row) => [
      row.codebook === undefined ? row.slug : `${row.codebook}/${row.slug}`,
      row.unit,
      formatCount(row.n),
      formatCount(row.trajectories),
      formatMeasure(row.kappa, row.kappaInterval),
      formatMeasure(row.alpha, row.alphaInterval),
      formatDecimals(row.precision),
      formatDecimals(row.recall),
      formatMeasure(row.f1, row.f1Interval),
      formatDecimals(row.baseline.f1),
      row.prevalence === null ? '–' : formatPercent(row.prevalence),
      row.correctedPrevalence === null || row.correctedPrevalenceInterval === null
        ? '–'
        : `${formatPercent(row.correctedPrevalence)} (${formatInterval(row.correctedPrevalenceInterval)})`,
    ]),
  );
  const lines = [
    table,
    '',
    `${second} against ${first}. κ and α are 0 for every constant guess; the column "constant" is the F1 of the best one.`,
  ];
  const hidden = rows.filter(({ notObservable }) => notObservable > 0);
  if (hidden.length > 0) {
    lines.push(
      `not observable: ${hidden.map(({ slug, notObservable }) => `${slug} in ${plural(notObservable, 'unit')}`).join(', ')}`,
    );
  }
  return lines.join('\n');
}

function disagreementText(all: readonly Disagreement[], coders: readonly [string, string]): string {
  if (all.length === 0) return 'No disagreement.';
  const table = textTable(
    [
      { heading: 'behavior' },
      { heading: 'trajectory' },
      { heading: 'step', align: 'right' },
      ...coders.map((heading) => ({ heading })),
      { heading: 'quote' },
    ],
    all
      .slice(0, SHOWN)
      .map(({ behavior, trajectory, step, verdicts, quote }) => [
        behavior,
        trajectory,
        step === undefined ? '' : String(step),
        ...coders.map((coder) => reasonWords(verdicts[coder]!)),
        shorten(quote, LONGEST_QUOTE),
      ]),
  );
  const rest = all.length > SHOWN ? `, the first ${SHOWN} shown; --jsonl prints all` : '';
  return `${table}\n\n${plural(all.length, 'disagreement')}${rest}`;
}

function flat({ verdicts, ...place }: Disagreement): object {
  return { ...place, ...verdicts };
}
