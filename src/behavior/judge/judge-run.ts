import { EthogramError } from '../../core/ethogram-error.ts';
import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { codeId } from '../code-key.ts';
import type { Codebook } from '../codebook.ts';
import type { Coding, Event } from '../event.ts';
import { exclusionsOf } from '../exclusions-of.ts';
import { isHidden } from '../is-hidden.ts';
import { sumUsd, type DrawOptions } from './draw-answers.ts';
import { judgedEvent, type JudgedOccurrence } from './judged-event.ts';
import { judgeGroups, type JudgeGroup, type JudgeTask } from './judge-groups.ts';
import { judgePlaces, type JudgedGroup } from './judge-places.ts';
import type { JudgeSettings } from './judge-requests.ts';
import { judgeWhole } from './judge-whole.ts';
import { textsAt } from './locate-findings.ts';

/** What is judged, by whom. */
export interface JudgeRunOptions extends JudgeSettings, DrawOptions {
  /** `name@version` */
  readonly detector: string;
}

/** What a judge found in a run by one codebook. */
export interface JudgedRun {
  readonly coding: Coding;
  /** In order of first step, place, code. */
  readonly events: readonly Event[];
}

/** What became of the codebooks that a run was to be judged by. */
export interface JudgedTasks {
  /** Those that were judged, in order. */
  readonly judged: readonly JudgedRun[];
  /** Why others were not, if any; as `Model.generate` throws. */
  readonly error?: EthogramError;
}

/**
 * Has a model judge codes of codebooks in one run: quotes before verdicts, and a quote that stands nowhere makes its
 * finding `unsupported`. What is decided in the same way is asked together, whichever codebook it is from; a question that
 * cannot be answered is asked again codebook by codebook, so that a code that a model refuses takes no other with it.
 * Questions about the same stretch go out one after the other, for providers charge less for what they have just read.
 */
export async function judgeRun(
  run: Trajectory,
  tasks: readonly JudgeTask[],
  options: JudgeRunOptions,
): Promise<JudgedTasks> {
  const groups: { readonly group: JudgeGroup; readonly judged: JudgedGroup }[] = [];
  const failed = new Map<Codebook, EthogramError>();
  const ask = async (group: JudgeGroup): Promise<void> => {
    const books = new Set(group.codes.map(({ codebook }) => codebook));
    try {
      groups.push({ group, judged: await (group.isOfRun ? judgeWhole : judgePlaces)(run, group, options) });
    } catch (error) {
      if (!(error instanceof EthogramError)) throw error;
      if (error.code !== 'model-failed' || books.size === 1) for (const book of books) failed.set(book, error);
      else for (const book of books) for (const own of judgeGroups(run, [taskOf(group, book)], options)) await ask(own);
    }
  };
  for (const group of judgeGroups(run, tasks, options)) await ask(group);
  const judged = tasks.flatMap((task) => (failed.has(task.codebook) ? [] : [judgedRun(run, task, { groups, options })]));
  const [error] = failed.values();
  return { judged, ...(error !== undefined && { error }) };
} // prettier-ignore

/** What a group asks of one of its codebooks. */
function taskOf({ codes, reach }: JudgeGroup, book: Codebook): JudgeTask {
  const asked = codes.filter(({ codebook }) => codebook === book).map(({ code }) => ({ code, reach }));
  return { codebook: book, asked };
}

function judgedRun(
  run: Trajectory,
  { codebook, asked }: JudgeTask,
  {
    groups: all,
    options: { detector, model },
  }: {
    readonly groups: readonly { readonly group: JudgeGroup; readonly judged: JudgedGroup }[];
    readonly options: JudgeRunOptions;
  },
): JudgedRun {
  const groups = all.filter(({ group }) => group.codes.some((one) => one.codebook === codebook));
  const events = standing(
    groups.flatMap(({ judged }) => judged.occurrences.filter((occurrence) => occurrence.codebook === codebook)),
    codebook,
  ).map((occurrence) => judgedEvent(run, occurrence, { detector, model: model.name }));
  const observed = new Map(groups.flatMap(({ judged }) => [...judged.observed]));
  const hidden = run.steps.reduce(
    (n, { copied, parts }) => n + (copied === true ? 0 : parts.filter(isHidden).length),
    0,
  );
  const own = groups.map(({ group, judged: { costUsd } }) => {
    const codes = group.codes.filter((one) => one.codebook === codebook);
    return {
      places: codes.flatMap(({ code: { slug } }) => [...group.places.get(slug)!]),
      costUsd: costUsd === undefined ? undefined : (costUsd * codes.length) / group.codes.length,
    };
  });
  const places = new Set(own.flatMap((one) => one.places));
  const costUsd = sumUsd(own.map((one) => one.costUsd));
  const coding: Coding = {
    trajectoryId: run.id,
    revision: run.revision,
    codebook: `${codebook.name}@${codebook.hash}`,
    detector,
    observedUnits: Object.fromEntries(asked.map(({ code }) => [code.slug, observed.get(code) ?? 0])),
    notObservable: Object.fromEntries(
      asked.map(({ code: { slug, unit } }) => [slug, unit === 'reasoning' ? hidden : 0]),
    ),
    observedTokens: textsAt(run, places).reduce((tokens, { text }) => tokens + estimateTokens(text), 0),
    ...(costUsd !== undefined && { costUsd }),
  };
  return { coding, events: events.sort(byPlace) };
}

/** What counts: codes that count once do so over all stretches, and of codes that rule each other out the first stands. */
function standing(occurrences: readonly JudgedOccurrence[], codebook: Codebook): readonly JudgedOccurrence[] {
  const seen = new Set<string>();
  const counted = occurrences
    .toSorted((a, b) => a.steps[0] - b.steps[0])
    .filter(({ code, verdict, steps, spans: [span] }) => {
      if (verdict !== 'present') return true;
      const once = { each: JSON.stringify(span), 'once-per-step': String(steps[0]), 'once-per-run': '' };
      const key = `${codeId(codebook, code)} ${once[code.counting]}`;
      return seen.size !== seen.add(key).size;
    });
  const present = counted.filter(({ verdict }) => verdict === 'present');
  const found = present.map(({ code, steps, spans }) => {
    return { codebook, code, tier: 'model' as const, finding: { steps, spans, confidence: 1 } };
  });
  const stands = new Set(exclusionsOf([codebook]).apply(found));
  const dropped = new Set(present.filter((_, index) => !stands.has(found[index]!)));
  return counted.filter((occurrence) => !dropped.has(occurrence));
}

function byPlace(a: Event, b: Event): number {
  const [one, other] = [a.spans[0], b.spans[0]];
  return (
    a.steps[0] - b.steps[0] ||
    (one?.part ?? 0) - (other?.part ?? 0) ||
    (one?.start ?? 0) - (other?.start ?? 0) ||
    (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
  );
}
