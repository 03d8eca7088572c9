import { z } from 'zod';
import type { ModelRequest } from '../../core/model.ts';
import { wordStretches } from '../digest/word-stretches.ts';
import { listMaterial } from '../reflect/list-material.ts';
import { tidyWords } from '../reflect/tidy-words.ts';
import type { Told } from '../told-behaviors.ts';
import { behaviorId } from '../wording/behavior-hash.ts';
import { mayBeSaid } from '../wording/may-be-said.ts';
import type { Aspect } from './aspect.ts';
import { COVER_PROMPT } from './cover-prompt.ts';
import { METRIC_PROMPT } from './metric-prompt.ts';
import { SAME_PROMPT } from './same-prompt.ts';

/** A trait by which runs can be graded. */
export interface Metric {
  /** A few words. */
  readonly name: string;
  /** What it looks at, and how good differs from bad. */
  readonly explanation: string;
  /** Examples in the model's own words; they quote no run. */
  readonly good: readonly string[];
  readonly bad: readonly string[];
  readonly instruction: string;
  readonly when: string | null;
  readonly whenNot: string | null;
}

/** Aspects that are about one trait; `metric` once there are two or more and the trait has a name. */
export interface AspectGroup {
  readonly aspects: readonly Aspect[];
  readonly metric?: Metric;
}

const sameSchema = z.object({ same: z.array(z.number().int()) });
const coverSchema = z.object({ metric: z.number().int().nullable() });
const metricSchema = z.object({
  members: z.array(z.number().int()),
  name: z.string(),
  explanation: z.string(),
  good: z.array(z.string()),
  bad: z.array(z.string()),
  instruction: z.string(),
  when: z.string().nullable(),
  whenNot: z.string().nullable(),
});

/** A metric as a model words it, with the numbers of the entries that it keeps. */
export type MetricAnswer = z.infer<typeof metricSchema>;

// Of so many entries a metric can be named; more of them only cost.
const MAX_SHOWN = 12;
const MAX_EXAMPLES = 4;

/** Which of the others are about the same trait as the group: their numbers, from 1. */
export function sameRequest(group: AspectGroup, others: readonly AspectGroup[]): ModelRequest<z.infer<typeof sameSchema>> {
  const texts = [{ heading: 'the entry', text: groupText(group) }, ...numbered(others)];
  return feedbackRequest([group, ...others], texts, { instructions: SAME_PROMPT, name: 'same_trait', schema: sameSchema });
} // prettier-ignore

/** A metric for groups that were found to be about one trait. */
export function metricRequest(groups: readonly AspectGroup[]): ModelRequest<MetricAnswer> {
  const shown = groups.slice(0, MAX_SHOWN);
  return feedbackRequest(shown, numbered(shown), { instructions: METRIC_PROMPT, name: 'metric', schema: metricSchema });
} // prettier-ignore

/** Which of the metrics covers an aspect: its number, from 1, or null. */
export function coverRequest(aspect: Aspect, metrics: readonly AspectGroup[]): ModelRequest<z.infer<typeof coverSchema>> {
  const texts = [{ heading: 'what was said', text: aspectText(aspect) }, ...numbered(metrics)];
  return feedbackRequest([{ aspects: [aspect] }, ...metrics], texts, { instructions: COVER_PROMPT, name: 'covered_by', schema: coverSchema });
} // prettier-ignore

/**
 * Puts groups together under the metric that a model made of them.
 *
 * @returns the new group first, then what the model left out, each as it was; the groups as they were when the metric keeps
 *   fewer than two, or its words may not be kept
 */
export function groupsOf(groups: readonly AspectGroup[], answer: MetricAnswer): AspectGroup[] {
  const { members, ...words } = answer;
  const kept = new Set(members.map((number) => number - 1));
  const inside = groups.filter((_, i) => i >= MAX_SHOWN || kept.has(i));
  const aspects = inside.flatMap((group) => group.aspects);
  const metric = ownMetric(words, aspects);
  if (inside.length < 2 || metric === undefined) return [...groups];
  return [{ aspects, metric }, ...groups.filter((group) => !inside.includes(group))];
}

/** The behavior that does well by a metric: what people prefer, with the passages that they spoke of. */
export function metricTold({ aspects, metric }: Required<AspectGroup>): Pick<Told, 'id' | 'kind' | 'words' | 'said'> {
  const kind = 'preference';
  const words = tidyWords(metric);
  return { id: behaviorId({ kind, name: words.name }), kind, words, said: aspects };
}

/** What a group says, as a model is shown it. */
export function groupText({ aspects, metric }: AspectGroup): string {
  return metric === undefined ? aspectText(aspects[0]!) : `${metric.name}: ${metric.explanation}`;
}

function aspectText({ behavior, feedback, sign }: Aspect): string {
  return `${behavior} (found ${sign}: ${feedback})`;
}

function numbered(groups: readonly AspectGroup[]): Listed[] {
  return groups.map((group, i) => ({ heading: `number ${i + 1}`, text: groupText(group) }));
}

type Listed = Parameters<typeof listMaterial>[0][number];

function feedbackRequest<T>(
  groups: readonly AspectGroup[],
  texts: readonly Listed[],
  { instructions, ...shape }: { readonly instructions: string; readonly name: string; readonly schema: z.ZodType<T> },
): ModelRequest<T> {
  const { tag, text } = listMaterial(texts);
  return {
    purpose: 'feedback',
    subjects: [...new Set(groups.flatMap(({ aspects }) => aspects.map(({ trajectoryId }) => trajectoryId)))].sort(),
    instructions,
    messages: [{ role: 'user', text: `The tag is ${tag}.\n\n${text}` }],
    shape,
  };
}

/** A metric whose words are safe to show and are nobody else's: what was said, and what stands in runs, is forgotten with them. */
function ownMetric(words: Omit<MetricAnswer, 'members'>, aspects: readonly Aspect[]): Metric | undefined {
  const theirs = new Set(aspects.flatMap(({ feedback, evidence }) => [feedback, ...evidence.map(({ quote }) => quote)].flatMap(wordStretches)));
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  const isOwn = (text: string): boolean =>
    text !== '' && mayBeSaid(text) && !wordStretches(text).some((stretch) => theirs.has(stretch));
  const examples = (texts: readonly string[]): string[] =>
    [...new Set(texts.map(line))].filter(isOwn).slice(0, MAX_EXAMPLES);
  const name = line(words.name).replaceAll('_', ' ');
  const explanation = line(words.explanation);
  if (!isOwn(name) || !/\p{L}/u.test(name) || name.length > 60 || !isOwn(explanation)) return undefined;
  return { ...words, name, explanation, good: examples(words.good), bad: examples(words.bad) };
} // prettier-ignore
