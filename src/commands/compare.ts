import { compareCohorts, cohortOf, type CohortComparison } from '../analysis/compare/compare-cohorts.ts';
import type { ComparedMeasure, MeasureKind, RunMark } from '../analysis/compare/compared-measure.ts';
import { failExpression } from '../analysis/compare/fail-expression.ts';
import { readSequences } from '../analysis/sequence/read-sequences.ts';
import type { BehaviorSequence, SequenceSet } from '../analysis/sequence/behavior-sequence.ts';
import { forest } from '../chart/forest.ts';
import type { Markup } from '../chart/markup.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatCount, formatNumber, formatPercent, formatPoints, plural } from '../core/format-number.ts';
import { textTable } from '../core/text-table.ts';
import { checkRules } from '../guard/check-rules.ts';
import { loadRules } from '../guard/load-rules.ts';
import type { Store } from '../store/store.ts';
import { ACTOR_OPTION, actorAsked, SVG_OPTION, writeSvg } from './analyse/analysis.ts';
import { qText, shortName } from './analyse/short-name.ts';
import { codebookAsked } from './codebook-asked.ts';
import { codebooksOf } from './codebooks-of.ts';
import { cohortAsked, COHORT_KEYS, taskOf, type AskedCohort } from './cohort-asked.ts';
import { listOption, textOption, type Command, type CommandContext } from './command.ts';
import { numberOption } from './number-option.ts';
import { withStore } from './with-store.ts';

const MOST_ROWS = 12;
const SIDES = ['A', 'B'] as const;

/** `ethogram compare`: two cohorts as one table. */
export const compare: Command = {
  name: 'compare',
  summary: 'two cohorts as one table, with a gate for CI',
  description:
    `What B does differently from A: outcomes, tokens, steps, behaviors, what follows what, and rules; each difference is B less A, with its interval between tasks and q within its kind. ` +
    `A cohort is KEY=VALUE,… (keys ${COHORT_KEYS.join(', ')}; * stands for anything, what is repeated is either), a store, or all. Where at least half of the runs of both are of tasks that both tried, ` +
    'runs of one task are compared with each other, each task counting once. ' +
    '--json: { rows: [{ measure, kind, unit, a, b, difference, interval, p, q, runs: [a, b], sharedTasks, paired }], runs: [a, b], tasks: [a, b], sharedTasks, paired, failed? }.',
  arguments: [
    { name: 'A', description: 'what is compared with: model=gpt-4.1,outcome=failure or a store' },
    { name: 'B', description: 'what is compared' },
  ],
  options: [
    { flags: '--fail-if <expression>', description: 'exit 1 when it holds: "verification.difference < -0.05 & q < 0.05"; fields a, b, difference, low, high, p, q' },
    { flags: '--of <what>', description: 'what counts as a behavior: codes (default), calls or labels' },
    { flags: '--codebook <name>', description: 'only codes of this codebook' },
    ACTOR_OPTION,
    { flags: '--rules <file>', description: 'and who breaks the rules of this file, or of one that ships', repeatable: true },
    { flags: '--most <n>', description: 'what follows what only among so many of the most frequent behaviors', default: 40 },
    SVG_OPTION,
  ],
  example: 'ethogram compare outcome=success outcome=failure',
  async run(context) {
    const { args, options } = context;
    const expression = textOption(options, 'failIf');
    const condition = expression === undefined ? undefined : failExpression(expression);
    const most = numberOption(options, 'most', { low: 0, high: 200, whole: true }) ?? 40;
    const asked = [cohortAsked(args[0]!, context), cohortAsked(args[1]!, context)] as const;
    const { sets, rules } = await readCohorts(asked, context);
    const [a, b] = [cohortOf(sets[0], asked[0].holds), cohortOf(sets[1], asked[1].holds)];
    for (const [side, { sequences }] of [a, b].entries()) {
      if (sequences.length > 0) continue;
      if (condition !== undefined) throw new EthogramError('bad-argument', `compare: ${asked[side]!.words}: found no run, and --fail-if needs some`, { hint: knownValues(sets[side]!, asked[side]!.words) });
      return { json: { rows: [], runs: [a.sequences.length, b.sequences.length], tasks: [0, 0], sharedTasks: 0, paired: false }, rows: [], text: `No run fits ${asked[side]!.words}. ${knownValues(sets[side]!, asked[side]!.words)}` };
    }
    const found = compareCohorts(a, b, { most, rules });
    const ids = new Set(a.sequences.map(({ id }) => id));
    const twice = asked[0].store === asked[1].store ? b.sequences.filter(({ id }) => ids.has(id)).length : 0;
    const failed = condition?.holds(found.rows);
    writeSvg(context, () => drawn(found, asked));
    return {
      json: { ...found, ...(failed !== undefined && { failed: failed.map(({ measure }) => measure) }) },
      rows: found.rows,
      text: textOf(found, asked, { twice, ...(failed !== undefined && { gate: { expression: expression!, failed, asked: condition!.asked(found.rows) } }) }),
      exitCode: failed === undefined || failed.length === 0 ? 0 : 1,
    };
  },
}; // prettier-ignore

/** Both sets, read once where they are of one store, and who breaks which rule. */
async function readCohorts(
  asked: readonly [AskedCohort, AskedCohort],
  context: CommandContext,
): Promise<{ sets: readonly [SequenceSet, SequenceSet]; rules: readonly RunMark[] }> {
  const { options } = context;
  const of = textOption(options, 'of') ?? 'codes';
  if (of !== 'codes' && of !== 'calls' && of !== 'labels') {
    throw new EthogramError('bad-argument', `--of: found "${of}", expected codes, calls or labels`);
  }
  const actor = actorAsked(options);
  const rules = listOption(options, 'rules').flatMap((file) => loadRules(file));
  const broken = new Map(rules.map(({ id }) => [id, new Set<string>()]));
  const read = async (store: Store, what: typeof of): Promise<SequenceSet> => {
    const codebook = await codebookAsked(store, context);
    return readSequences(store, {
      of: what,
      ...(codebook !== undefined && { codebook }),
      ...(actor !== undefined && { actor }),
    });
  };
  const at = async (location: string, what: typeof of): Promise<SequenceSet> =>
    withStore({ ...context, options: { ...options, store: location } }, (store) => read(store, what));
  const both = async (what: typeof of): Promise<readonly [SequenceSet, SequenceSet]> => {
    const first = await at(asked[0].store, what);
    return [first, asked[1].store === asked[0].store ? first : await at(asked[1].store, what)];
  };
  for (const location of rules.length === 0 ? [] : new Set(asked.map(({ store }) => store))) {
    await withStore({ ...context, options: { ...options, store: location } }, async (store) => {
      const results = await checkRules(rules, store.read({}), { codebooks: codebooksOf(context) });
      for (const { id, violations } of results) for (const { trajectory } of violations) broken.get(id)!.add(trajectory); // prettier-ignore
    });
  }
  let sets = await both(of);
  if (
    of === 'codes' &&
    textOption(options, 'codebook') === undefined &&
    sets.every(({ sequences }) => sequences.length === 0)
  ) {
    context.talk('Nothing is coded yet, so tool calls are compared; ethogram detect codes the runs.');
    sets = await both('calls');
  }
  return { sets, rules: [...broken].map(([name, ids]) => ({ name, broken: ids })) };
}

/** What cohorts can be made of, for who misspelt one: of the keys that were asked for, or of those that groups are mostly made by. */
function knownValues({ sequences }: SequenceSet, words: string): string {
  if (sequences.length === 0) return 'The store has none that were examined: ethogram detect';
  const of = {
    model: ({ model }) => model ?? [],
    version: ({ version }) => version ?? [],
    project: ({ project }) => project ?? [],
    format: ({ format }) => format,
    task: (run) => taskOf(run),
    tag: ({ tags }) => tags,
  } satisfies Record<string, (run: BehaviorSequence) => string | readonly string[]>;
  const keys = Object.keys(of) as (keyof typeof of)[];
  const own = keys.filter((key) => new RegExp(`(?:^|,)${key}=`).test(words));
  const values = (own.length > 0 ? own : keys.slice(0, 4)).flatMap((key) => {
    const known = [...new Set(sequences.flatMap((run) => of[key](run)))].sort();
    return known.length === 0 && own.length === 0 ? [] : [`${key}=${known.slice(0, 6).join(' | ')}${known.length > 6 ? ' | …' : known.length === 0 ? '(none)' : ''}`]; // prettier-ignore
  });
  return `Of ${plural(sequences.length, 'examined run')} there are ${values.join('; ')}.`;
}

function textOf(
  found: CohortComparison,
  asked: readonly [AskedCohort, AskedCohort],
  { twice, gate }: { readonly twice: number; readonly gate?: Gate },
): string {
  const { rows, runs, tasks, sharedTasks, paired } = found;
  const who = SIDES.map((side, i) => `${side}: ${asked[i]!.words}, ${plural(runs[i]!, 'run')} of ${plural(tasks[i]!, 'task')}`); // prettier-ignore
  const how = paired
    ? `Paired: the ${plural(sharedTasks, 'task')} that both tried, each counting once.`
    : `Not paired: ${sharedTasks === 0 ? 'no task is shared' : `too few runs are of the ${plural(sharedTasks, 'shared task')}`}; intervals are between tasks.`; // prettier-ignore
  const right = (heading: string): { heading: string; align: 'right' } => ({ heading, align: 'right' });
  const columns = (heading: string): Parameters<typeof textTable>[0] => [
    { heading },
    right('A'),
    right('B'),
    right('B − A'),
    right('95% interval'),
    right('q'),
    right('n'),
  ];
  const tables = (
    [
      ['outcome', 'of a run'],
      ['behavior', 'behavior'],
      ['transition', 'what follows what'],
      ['rule', 'breaks the rule'],
    ] as const
  ).flatMap(([kind, heading]) => {
    const own = shownOf(rows, kind);
    if (own.length === 0) return [];
    const more = rows.filter((row) => row.kind === kind).length - own.length;
    const table = textTable(columns(heading), own.map(cellsOf));
    return [more > 0 ? `${table}\n… ${formatCount(more)} more: --json` : table];
  });
  const same = twice === 0 ? [] : [runs.every((count) => count === twice) ? 'A and B are the same runs.' : `${plural(twice, 'run')} ${twice === 1 ? 'is' : 'are'} in both.`]; // prettier-ignore
  return [
    [...who, how, ...same].join('\n'),
    finding(found, isByOutcome(asked)),
    ...tables,
    ...(gate === undefined ? [] : [gateText(gate)]),
  ].join('\n\n');
}

interface Gate {
  readonly expression: string;
  readonly failed: readonly Pick<ComparedMeasure, 'measure'>[];
  /** The rows that it names. */
  readonly asked: readonly ComparedMeasure[];
}

/** What a gate said; and where it passed, how much worse it could still be, so that few runs do not look like a good sign. */
function gateText({ expression, failed, asked }: Gate): string {
  if (failed.length > 0) return `Failed: ${expression} (${failed.map(({ measure }) => measure).join(', ')})`;
  const open = asked.slice(0, 5).map((row) => {
    const [, , , change, interval, , n] = cellsOf(row);
    return `${wordsOf(row.measure)} ${change}, 95% interval ${interval}, n ${n}`;
  });
  return `${open.length === 0 ? '' : `${open.join('; ')}: what lies in the interval is not ruled out.\n`}Passed: not ${expression}`;
}

/** Outcomes and rules whole; of the rest what is found, or what is nearest to it. */
function shownOf(rows: readonly ComparedMeasure[], kind: MeasureKind): readonly ComparedMeasure[] {
  const own = rows.filter((row) => row.kind === kind);
  if (kind === 'outcome' || kind === 'rule') return own;
  const told = own.filter(({ a, b, q }) => (a > 0 || b > 0) && (kind === 'behavior' || q < 0.2));
  return told.slice(0, MOST_ROWS);
}

function cellsOf({ measure, unit, a, b, difference, interval, q, runs }: ComparedMeasure): string[] {
  const decimals = Math.max(Math.abs(a), Math.abs(b)) < 20 ? 2 : 0;
  const value = (x: number): string => (unit === 'share' ? formatPercent(x) : formatNumber(x, decimals));
  const change = (x: number): string => (unit === 'share' ? formatPoints(x) : `${x > 0 ? '+' : x < 0 ? '−' : ''}${formatNumber(Math.abs(x), decimals)}`); // prettier-ignore
  return [
    wordsOf(measure),
    value(a),
    value(b),
    change(difference),
    `${change(interval[0])} to ${change(interval[1])}`,
    qText(q),
    `${formatCount(runs[0])}, ${formatCount(runs[1])}`,
  ];
}

function wordsOf(measure: string): string {
  return measure.split(' -> ').map(shortName).join(' → ').replace(' per 1000 tokens', ', per 1000 tokens');
}

/** That cohorts chosen by outcome differ in it is no finding. */
function isByOutcome(asked: readonly AskedCohort[]): boolean {
  return asked.some(({ words }) => /(?:^|,)outcome=/.test(words));
}

function finding({ rows: all, runs }: CohortComparison, isOutcomeGiven: boolean): string {
  const rows = isOutcomeGiven ? all.filter(({ measure }) => measure !== 'success') : all;
  const sure = rows.filter(({ q }) => q < 0.05);
  const parts: string[] = [];
  const success = rows.find(({ measure }) => measure === 'success');
  if (success !== undefined) {
    const told =
      success.p < 0.05 || success.interval[0] === success.interval[1] ? '' : ', which does not tell them apart';
    parts.push(`B succeeds in ${formatPercent(success.b)}, A in ${formatPercent(success.a)} (${formatPoints(success.difference)} points, 95% interval ${formatPoints(success.interval[0])} to ${formatPoints(success.interval[1])}${told}).`); // prettier-ignore
  } else if (!isOutcomeGiven) {
    parts.push('Success is not compared: of one side no outcome is known, or too few.');
  }
  const sizes = sure.filter(({ kind, measure }) => kind === 'outcome' && measure !== 'success');
  for (const row of sizes) {
    const [, a, b, change, interval] = cellsOf(row);
    parts.push(`B takes ${b} ${row.measure}, A ${a} (${change}, ${interval}).`);
  }
  const [first] = [...sure.filter(({ kind, unit }) => kind === 'behavior' && unit === 'share'), ...sure.filter(({ kind }) => kind !== 'outcome')]; // prettier-ignore
  const others = rows.filter(({ kind }) => kind !== 'outcome').length;
  if (first === undefined) {
    parts.push(`Of ${plural(others, 'other measure')} none is seen to differ (q < 0.05) in ${formatCount(runs[0])} and ${plural(runs[1], 'run')}.`); // prettier-ignore
  } else {
    const [, a, b, change, interval] = cellsOf(first);
    const share = first.kind === 'transition' ? ' of cases' : first.unit === 'share' ? ' of runs' : '';
    parts.push(`What differs most surely is ${wordsOf(first.measure)}: ${a}${share} of A, ${b} of B (${change}, 95% interval ${interval}, q ${qText(first.q)}).`); // prettier-ignore
  }
  return parts.join(' ');
}

function drawn(found: CohortComparison, asked: readonly [AskedCohort, AskedCohort]): Markup {
  const shares = found.rows.filter(
    ({ kind, unit, a, b }) => unit === 'share' && kind !== 'transition' && (a > 0 || b > 0),
  );
  return forest(
    shares.slice(0, 20).map(({ measure, difference, interval, q, runs }) => ({
      label: `${wordsOf(measure)}: share of runs`,
      difference,
      interval,
      found: q < 0.05,
      note: `n = ${formatCount(runs[0] + runs[1])}`,
    })),
    {
      title: `B, ${asked[1].words}, against A, ${asked[0].words}`,
      description: finding(found, isByOutcome(asked)),
      sides: ['less', 'more'],
      format: formatPoints,
      width: 480,
    },
  );
}
