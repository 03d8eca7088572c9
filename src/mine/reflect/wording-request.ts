import { z } from 'zod';
import type { Exemplar } from '../../behavior/behavior.ts';
import type { ModelRequest } from '../../core/model.ts';
import { stateBehavior } from '../wording/state-behavior.ts';
import { listMaterial } from './list-material.ts';
import { holdsValue, ownValues } from './own-values.ts';
import { wordsText, type BehaviorWords, type Refusal } from './proposal.ts';
import { tidyWords, type SaidWords } from './tidy-words.ts';
import { plainWords, repeatsUnquoted } from './source-gate.ts';
import { wordsRefusal } from './words-refusal.ts';
import { WORDING_PROMPT } from './wording-prompt.ts';

const wordingSchema = z.object({
  name: z.string(),
  instruction: z.string(),
  when: z.string().nullable(),
  whenNot: z.string().nullable(),
});

/** What is known of a behavior whose words a model is to improve. */
export interface WordingSource {
  /** One wording, or several that mean the same, the best first. */
  readonly wordings: readonly BehaviorWords[];
  /** Its shape for people. */
  readonly pattern?: string;
  readonly evidence: readonly Exemplar[];
}

const MAX_QUOTES = 5;
const MAX_WORDINGS = 8;
// Of the tools and values that the words so far hold, so many must stay: a behavior without them is another.
const MIN_KEPT = 0.5;

/** The question for better words. Quotes are of different runs, as far as there are any. */
export function wordingRequest(source: WordingSource): ModelRequest<SaidWords> {
  const { tag, text } = listMaterial(materialOf(source));
  return {
    purpose: 'word',
    subjects: [...new Set(source.evidence.map(({ trajectoryId }) => trajectoryId))],
    instructions: WORDING_PROMPT,
    messages: [{ role: 'user', text: `The tag is ${tag}.\n\n${text}` }],
    shape: { name: 'wording', schema: wordingSchema },
  };
}

/**
 * The words that a model gave, when they may be kept: nothing that could steer, nothing trivial, no tool, value, number or name that
 * the source does not hold, and at least half of those that its first wording has.
 */
export function readWording(source: WordingSource, said: SaidWords): BehaviorWords | Refusal {
  const words = tidyWords(said);
  const reason = wordsRefusal(words);
  if (reason !== undefined) return reason;
  const known = materialOf(source).map(({ text }) => text).join('\n');
  const values = ownValues(wordsText(words));
  if (values.some((value) => !holdsValue(known, value))) return 'own-values';
  const [first] = source.wordings;
  const before = ownValues(wordsText(first!));
  const text = wordsText(words);
  // What passages say and the words so far do not is the runs', not the behavior's.
  const passages = plainWords(source.evidence.map(({ quote }) => quote).join('\n'));
  const repeats = repeatsUnquoted(text, passages) && !source.wordings.some((one) => repeatsUnquoted(wordsText(one), passages));
  if (repeats) return 'planted';
  const kept = before.filter((value) => holdsValue(text, value)).length;
  return kept < MIN_KEPT * before.length ? 'own-values' : words;
} // prettier-ignore

function materialOf({ wordings, pattern, evidence }: WordingSource): { heading: string; text: string }[] {
  const ofRuns = Map.groupBy(evidence, ({ trajectoryId }) => trajectoryId);
  const quotes = [...ofRuns.values()].map(([first]) => first!.quote).slice(0, MAX_QUOTES);
  return [
    ...wordings.slice(0, MAX_WORDINGS).map((words) => ({ heading: 'words so far', text: stateBehavior(words) })),
    ...(pattern === undefined ? [] : [{ heading: 'shape', text: pattern }]),
    ...quotes.map((text) => ({ heading: 'passage of a run', text })),
  ];
}
