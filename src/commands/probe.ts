import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { codedRuns } from '../analysis/coded-runs.ts';
import { shorten } from '../chart/visible-text.ts';
import { EthogramError } from '../core/ethogram-error.ts';
import { formatNumber, plural } from '../core/format-number.ts';
import type { JsonObject } from '../core/json.ts';
import { workItems, type WorkedItems } from '../core/work-items.ts';
import type { OpenModel } from '../model/open-model.ts';
import { beliefsIn, beliefsJson, beliefsRequest, comparedBeliefs } from '../prove/probe/compared-beliefs.ts';
import type { CodedRates } from '../prove/probe/self-comparison.ts';
import { nextAction, parseProbeAt, probePoints } from '../prove/probe/probe-points.ts';
import { probeQuestions, type ProbeQuestion } from '../prove/probe/probe-questions.ts';
import { PROBE_NOTE, probeName, probeRequest, type ProbeRecord } from '../prove/probe/probe-request.ts';
import type { Store } from '../store/store.ts';
import { importFiles } from '../trajectory/import-files.ts';
import type { ImportItem, Trajectory } from '../trajectory/trajectory.ts';
import { textOption, type Command, type CommandContext, type CommandResult } from './command.ts';
import { dryRunResult } from './dry-run.ts';
import { MODEL_OPTIONS, modelOf, tallyText } from './model-of.ts';
import { nextLine } from './next-line.ts';
import { noTrajectory } from './no-trajectory.ts';
import { probeSummary, probeSummaryText, type AskedProbe } from './probe-summary.ts';
import { costText } from './reflect.ts';
import { endCode, stoppedLines } from './stopped-lines.ts';
import { withStore } from './with-store.ts';

const PUT_AT_ONCE = 50;
const SHOWN = 5;

/** `ethogram probe`: asks the agent beside its run. */
export const probe: Command = {
  name: 'probe',
  summary: 'ask the agent beside its run, and compare',
  description:
    'At chosen places of a run, what the agent had before it is rebuilt as a conversation of its own and a question is put: what it believes, what it intends, how it would describe itself, ' +
    'an inventory of personality, what it will do next; or questions of your own from a YAML file (questions: - name, ask, and scale: [low, high] or choices). The model answers in the place of the agent, ' +
    'so name the one that the run is of. The answers never enter the run; they are kept beside it, go with it, and are compared with what it shows next: the next action, later corrections, coded behavior (after detect). ' +
    '--json: { model, runs, places, asked, failed: [{ run, place, question, code, message }], left, stopped?, costUsd?, prediction?, intentions?: { n, runs, accuracy, interval, baseline: { action, accuracy }, difference, brier }, ' +
    'beliefs?: { n, verdicts, confidence, brier }, self?: { habits, correlation }, personality?: [trait], answers: [{ run, place, question, answer, shown? }] }.',
  arguments: [{ name: 'FILE...', description: 'ids of runs, or files of runs, which are imported' }],
  options: [
    { flags: '--at <where>', description: 'each, "every N" turns of the agent, end, "before tool", "before NAME"', default: 'every 3' },
    { flags: '--questions <names>', description: 'beliefs, intentions, self, personality, prediction, separated by commas, or a YAML file', default: 'intentions,prediction' },
    ...MODEL_OPTIONS,
  ],
  example: 'ethogram probe runs.jsonl --at each --questions prediction --model ollama:qwen3:8b --dry-run',
  async run(context) {
    const at = parseProbeAt(textOption(context.options, 'at')!);
    const asked = textOption(context.options, 'questions')!;
    const questions = probeQuestions(/[/\\]|\.(?:ya?ml|json)$/.test(asked) ? resolve(context.cwd, asked) : asked);
    const create = context.args.some((arg) => existsSync(resolve(context.cwd, arg)));
    return withStore(
      context,
      async (store) => {
        const model = await modelOf(context, store, 'ethogram show and ethogram detect look at what the runs hold');
        const ids = await runIds(store, context);
        const items = (): AsyncGenerator<ProbeItem> => probeItems(store, ids, { at, questions });
        if (context.options['dryRun'] === true) {
          const more = questions.some(({ name }) => name === 'beliefs') ? 'Comparing beliefs with the rest of the run comes on top.' : undefined;
          return dryRunResult(model, requestsOf(items()), more);
        }
        return askAll(store, context, { model, items, ids });
      },
      { create },
    );
  },
}; // prettier-ignore

/** A question at a place of a run. */
interface ProbeItem {
  readonly run: Trajectory;
  readonly place: number;
  readonly question: ProbeQuestion;
}

/** Ids of the runs that are meant: those of files are imported first. */
async function runIds(store: Store, { args, cwd }: CommandContext): Promise<string[]> {
  const ids = new Set<string>();
  for (const arg of args) {
    const known = await store.get(arg);
    const path = resolve(cwd, arg);
    if (known !== undefined) ids.add(known.id);
    else if (!existsSync(path)) throw noTrajectory(arg);
    else {
      const found = ids.size;
      let batch: ImportItem[] = [];
      for await (const item of importFiles([path])) {
        batch.push(item);
        if ('trajectory' in item) ids.add(item.trajectory.id);
        if (batch.length >= PUT_AT_ONCE) await store.put(batch.splice(0));
      }
      await store.put(batch);
      batch = [];
      if (ids.size === found) {
        throw new EthogramError('not-found', `${arg}: found no run, expected some`, {
          hint: 'ethogram import says why a file cannot be read',
        });
      }
    }
  }
  return [...ids];
}

async function* probeItems(
  store: Store,
  ids: readonly string[],
  { at, questions }: { readonly at: ReturnType<typeof parseProbeAt>; readonly questions: readonly ProbeQuestion[] },
): AsyncGenerator<ProbeItem> {
  for (const id of ids) {
    const run = await store.get(id);
    if (run === undefined) continue;
    for (const place of probePoints(run, at)) for (const question of questions) yield { run, place, question };
  }
}

async function* requestsOf(items: AsyncIterable<ProbeItem>): AsyncGenerator<ReturnType<typeof probeRequest>> {
  for await (const { run, place, question } of items) yield probeRequest(run, place, question);
}

async function askAll(
  store: Store,
  context: CommandContext,
  {
    model,
    items,
    ids,
  }: { readonly model: OpenModel; readonly items: () => AsyncIterable<ProbeItem>; readonly ids: readonly string[] },
): Promise<CommandResult> {
  let of = 0;
  for await (const _ of items()) of++;
  const answers: AskedProbe[] = [];
  const worked = await workItems(
    items(),
    async (item) => {
      const { run, place, question } = item;
      const { value: answer, promptHash } = await model.generate(probeRequest(run, place, question));
      const record: ProbeRecord = { place, revision: run.revision, question: question.name, model: model.name, promptHash, answer };
      const note = (value: ProbeRecord): Promise<void> => store.putNotes(PROBE_NOTE, [{ trajectoryId: run.id, name: probeName(value), value: { ...value } }]);
      // It is kept before it is compared, which may fail.
      await note(record);
      const shown = await shownOf(model, item, answer);
      if (shown !== undefined) await note({ ...record, shown });
      answers.push({ run: run.id, place, question: question.name, answer, ...(shown !== undefined && { shown }) });
    },
    {
      concurrency: model.concurrency,
      signal: context.untilInterrupted(),
      onProgress: ({ done, failed }) => context.progress(`${done + failed} of ${plural(of, 'question')}, ${costText(model)}`),
    },
  );
  context.progress('');
  if (worked.stopped?.code === 'model-unusable' && worked.done === 0) throw worked.stopped;
  answers.sort((a, b) => compare(a.run, b.run) || a.place - b.place || compare(a.question, b.question));
  const rates = await ratesOf(store, [...new Set(answers.map(({ run }) => run))]);
  return probeResult(context, { model, ids, of, answers, worked, rates });
} // prettier-ignore

/** What the run shows of an answer: the next action, or what became of beliefs. */
async function shownOf(model: OpenModel, { run, place, question }: ProbeItem, answer: JsonObject): Promise<AskedProbe['shown']> {
  if (question.name === 'prediction' || question.name === 'intentions') {
    const actual = nextAction(run, place);
    return actual === undefined ? undefined : { action: actual };
  }
  if (question.name !== 'beliefs') return undefined;
  const beliefs = beliefsIn(answer);
  const request = beliefsRequest(run, place, beliefs);
  if (request === undefined) return undefined;
  return { beliefs: beliefsJson(comparedBeliefs(run, place, beliefs, (await model.generate(request)).value)) };
} // prettier-ignore

/** How often each code was seen in each run, per unit in which it could be. */
async function ratesOf(store: Store, ids: readonly string[]): Promise<ReadonlyMap<string, CodedRates['rates']>> {
  const byRun = new Map<string, CodedRates['rates']>();
  if (ids.length === 0) return byRun;
  for await (const { trajectory, events, codings } of codedRuns(store, { ids })) {
    const rates = new Map<string, number>();
    for (const { codebook, observedUnits } of codings) {
      const name = codebook.split('@')[0]!;
      for (const [slug, units] of Object.entries(observedUnits)) {
        if (units === 0) continue;
        const code = `${name}/${slug}`;
        const seen = events.filter((event) => event.verdict === 'present' && event.code.startsWith(`${code}@`)).length;
        rates.set(code, seen / units);
      }
    }
    byRun.set(trajectory.id, rates);
  }
  return byRun;
}

interface ProbeFound {
  readonly model: OpenModel;
  readonly ids: readonly string[];
  readonly of: number;
  readonly answers: readonly AskedProbe[];
  readonly worked: WorkedItems<ProbeItem>;
  readonly rates: ReadonlyMap<string, CodedRates['rates']>;
}

function probeResult(context: CommandContext, { model, ids, of, answers, worked, rates }: ProbeFound): CommandResult {
  const { stopped, left } = worked;
  const { costUsd } = model.tally;
  const summary = probeSummary(answers, rates);
  const failed = worked.failed.map(({ item: { run, place, question }, error: { code, message } }) => ({ run: run.id, place, question: question.name, code, message }));
  const json = {
    model: model.name,
    runs: ids.length,
    places: new Set(answers.map(({ run, place }) => `${place} ${run}`)).size,
    asked: worked.done,
    failed,
    left,
    ...(stopped !== undefined && { stopped: { code: stopped.code, message: stopped.message } }),
    ...(costUsd !== undefined && { costUsd }),
    ...summary,
    answers,
  };
  const lines = [
    ...(of === 0 ? [`No place in ${plural(ids.length, 'run')} fits --at ${textOption(context.options, 'at')}.`] : []),
    ...answers.slice(0, SHOWN).map(({ run, place, question, answer }) => `${run} before step ${place}, ${question}: ${shorten(JSON.stringify(answer), 160)}`),
    ...(answers.length > SHOWN ? [`… and ${formatNumber(answers.length - SHOWN)} more; --json lists all`] : []),
    ...probeSummaryText(summary),
    ...failed.slice(0, SHOWN).map(({ run, place, question, message }) => `failed: ${run} before step ${place}, ${question}: ${message}`),
    ...stoppedLines(worked, 'question'),
    tallyText(model),
    // Habits are compared with what was coded.
    nextLine(context.options, [...(summary.self?.habits.every(({ shown }) => shown === undefined) === true ? ['detect'] : []), 'show --limit 5']),
  ];
  return { json, rows: answers, text: lines.join('\n'), exitCode: of === 0 ? 1 : endCode(worked, { done: worked.done, failed: failed.length }) };
} // prettier-ignore

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
