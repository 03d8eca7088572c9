import { sha256 } from '../../core/content-key.ts';
import type { Code, Codebook } from '../codebook.ts';
import { JUDGE_TEXTS } from './judge-texts.ts';

/** Examples of each kind that are shown of a code: codebooks have many more, mostly of other languages. */
const MOST_EXAMPLES = 6;

/** A code and the codebook it is from. */
export interface GroupedCode {
  readonly codebook: Codebook;
  readonly code: Code;
}

/** The codes as their codebooks' files have them, codebook by codebook, with what decides between those that rule each other out. */
export function codesForJudge(codes: readonly GroupedCode[]): string {
  const books = Map.groupBy(codes, ({ codebook }) => codebook);
  return [...books].map(([codebook, own]) => codesOfBook(codebook, own.map(({ code }) => code))).join('\n\n'); // prettier-ignore
}

function codesOfBook({ title, exclusions = [] }: Codebook, codes: readonly Code[]): string {
  const slugs = new Set(codes.map(({ slug }) => slug));
  const rules = exclusions
    .map((rule) => ({ ...rule, among: rule.codes.filter((slug) => slugs.has(slug)) }))
    .filter(({ among }) => among.length > 1)
    .map(({ among, decide }) => `- ${among.join(' or ')}: ${decide.trim()}`);
  return [
    `Codes to look for in the record, from the codebook "${title}":`,
    ...codes.map((code) => codeForJudge(code)),
    ...(rules.length > 0 ? [`One place shows only one of these:\n${rules.join('\n')}`] : []),
  ].join('\n\n');
}

/** How a code is put to a reader, with examples unless `withExamples` is false. */
export function codeForJudge(code: Code, { withExamples = true }: { readonly withExamples?: boolean } = {}): string {
  const { slug, definition, include, exclude, examples } = code;
  return [
    `## ${slug}`,
    definition.trim(),
    ...include.map((text) => `Counts: ${text}`),
    ...exclude.map((text) => `Does not count: ${text}`),
    ...(withExamples ? spread(examples.positive).map((text) => `Shows it: ${text}`) : []),
    ...(withExamples ? spread(examples.nearMiss).map((text) => `Does not show it: ${text}`) : []),
    unitText(code),
  ].join('\n');
}

/** So many of a list that they are spread over all of it, in order. */
function spread(examples: readonly string[]): readonly string[] {
  if (examples.length <= MOST_EXAMPLES) return examples;
  return Array.from({ length: MOST_EXAMPLES }, (_, i) => examples[Math.floor((i * examples.length) / MOST_EXAMPLES)]!);
}

function unitText({ unit, actors, counting }: Code): string {
  const often = {
    each: 'every occurrence is a finding of its own',
    'once-per-step': 'at most one finding per step',
    'once-per-run': 'it is counted once',
  }[counting];
  if (unit === 'run') return `Decided of the whole run, shown by ${actors.join(' or ')}.`;
  return unit === 'reasoning'
    ? `Shown in the agent's reasoning, or in its words where the record has no reasoning; ${often}.`
    : `Shown in steps of ${actors.join(' or ')}; ${often}.`;
}

/** The version of a judge: 12 hex digits of a hash over all it is told beside the codebook, and how it is asked. */
export function judgeVersion(settings: Readonly<Record<string, number | string>>): string {
  return sha256(JSON.stringify([JUDGE_TEXTS, MOST_EXAMPLES, settings]), 12);
}
