import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseLabels } from '../analysis/agreement/parse-labels.ts';
import type { LabelQuestion } from '../analysis/agreement/sample-units.ts';
import { codeSlug } from '../behavior/code-key.ts';
import type { Code } from '../behavior/codebook.ts';
import { EthogramError } from '../core/ethogram-error.ts';

/**
 * The places of a label file as questions, in its order, whatever verdicts stand there; places of other codes are left out.
 *
 * @throws EthogramError `file-not-found`; `bad-labels` when the file cannot be used, or names no place of these codes
 */
export function askedQuestions(
  file: string,
  { cwd, codes }: { readonly cwd: string; readonly codes: readonly Code[] },
): LabelQuestion[] {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (cause) {
    throw new EthogramError('file-not-found', `${file}: cannot be read, expected a file of places to label`, {
      hint: 'ethogram codebook new writes one',
      cause,
    });
  }
  const bySlug = new Map(codes.map((code) => [code.slug, code]));
  const questions = parseLabels(text, { file, coder: '' }).flatMap((row): LabelQuestion[] => {
    const code = bySlug.get(row.behavior.includes('/') ? codeSlug(row.behavior) : row.behavior);
    if (code === undefined) return [];
    const { trajectory, steps, part, start, end } = row;
    const unit = {
      ...(steps !== undefined && { step: steps[0] }),
      ...(part !== undefined && { part }),
      ...(start !== undefined && end !== undefined && { start, end }),
      weight: 1,
    };
    const kind = start !== undefined ? 'sentence' : steps === undefined ? 'run' : part === undefined ? 'step' : 'part';
    return [{ trajectoryId: trajectory, code, kind, unit }];
  });
  if (questions.length > 0) return questions;
  throw new EthogramError('bad-labels', `${file}: found no place of ${[...bySlug.keys()].join(', ')}, expected some`);
}
