import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { EthogramError } from '../../core/ethogram-error.ts';
import { readYaml } from '../../core/read-yaml.ts';
import type { LinearModel } from '../codebook.ts';

/**
 * Reads the model that a codebook names: `NAME.model.json` in the codebook's folder.
 *
 * @param place - where it is named, for the message when there is none
 * @throws EthogramError `bad-codebook` when there is none, or it cannot be used: file, line, field, and what was expected
 */
export function loadModel(
  folder: string,
  name: string,
  { schema, place }: { readonly schema: z.ZodType<LinearModel>; readonly place: string },
): LinearModel {
  const file = join(folder, `${name}.model.json`);
  const fail = (message: string, hint = 'scripts/train-detectors.ts writes models that work'): EthogramError =>
    new EthogramError('bad-codebook', message, { hint });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw fail(
      `${place}: found ${name}, expected a model: ${file} cannot be read`,
      'the file lies beside the codebook',
    );
  }
  return readYaml(text, { file, root: 'model', schema, fail: (message) => fail(message) }).value;
}
