import type { Trajectory } from '../../trajectory/trajectory.ts';
import type { Code } from '../codebook.ts';
import { placeOf, unitsInPieces } from './places-of-code.ts';
import type { GroupedCode } from './codes-for-judge.ts';
import { combineSamples, type AgreedVerdict } from './combine-samples.ts';
import { drawAnswers, settled, sumUsd, type DrawOptions, type Draws } from './draw-answers.ts';
import type { JudgedOccurrence } from './judged-event.ts';
import type { JudgeGroup } from './judge-groups.ts';
import { findRequest } from './judge-requests.ts';
import { locateFindings, textsAt } from './locate-findings.ts';

/** What a judge said of some codes in one run. */
export interface JudgedGroup {
  readonly occurrences: readonly JudgedOccurrence[];
  /** Units that were examined for each code. */
  readonly observed: ReadonlyMap<Code, number>;
  /** US dollars; undefined when no price is known. */
  readonly costUsd: number | undefined;
}

/** Has codes judged that are found at places: every stretch of the run by itself. */
export async function judgePlaces(run: Trajectory, group: JudgeGroup, options: DrawOptions): Promise<JudgedGroup> {
  const drawn = await settled(
    group.stretches.map(async (_, index) => drawAnswers(options, findRequest(run, group, index))),
  );
  const occurrences: JudgedOccurrence[] = [];
  const observed = new Map<Code, number>();
  for (const { codebook, code } of group.codes) {
    const places = group.places.get(code.slug)!;
    const texts = textsAt(run, places);
    const seen = new Set<number>();
    for (const [index, draws] of drawn.entries()) {
      const agreed = combineSamples(locateFindings(draws, code.slug, texts), code);
      if (agreed.verdict === 'not-applicable') continue;
      occurrences.push(...occurrencesOf(agreed, { group, codebook, code, draws, index }));
      const pieces = group.stretches[index]!.filter((piece) => places.has(placeOf(piece)));
      // A step that is cut in two is one unit.
      const units = unitsInPieces(code, code.unit === 'step' ? pieces.filter(({ step }) => !seen.has(step)) : pieces);
      for (const { step } of pieces) seen.add(step);
      const known = observed.get(code) ?? 0;
      observed.set(code, code.unit === 'run' ? Math.max(known, units) : known + units);
    }
  }
  return { occurrences, observed, costUsd: sumUsd(drawn.map(({ costUsd }) => costUsd)) };
}

/** First and last step of places. */
export function stepsOf(spans: readonly { readonly step: number }[]): readonly [number, number] {
  const steps = spans.map(({ step }) => step);
  return [Math.min(...steps), Math.max(...steps)];
}

/** Findings at places as occurrences; a verdict without any is one that nothing supports. */
function occurrencesOf(
  { verdict, samples: agreeing, findings }: AgreedVerdict,
  {
    group: { codes, stretches },
    codebook,
    code,
    draws: { answers, costUsd },
    index,
  }: GroupedCode & { readonly group: JudgeGroup; readonly draws: Draws; readonly index: number },
): JudgedOccurrence[] {
  if (verdict !== 'present') return [];
  const cost = costUsd === undefined ? {} : { costUsd: costUsd / codes.length / Math.max(1, findings.length) };
  const base = { codebook, code, samples: answers.length, ...cost };
  if (findings.length === 0) {
    const steps = stepsOf(stretches[index]!);
    const { promptHash } = answers[0]!;
    return [{ ...base, verdict: 'unsupported', spans: [], steps, claimed: '', agreeing, promptHash }];
  }
  return findings.map(({ spans, step, quote, reason, samples, promptHash }) => {
    const found =
      spans.length > 0
        ? { verdict: 'present' as const, steps: stepsOf(spans) }
        : { verdict: 'unsupported' as const, steps: [step, step] as const, claimed: quote };
    return { ...base, ...found, spans, reason, agreeing: samples, promptHash };
  });
}
