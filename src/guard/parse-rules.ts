import { z } from 'zod';
import { EthogramError } from '../core/ethogram-error.ts';
import { readYaml } from '../core/read-yaml.ts';
import { parseFormula } from './parse-formula.ts';
import { POSTURES, type Rule } from './rule.ts';

const RULE = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens'),
  formula: z.string().trim().min(1, 'expected a formula'),
  posture: z.enum(POSTURES).default('log'),
  description: z.string().trim().min(1).optional(),
});
const FILE = z.union([z.array(RULE), z.strictObject({ rules: z.array(RULE) }).transform(({ rules }) => rules)]);

/**
 * Reads a file of rules (YAML or JSON): a list, or `rules:` with one, of `id`, `formula`, `posture` (default `log`) and
 * `description`.
 *
 * @param file - its name, for messages
 * @throws EthogramError `bad-rules` (file, line, field and what was expected), `bad-formula` (file, rule, column)
 */
export function parseRules(text: string, file: string): Rule[] {
  const { value: rules, lineOf } = readYaml(text, { file, root: 'rules', schema: FILE, fail: bad });
  // With `rules:` around them, or as a bare list: one of the two has a place.
  const lineOfRule = (index: number): number => Math.max(lineOf([index]), lineOf(['rules', index]));
  const seen = new Set<string>();
  return rules.map(({ id, formula, posture, description }, index) => {
    const line = lineOfRule(index);
    if (seen.has(id)) throw bad(`${file}:${line}: second rule with the id ${id}, expected different ids`);
    seen.add(id);
    try {
      return { id, formula, parsed: parseFormula(formula), posture, ...(description !== undefined && { description }) };
    } catch (error) {
      if (!(error instanceof EthogramError)) throw error;
      throw new EthogramError('bad-formula', `${file}:${line}: ${id}: ${error.message}`, {
        ...(error.hint !== undefined && { hint: error.hint }),
        cause: error,
      });
    }
  });
}

function bad(message: string): EthogramError {
  return new EthogramError('bad-rules', message, {
    hint: "a rule is: - id: look-first, formula: '!effect:write W effect:read', posture: log",
  });
}
