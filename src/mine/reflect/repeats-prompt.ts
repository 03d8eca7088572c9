import { PROGRAM_PROMPT } from '../demonstration/program-prompt.ts';
import { ASPECT_PROMPT } from '../feedback/aspect-prompt.ts';
import { COVER_PROMPT } from '../feedback/cover-prompt.ts';
import { METRIC_PROMPT } from '../feedback/metric-prompt.ts';
import { SAME_PROMPT } from '../feedback/same-prompt.ts';
import { CONTRAST_PROMPT } from './contrast-prompt.ts';
import { REFLECT_PROMPT } from './reflect-prompt.ts';
import { RELATE_PROMPT } from './relate-prompt.ts';
import { plainWords, repeatsUnquoted } from './source-gate.ts';
import { WORDING_PROMPT } from './wording-prompt.ts';

const OURS = [
  REFLECT_PROMPT,
  CONTRAST_PROMPT,
  WORDING_PROMPT,
  RELATE_PROMPT,
  PROGRAM_PROMPT,
  ASPECT_PROMPT,
  COVER_PROMPT,
  METRIC_PROMPT,
  SAME_PROMPT,
].map(plainWords);

/** Whether words repeat six words in a row of what we tell models that read runs: such words are ours, not a habit of the runs. */
export function repeatsPrompt(words: string): boolean {
  return OURS.some((prompt) => repeatsUnquoted(words, prompt));
}
