import { readCalibrations } from '../../analysis/agreement/calibration.ts';
import { codedRuns } from '../../analysis/coded-runs.ts';
import { judgedCodes, type JudgedBy } from '../../analysis/judged-codes.ts';
import type { SequenceSet } from '../../analysis/sequence/behavior-sequence.ts';
import { binOf, runBins, type RunBin } from '../../analysis/sequence/run-bins.ts';
import { runClock } from '../../analysis/sequence/run-clock.ts';
import { startTimeBudget, type BudgetRun, type TimeBudget, type TimeBudgetRow } from '../../analysis/time-budget.ts';
import { barList, type BarRow } from '../../chart/bar-list.ts';
import type { Markup } from '../../chart/markup.ts';
import { EthogramError } from '../../core/ethogram-error.ts';
import { formatCount, formatInterval, formatPercent, plural } from '../../core/format-number.ts';
import { textTable } from '../../core/text-table.ts';
import type { Store } from '../../store/store.ts';
import { codebookAsked } from '../codebook-asked.ts';
import { textOption } from '../command.ts';
import { NOT_CALIBRATED } from '../not-calibrated.ts';
import { trajectoryFilter } from '../show.ts';
import { NOTHING_CODED, sequencesAsked, writeSvg, type Analysis } from './analysis.ts';
import { binsAsked, binWords } from './bins-asked.ts';
import { cohortsOf, UNKNOWN_COHORT } from './cohorts-of.ts';
import { shortName } from './short-name.ts';

/** A behavior with its cohort, where cohorts are told apart, and with who judged it, where a model did. */
interface BudgetRow extends TimeBudgetRow {
  readonly cohort?: string;
  /** The part of the runs, where these are divided; then `cohort` says it in words. */
  readonly bin?: RunBin;
  readonly judged?: JudgedBy;
}

const MOST_DRAWN = 24;
const BATCH = 32;
/** Cohorts of fewer runs are told, but are no finding. */
const FEWEST_RUNS = 5;

/** `ethogram analyse time-budget`. */
export const timeBudget: Analysis = async (store, context) => {
  const division = binsAsked(context.options);
  const asked = textOption(context.options, 'by');
  if (division !== undefined && asked !== undefined) {
    throw new EthogramError('bad-argument', '--bins: found --by too, expected one of the two', {
      hint: '--outcome, --project and --format choose runs',
    });
  }
  const by = division === undefined ? asked : 'parts' in division ? 'part of the run' : 'time since a run began';
  const cohortsIn = cohortsOf(asked);
  const cohorts = new Map<string, readonly string[]>();
  if (cohortsIn !== undefined) {
    const filter = trajectoryFilter(context.options, context.now());
    for await (const summary of store.list(filter)) cohorts.set(summary.id, cohortsIn(summary));
  }
  const budgets = new Map<string, TimeBudget>();
  const judges = judgedCodes();
  const bins = division === undefined ? [] : runBins(division);
  // In their order.
  for (const bin of bins) budgets.set(binWords(bin), startTimeBudget());
  const add = (run: BudgetRun): void => {
    if (division !== undefined) {
      const { steps } = run.trajectory;
      const clock = runClock(steps);
      const places = steps.map((_, step) => binOf(division, { step, steps: steps.length, second: clock[step]! }));
      for (const [place, bin] of bins.entries()) {
        if (places.includes(place)) budgets.get(binWords(bin))!.add(run, (step) => places[step] === place);
      }
      return;
    }
    for (const cohort of cohortsIn === undefined ? [''] : (cohorts.get(run.trajectory.id) ?? [])) {
      const budget = budgets.get(cohort) ?? startTimeBudget();
      budgets.set(cohort, budget);
      budget.add(run);
    }
  };
  const of = textOption(context.options, 'of') ?? 'codes';
  if (of === 'codes') {
    const codebook = await codebookAsked(store, context);
    for await (const run of codedRuns(store, trajectoryFilter(context.options, context.now()))) {
      judges.add(run.codings);
      add(codebook === undefined ? run : only(run, codebook));
    }
  } else for await (const run of runsOf(store, await sequencesAsked(store, context), of)) add(run);
  const calibrationOf = await readCalibrations(store);
  const all = [...budgets]
    .flatMap(([cohort, budget], place) =>
      budget
        .rows()
        .map((row) => (by === undefined ? row : { cohort, ...(bins.length > 0 && { bin: bins[place]! }), ...row })),
    )
    .map((row): BudgetRow => {
      const judged = judges.of(`${row.codebook}/${row.behavior}`, calibrationOf);
      return judged === undefined ? row : { ...row, judged };
    })
    .sort((a, b) => (nameOf(a) === nameOf(b) ? 0 : nameOf(a) < nameOf(b) ? -1 : 1));
  // Of calls and labels only the names that occur are known; what one cohort does another may never do.
  const seen = namesSeen(all);
  const rows = of === 'codes' ? all : all.filter((row) => seen.has(nameOf(row)));
  writeSvg(context, () => drawn(rows, by));
  const text = division === undefined ? budgetText(rows, by) : partsText(rows, by!);
  return { json: { rows }, rows, text: rows.length === 0 ? NOTHING_CODED : text };
};

/** Of one codebook. */
function only(run: BudgetRun, codebook: string): BudgetRun {
  return {
    ...run,
    events: run.events.filter(({ code }) => code.startsWith(`${codebook}/`)),
    codings: run.codings.filter((coding) => coding.codebook.startsWith(`${codebook}@`)),
  };
}

/**
 * Runs with their calls or labels as what was coded. A call could be made in every run, a label be given in every run that has one of
 * its source.
 */
async function* runsOf(store: Store, { alphabet, sequences }: SequenceSet, of: string): AsyncGenerator<BudgetRun> {
  // Names as `source/name`, as codes are `codebook/slug`: of labels they are, of calls any `/` is their own.
  const names = alphabet.map((name) => (of === 'labels' && name.includes('/') ? name : `${of}/${name}`));
  const sourceOf = (name: string): string => name.slice(0, name.indexOf('/'));
  for (let start = 0; start < sequences.length; start += BATCH) {
    const batch = new Map(sequences.slice(start, start + BATCH).map((sequence) => [sequence.id, sequence]));
    for await (const trajectory of store.read({ ids: [...batch.keys()] })) {
      const { codes, first, last } = batch.get(trajectory.id)!;
      const sources = new Set(of === 'calls' ? [of] : Array.from(codes, (code) => sourceOf(names[code]!)));
      yield {
        trajectory,
        events: Array.from(codes, (code, event) => ({
          code: `${names[code]}@`,
          steps: [first[event]!, last[event]!] as const,
          verdict: 'present' as const,
        })),
        codings: [...sources].map((source) => ({
          codebook: `${source}@`,
          observedUnits: Object.fromEntries(
            names.flatMap((name) => (sourceOf(name) === source ? [[name.slice(source.length + 1), 1]] : [])),
          ),
          notObservable: {},
        })),
      };
    }
  }
}

function nameOf({ codebook, behavior }: TimeBudgetRow): string {
  return codebook === 'calls' ? behavior : `${codebook}/${behavior}`;
}

function namesSeen(rows: readonly BudgetRow[]): Set<string> {
  return new Set(rows.flatMap((row) => (row.events > 0 ? [nameOf(row)] : [])));
}

function isOpinion({ judged }: BudgetRow): boolean {
  return judged?.calibrated === false;
}

/** Share of seconds where all runs have times, else of steps, with its interval. */
function shareOf(row: BudgetRow): {
  readonly share: number;
  readonly interval: readonly [number, number];
  readonly unit: string;
} {
  const { share, interval, secondsInterval, timedRuns, n } = row;
  return share.seconds === null || secondsInterval === null || timedRuns < n
    ? { share: share.steps, interval, unit: 'steps' }
    : { share: share.seconds, interval: secondsInterval, unit: 'time' };
}

function budgetText(rows: readonly BudgetRow[], by: string | undefined): string {
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const isTimed = rows.some(({ share }) => share.seconds !== null);
  // One line says as much as one for each cohort.
  const seen = by === undefined ? new Set(rows.map(nameOf)) : namesSeen(rows);
  const unseen = [...new Set(rows.map(nameOf))].filter((name) => !seen.has(name));
  const table = textTable(
    [
      { heading: 'behavior' },
      ...(by === undefined ? [] : [{ heading: by.replace(/^tag:/, '') }]),
      right('events'),
      right('runs'),
      right('of'),
      right('% of steps'),
      { heading: '95% interval' },
      right('% of tokens'),
      ...(isTimed ? [right('% of time'), { heading: '95% interval' }] : []),
      right('length'),
      right('gap'),
      right('first after'),
    ],
    rows
      .filter((row) => seen.has(nameOf(row)))
      .map((row) => {
        const { events, runs, n, share, interval, secondsInterval, meanSteps, meanGapSteps, latencySteps } = row;
        const opinion = isOpinion(row);
        const timed = opinion || secondsInterval === null || share.seconds === null ? ['–', ''] : [percent(share.seconds), intervalOf(secondsInterval)]; // prettier-ignore
        return [
          nameOf(row),
          ...(by === undefined ? [] : [row.cohort ?? '']),
          String(events),
          String(runs),
          String(n),
          ...(opinion
            ? ['–', 'not calibrated', '–']
            : [percent(share.steps), intervalOf(interval), percent(share.tokens)]),
          ...(isTimed ? timed : []),
          inSteps(meanSteps),
          inSteps(meanGapSteps),
          inSteps(latencySteps),
        ];
      }),
  );
  const none = unseen.length === 0 ? '' : ` Examined for and never seen: ${unseen.map(shortName).join(', ')}.`;
  const units = `Length, gap and time to the first are means, in steps; shares are of what was examined.${none}`;
  return [finding(rows, by), table, units, ...(rows.some(isOpinion) ? [NOT_CALIBRATED] : [])].join('\n\n');
}

/** Parts of the runs side by side, a line per behavior. */
function partsText(rows: readonly BudgetRow[], by: string): string {
  const sure = rows.filter((row) => !isOpinion(row));
  const parts = [...Map.groupBy(sure, ({ cohort }) => cohort!)].map(([name, own]) => ({
    name,
    runs: own.reduce((most, { n }) => Math.max(most, n), 0),
    rowOf: new Map(own.map((row) => [nameOf(row), row])),
  }));
  const times = new Map<string, number>();
  for (const row of sure) times.set(nameOf(row), (times.get(nameOf(row)) ?? 0) + row.events);
  const shown = [...times].filter(([, events]) => events > 0).sort(([, a], [, b]) => b - a);
  const table = textTable(
    [{ heading: 'behavior' }, ...parts.map(({ name, runs }) => ({ heading: `${name} (${plural(runs, 'run')})` }))],
    shown.slice(0, MOST_DRAWN).map(([name]) => [
      name,
      ...parts.map(({ rowOf }) => {
        const row = rowOf.get(name);
        if (row === undefined) return '–';
        const { share, interval } = shareOf(row);
        return row.events === 0 && share === 0 ? '0' : `${formatPercent(share)} (${formatInterval(interval)})`;
      }),
    ]),
  );
  const more = shown.length > MOST_DRAWN ? ` ${formatCount(shown.length - MOST_DRAWN)} more: --json.` : '';
  const unit = sure.every((row) => shareOf(row).unit === 'time')
    ? 'seconds'
    : 'steps (or seconds, where all runs have times)';
  const notes = `Shares of the ${unit} examined in each part, with 95% intervals between tasks; the most frequent first.${more}`;
  return [finding(rows, by), table, ...(rows.some(isOpinion) ? [notes, NOT_CALIBRATED] : [notes])].join('\n\n');
}

function finding(rows: readonly BudgetRow[], by: string | undefined): string {
  const sure = rows.filter((row) => !isOpinion(row) && row.n > 0);
  if (by !== undefined) return cohortFinding(sure, by);
  // By what is sure: a share of few runs may be anything.
  const [most] = sure.toSorted((a, b) => shareOf(b).interval[0] - shareOf(a).interval[0]);
  if (most === undefined || most.events === 0) return 'None of the behaviors examined for was seen.';
  const { share, interval, unit } = shareOf(most);
  return `Most goes to ${shortName(nameOf(most))}: ${formatPercent(share)} of the ${unit} examined (95% interval ${formatInterval([interval[0], interval[1]])}, ${plural(most.n, 'run')}), in ${formatCount(most.runs)} of them.`;
}

function cohortFinding(rows: readonly BudgetRow[], by: string): string {
  let best: { readonly apart: number; readonly more: BudgetRow; readonly less: BudgetRow } | undefined;
  const several = rows.filter(({ n, cohort }) => n >= FEWEST_RUNS && cohort !== UNKNOWN_COHORT);
  for (const same of Map.groupBy(several, nameOf).values()) {
    for (const more of same) {
      for (const less of same) {
        const apart = shareOf(more).interval[0] - shareOf(less).interval[1];
        if (apart > 0 && (best === undefined || apart > best.apart)) best = { apart, more, less };
      }
    }
  }
  if (best === undefined) return `No behavior’s share differs clearly by ${by.replace(/^tag:/, '')}.`;
  const said = (row: BudgetRow): string => {
    const { share, interval } = shareOf(row);
    return `${formatPercent(share)} (${formatInterval([interval[0], interval[1]])}, ${plural(row.n, 'run')})`;
  };
  const { more, less } = best;
  return `${shortName(nameOf(more))} differs most by ${by.replace(/^tag:/, '')}: ${said(more)} of the ${shareOf(more).unit} ${more.bin === undefined ? 'with' : 'in'} ${more.cohort}, ${said(less)} ${less.bin === undefined ? 'with' : 'in'} ${less.cohort}.`;
}

function drawn(rows: readonly BudgetRow[], by: string | undefined): Markup {
  const sure = rows.filter((row) => !isOpinion(row));
  const barOf = (row: BudgetRow, label: string): BarRow => {
    const { share, interval } = shareOf(row);
    return { label, share, interval, note: `${formatPercent(share)}, in ${row.runs} of ${plural(row.n, 'run')}` };
  };
  const groups =
    by === undefined
      ? [
          {
            rows: sure
              .toSorted((a, b) => shareOf(b).share - shareOf(a).share)
              .slice(0, MOST_DRAWN)
              .map((row) => barOf(row, shortName(nameOf(row)))),
          },
        ]
      : [...Map.groupBy(sure, nameOf)]
          .filter(([, own]) => own.some(({ events }) => events > 0))
          .slice(0, MOST_DRAWN)
          .map(([name, own]) => ({
            heading: shortName(name),
            rows: own.map((row) => barOf(row, row.cohort ?? '')),
          }));
  return barList(groups, { title: 'Time budget', description: finding(rows, by) });
}

function percent(share: number): string {
  return (share * 100).toFixed(1);
}

function intervalOf([low, high]: readonly [number, number]): string {
  return `${percent(low)}–${percent(high)}`;
}

function inSteps(value: number | null): string {
  return value === null ? '–' : value.toFixed(1);
}
