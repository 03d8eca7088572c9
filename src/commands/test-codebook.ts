import { measureAgreement, type AgreementMeasures } from '../analysis/agreement/measure-agreement.ts';
import type { Code, Codebook } from '../behavior/codebook.ts';
import { blindQuestions, blindReadings, PASSAGE_KINDS, type BlindQuestion, type BlindReading, type PassageKind } from '../behavior/judge/blind-questions.ts'; // prettier-ignore
import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatUsd, plural } from '../core/format-number.ts';
import { rateInterval, type Interval } from '../core/rate-interval.ts';
import { textTable } from '../core/text-table.ts';
import { workItems } from '../core/work-items.ts';
import { blindPassages } from './blind-passages.ts';
import { codebooksOf } from './codebooks-of.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { formatMeasure } from './format-decimals.ts';
import { modelOf, tallyText } from './model-of.ts';
import { numberOption } from './number-option.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
import { withStore } from './with-store.ts';

const PASSAGES = 10;
const SHOWN = 12;
const LONGEST = 100;

/** How a code's wording fared. */
interface TestedCode extends Pick<AgreementMeasures, 'n' | 'kappa' | 'kappaInterval' | 'precision' | 'recall' | 'f1'> {
  readonly slug: string;
  readonly recallInterval: Interval;
  readonly precisionInterval: Interval;
  /** Per kind of passage, how many there were and how many the reader took for the behavior. */
  readonly passages: Readonly<Record<PassageKind, { readonly n: number; readonly read: number }>>;
  readonly misread: readonly {
    readonly kind: PassageKind;
    readonly text: string;
    readonly trajectory?: string;
    readonly reason: string;
  }[];
}

/**
 * `ethogram codebook test NAME`: whether a fresh reader finds the marked passages among near misses and random ones by a
 * code's wording alone.
 *
 * @throws EthogramError as `modelOf`; `not-found` for a code that the codebook has not
 */
export async function testCodebook(context: CommandContext, name: string, slug?: string): Promise<CommandResult> {
  const [codebook] = codebooksOf(context, [name]) as [Codebook];
  const codes = codebook.codes.filter((code) => slug === undefined || code.slug === slug);
  if (codes.length === 0) {
    const slugs = codebook.codes.map((code) => code.slug).join(', ');
    throw new EthogramError('not-found', `codebook ${name}: found no code ${slug ?? ''}, expected one of ${slugs}`);
  }
  const size = numberOption(context.options, 'passages', { low: 1, high: 100, whole: true }) ?? PASSAGES;
  const seed = numberOption(context.options, 'seed', { whole: true }) ?? 1;
  return withStore(
    context,
    async (store) => {
      const model = await modelOf(context, store, `ethogram codebook lint ${name}`);
      const passages = await blindPassages(store, codebook, { codes, size, seed });
      const questions = codes.flatMap((code) => blindQuestions(code, passages.get(code.slug)!, { seed }));
      if (context.options['dryRun'] === true) {
        return dryRunResult(
          model,
          questions.map(({ request }) => request),
        );
      }
      const readings = new Map<BlindQuestion, BlindReading[]>();
      const worked = await workItems(
        questions,
        async (question) => {
          const { value } = await model.generate(question.request);
          readings.set(question, blindReadings(question, value));
        },
        {
          concurrency: model.concurrency,
          signal: context.untilInterrupted(),
          onProgress: ({ done, of = 0 }) =>
            context.progress(`read ${done} of ${plural(of, 'question')}, ${formatUsd(model.tally.costUsd ?? 0)}`),
        },
      );
      context.progress('');
      if (worked.stopped?.code === 'model-unusable' && worked.done === 0) throw worked.stopped;
      const tested = codes.map((code) =>
        testedCode(
          code,
          questions.filter((question) => question.code === code).flatMap((question) => readings.get(question) ?? []),
        ),
      );
      const failed = worked.failed.map(({ item, error }) => ({ slug: item.code.slug, code: error.code, message: error.message })); // prettier-ignore
      const { stopped, left } = worked;
      return {
        json: {
          codebook: `${codebook.name}@${codebook.hash}`,
          model: model.name,
          ...(model.tally.costUsd !== undefined && { costUsd: model.tally.costUsd }),
          codes: tested,
          failed,
          left,
          ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
        },
        rows: tested,
        text: [
          testedText(tested),
          '',
          tallyText(model),
          ...failed.map((one) => `failed: ${one.slug}: ${one.message}`),
          ...stoppedLines(worked, 'question'),
        ].join('\n'),
        exitCode: endCode(worked, { done: worked.done, failed: failed.length }),
      };
    },
    { create: true },
  );
}

function testedCode({ slug }: Code, readings: readonly BlindReading[]): TestedCode {
  const { n, kappa, kappaInterval, precision, recall, f1, counts } = measureAgreement(
    readings.map(({ isMarked, isRead }, i) => ({
      trajectoryId: String(i),
      units: [{ unit: { weight: 1 }, ratings: [isMarked, isRead] }],
      notObservable: 0,
    })),
  );
  const passages = Object.fromEntries(
    PASSAGE_KINDS.map((kind) => {
      const own = readings.filter(({ passage }) => passage.kind === kind);
      return [kind, { n: own.length, read: own.filter(({ isRead }) => isRead).length }];
    }),
  ) as TestedCode['passages'];
  const misread = readings
    .filter(({ isMarked, isRead }) => isMarked !== isRead)
    .map(({ passage: { kind, text, trajectoryId }, reason }) => {
      return { kind, text, ...(trajectoryId !== undefined && { trajectory: trajectoryId }), reason };
    });
  const recallInterval = rateInterval(counts.both, counts.both + counts.onlyFirst);
  const precisionInterval = rateInterval(counts.both, counts.both + counts.onlySecond);
  return { slug, n, kappa, kappaInterval, precision, precisionInterval, recall, recallInterval, f1, passages, misread };
}

function testedText(tested: readonly TestedCode[]): string {
  const table = textTable(
    [
      { heading: 'code' },
      { heading: 'n', align: 'right' },
      { heading: 'κ (95%)' },
      { heading: 'recall (95%)' },
      { heading: 'precision (95%)' },
      { heading: 'examples', align: 'right' },
      { heading: 'found', align: 'right' },
      { heading: 'near misses', align: 'right' },
      { heading: 'random', align: 'right' },
    ],
    tested.map(({ slug, n, kappa, kappaInterval, recall, recallInterval, precision, precisionInterval, passages }) => [
      slug,
      String(n),
      formatMeasure(kappa, kappaInterval),
      formatMeasure(recall, recallInterval),
      formatMeasure(precision, precisionInterval),
      ...PASSAGE_KINDS.map((kind) => `${passages[kind].read}/${passages[kind].n}`),
    ]),
  );
  const misread = tested.flatMap(({ slug, misread: own }) => own.map((one) => ({ slug, ...one })));
  const lines = misread
    .slice(0, SHOWN)
    .map(({ slug, kind, text }) => `${slug}: ${kind === 'example' || kind === 'found' ? 'missed' : 'taken for it'} (${kind}): ${shorten(text, LONGEST)}`); // prettier-ignore
  return [
    table,
    '',
    'Examples and what was found in runs are to be found, near misses and random sentences are not (a random one may be, unnoticed).',
    ...(misread.length > 0 ? ['', ...lines] : []),
    ...(misread.length > SHOWN ? [`and ${plural(misread.length - SHOWN, 'more passage')}: --json lists them with the reader's reasons`] : []), // prettier-ignore
  ].join('\n');
}
