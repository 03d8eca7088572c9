import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { EthogramError } from '../../core/ethogram-error.ts';
import { readYaml } from '../../core/read-yaml.ts';
import type { LinearModel } from '../codebook.ts';

/**
 * Reads the model that a codebook names: `NAME.model.json` in the codebook's folder.
 *
 * @throws EthogramError `bad-codebook` when there is none, or it cannot be used: file, line, field, and what was expected
 */
export function loadModel(folder: string, name: string, schema: z.ZodType<LinearModel>): LinearModel {
  const file = join(folder, `${name}.model.json`);
  const fail = (message: string): EthogramError =>
    new EthogramError('bad-codebook', message, { hint: 'node scripts/train-detectors.ts writes models that work' });
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw fail(`${file}: cannot be read, expected the model that a codebook names`);
  }
  return readYaml(text, { file, root: 'model', schema, fail }).value;
}
