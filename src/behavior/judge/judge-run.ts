import { estimateTokens } from '../../core/estimate-tokens.ts';
import type { Trajectory } from '../../trajectory/trajectory.ts';
import { codeId } from '../code-key.ts';
import type { Codebook } from '../codebook.ts';
import type { Coding, Event } from '../event.ts';
import { exclusionsOf } from '../exclusions-of.ts';
import { isHidden } from '../is-hidden.ts';
import type { AskedCode } from './asked-codes.ts';
import { settled, sumUsd, type DrawOptions } from './draw-answers.ts';
import { judgedEvent, type JudgedOccurrence } from './judged-event.ts';
import { judgePlaces } from './judge-places.ts';
import { judgeGroups, type JudgeSettings } from './judge-requests.ts';
import { judgeWhole } from './judge-whole.ts';
import { textsAt } from './locate-findings.ts';

/** What is judged, by whom. */
export interface JudgeRunOptions extends JudgeSettings, DrawOptions {
  readonly codebook: Codebook;
  readonly asked: readonly AskedCode[];
  /** `name@version` */
  readonly detector: string;
}

/** What a judge found in a run. */
export interface JudgedRun {
  readonly coding: Coding;
  /** In order of first step, place, code. */
  readonly events: readonly Event[];
}

/**
 * Has a model judge codes of one codebook in one run: quotes before verdicts, and a quote that stands nowhere makes its
 * finding `unsupported`. All questions go out at once; the model keeps to its own limits.
 *
 * @throws EthogramError as `Model.generate`; what was answered is kept by the model
 */
export async function judgeRun(run: Trajectory, options: JudgeRunOptions): Promise<JudgedRun> {
  const { codebook, asked, model, detector } = options;
  const groups = judgeGroups(run, { codebook, asked }, options);
  const judged = await settled(
    groups.map(async (group) => (group.isOfRun ? judgeWhole : judgePlaces)(run, group, options)),
  );
  const events = standing(
    judged.flatMap(({ occurrences }) => occurrences),
    codebook,
  ).map((occurrence) => judgedEvent(run, occurrence, { detector, model: model.name }));
  const observed = new Map(judged.flatMap((group) => [...group.observed]));
  const hidden = run.steps.reduce(
    (n, { copied, parts }) => n + (copied === true ? 0 : parts.filter(isHidden).length),
    0,
  );
  const places = new Set(groups.flatMap((group) => [...group.places.values()].flatMap((keys) => [...keys])));
  const costUsd = sumUsd(judged.map((group) => group.costUsd));
  const coding: Coding = {
    trajectoryId: run.id,
    revision: run.revision,
    codebook: `${codebook.name}@${codebook.hash}`,
    detector,
    observedUnits: Object.fromEntries(asked.map(({ code: { slug } }) => [slug, observed.get(slug) ?? 0])),
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
