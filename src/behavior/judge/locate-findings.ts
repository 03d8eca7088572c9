import { partText, type Trajectory } from '../../trajectory/trajectory.ts';
import type { LocatedVerdict } from './combine-samples.ts';
import type { Draws } from './draw-answers.ts';
import { quoteFinder, type QuotableText } from './quote-finder.ts';

/** Looks for the quotes of each draw among the texts in which the code can be shown. */
export function locateFindings({ answers }: Draws, slug: string, texts: readonly QuotableText[]): LocatedVerdict[] {
  return answers.map(({ value, promptHash }) => {
    const { verdict, findings } = value[slug]!;
    const finder = quoteFinder(texts);
    const located = findings.map((finding) => ({ ...finding, spans: finder.find(finding.quote, finding.step) ?? [] }));
    return { verdict, findings: located, promptHash };
  });
}

/** The texts at places (`placeOf`) of a run. */
export function textsAt(run: Trajectory, places: ReadonlySet<string>): QuotableText[] {
  return [...places].map((place) => {
    const [step, part] = place.split(' ').map(Number) as [number, number];
    return { step, part, text: partText(run.steps[step]!.parts[part]!) };
  });
}
