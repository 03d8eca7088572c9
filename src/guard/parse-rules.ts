import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { EthogramError } from '../core/ethogram-error.ts';
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
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) throw bad(`${file}:${lines.linePos(broken.pos[0]).line}: ${broken.message}`);
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    throw bad(`${file}: ${(error as Error).message}`);
  }
  const listed = Array.isArray(value) ? [] : ['rules'];
  const parsed = FILE.safeParse(value);
  if (!parsed.success) {
    const issue = z.array(RULE).safeParse(Array.isArray(value) ? value : (value as { rules?: unknown } | null)?.rules)
      .error?.issues[0];
    if (issue === undefined) throw bad(`${file}:1: ${parsed.error.issues[0]!.message}`);
    const path = [...listed, ...issue.path];
    throw bad(`${file}:${lineOf(path)}: ${issue.path.join('.') || 'rules'}: ${issue.message}`);
  }
  const seen = new Set<string>();
  return parsed.data.map(({ id, formula, posture, description }, index) => {
    const line = lineOf([...listed, index]);
    if (seen.has(id)) throw bad(`${file}:${line}: second rule with the id ${id}, expected different ids`);
    seen.add(id);
    try {
      return { id, formula, parsed: parseFormula(formula), posture, ...(description !== undefined && { description }) };
    } catch (error) {
      if (!(error instanceof EthogramError)) throw error;
      throw new EthogramError('bad-formula', `${file}:${line}: ${id}: ${error.message}`, {
        hint: error.hint ?? '',
        cause: error,
      });
    }
  });

  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
    }
    return 1;
  }
}

function bad(message: string): EthogramError {
  return new EthogramError('bad-rules', message, {
    hint: "a rule is: - id: look-first, formula: '!effect:write W effect:read', posture: log",
  });
}
