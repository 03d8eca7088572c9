import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Code } from '../codebook.ts';
import { combineSamples, type AgreedFinding, type AgreedVerdict } from './combine-samples.ts';
import { drawAnswers, drawInTurns, settled, sumUsd, type DrawOptions, type Draws } from './draw-answers.ts';
import type { JudgedOccurrence } from './judged-event.ts';
import { stepsOf, type JudgedGroup } from './judge-places.ts';
import type { JudgeGroup } from './judge-groups.ts';
import { findRequest, notesMaterial, stretchMaterial, weighRequest } from './judge-requests.ts';
import { locateFindings, textsAt } from './locate-findings.ts';

/** Places that the verdict on a whole run points at. */
const MOST_PLACES = 5;

/**
 * Has codes judged of the run as a whole, in two turns. A run that is longer than one stretch is read stretch by stretch
 * first; the turns are then about the quotes that were noted (and found again), and when none were, nothing speaks for
 * the codes. A verdict stands only on a quote from what the code's actors said or did.
 */
export async function judgeWhole(run: Trajectory, group: JudgeGroup, options: DrawOptions): Promise<JudgedGroup> {
  if (group.stretches.length === 0) return { occurrences: [], observed: new Map(), costUsd: 0 };
  if (group.stretches.length === 1) {
    const draws = await drawInTurns(options, group, weighRequest(run, group, stretchMaterial(run, group, 0)));
    return decided(run, group, { draws, verdictOf: (code) => verdictOf(run, group, draws, code) });
  }
  const read = await settled(
    group.stretches.map(async (_, index) => drawAnswers({ ...options, samples: 1 }, findRequest(run, group, index))),
  );
  const spent = sumUsd(read.map(({ costUsd }) => costUsd));
  const verdicts = new Map(
    group.codes.map(({ code }) => [code, read.map((draws) => verdictOf(run, group, draws, code))] as const),
  );
  const noted = [...verdicts].flatMap(([{ slug }, ofStretches]) =>
    ofStretches
      .flatMap(({ findings }) => findings.flatMap(({ spans: [span] }) => span ?? []))
      .map(({ step, start, quote }) => ({ slug, step, start, quote, actor: run.steps[step]!.actor })),
  );
  if (noted.length === 0) {
    return decided(run, group, {
      draws: { answers: read.at(-1)!.answers, costUsd: spent },
      verdictOf: (code) => {
        const never = verdicts.get(code)!.every(({ verdict }) => verdict === 'not-applicable');
        return { verdict: never ? 'not-applicable' : 'absent', samples: 1, findings: [] };
      },
    });
  }
  noted.sort((a, b) => a.step - b.step || a.start - b.start);
  const { material, note } = notesMaterial(run, noted);
  const draws = await drawInTurns(options, group, weighRequest(run, group, material, note));
  return decided(run, group, {
    draws: { ...draws, costUsd: sumUsd([spent, draws.costUsd]) },
    verdictOf: (code) => verdictOf(run, group, draws, code),
  });
}

function verdictOf(run: Trajectory, { places }: JudgeGroup, draws: Draws, code: Code): AgreedVerdict {
  return combineSamples(locateFindings(draws, code.slug, textsAt(run, places.get(code.slug)!)), code);
}

/** Verdicts as occurrences; absent and not applicable are kept as well, with the judge's word for it. */
function decided(
  run: Trajectory,
  { codes }: JudgeGroup,
  {
    draws: { answers, costUsd },
    verdictOf: agreedOn,
  }: { readonly draws: Draws; readonly verdictOf: (code: Code) => AgreedVerdict },
): JudgedGroup {
  const observed = new Map<Code, number>();
  const occurrences = codes.map(({ codebook, code }): JudgedOccurrence => {
    const { verdict, samples, findings } = agreedOn(code);
    observed.set(code, verdict === 'not-applicable' ? 0 : 1);
    // What others said may explain what somebody did, but it is not what they did.
    const isOwn = ({ spans: [span] }: AgreedFinding): boolean =>
      span !== undefined && code.actors.includes(run.steps[span.step]!.actor);
    const found = findings.some(isOwn) ? findings.filter(({ spans: own }) => own.length > 0).slice(0, MOST_PLACES) : [];
    const spans = found.flatMap((finding) => finding.spans);
    const isUnsupported = verdict === 'present' && spans.length === 0;
    const telling = found.find(isOwn) ?? findings[0];
    return {
      codebook,
      code,
      verdict: isUnsupported ? 'unsupported' : verdict,
      spans,
      steps: spans.length > 0 ? stepsOf(spans) : [0, run.steps.length - 1],
      ...(isUnsupported && { claimed: telling?.quote ?? '' }),
      ...(telling !== undefined && { reason: telling.reason }),
      samples: answers.length,
      agreeing: samples,
      promptHash: telling?.promptHash ?? answers[0]!.promptHash,
      ...(costUsd !== undefined && { costUsd: costUsd / codes.length }),
    };
  });
  return { occurrences, observed, costUsd };
}
