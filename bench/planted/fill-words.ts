import { isJsonObject, type Json } from '../../src/core/json.ts';
import type { Random } from '../../src/core/random.ts';
import { GERMAN_OCCASIONS } from './german-words.ts';
import type { Domain, Fields } from './planted-domain.ts';
import type { PlantedNames } from './planted-names.ts';
import { renamed } from './planted-names.ts';
import { OCCASIONS } from './planted-words.ts';

/** The values of one task, by name. */
export type TaskValues = Readonly<Record<string, string>>;

const SHELL_FIELDS: ReadonlySet<string> = new Set(['command', 'cmd']);
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Values for every name of a domain, as a task has them. */
export function taskValues(domain: Domain, random: Random): TaskValues {
  return Object.fromEntries(Object.keys(domain.values).map((name) => [name, freshValue(domain, name, random)]));
}

/** Fills the words of one run. */
export interface WordFiller {
  /** `{name}`: the task's value, or an occasion word; `{name:slashed}`: a day 2026-03-09 as 9/3/2026. */
  text(template: string): string;
  /** Arguments as the call has them, under the names that fields have in this run. */
  args(fields: Fields, options?: { readonly random?: boolean }): Readonly<Record<string, Json>>;
  /** The answer as text: JSON or lines, or what a shell prints. */
  answer(fields: Fields | string, options?: { readonly random?: boolean }): string;
}

/** @param options.random - with `random`, the task's values are not used: every value is new */
export function wordFiller(
  domain: Domain,
  values: TaskValues,
  names: PlantedNames,
  {
    random,
    renaming,
    answers,
    language,
  }: { random: Random; renaming: number; answers: 'json' | 'text'; language: 'en' | 'de' },
): WordFiller {
  const occasions = language === 'de' ? { ...OCCASIONS, ...GERMAN_OCCASIONS } : OCCASIONS;
  const others = new Map<string, string>();
  const fieldName = (field: string): string => {
    let name = others.get(field);
    if (name === undefined) {
      const usual = names.field(field);
      name = !SHELL_FIELDS.has(field) && field !== 'output' && random.chance(renaming) ? renamed(usual, random) : usual;
      others.set(field, name);
    }
    return name;
  };
  const fresh = (name: string): string => freshValue(domain, name, random);
  const fill = (text: string, isNew: boolean): string =>
    text
      .replace(/^\$(\w+)$/, (_, name: string) => (isNew ? fresh(name) : values[name]!))
      .replace(/\?([a-z]+)/g, (whole, name: string) => (name in domain.values ? fresh(name) : whole))
      .replace(/\{([a-z]+):slashed\}/g, (_, name: string) =>
        values[name]!.split('-').map(Number).toReversed().join('/'),
      )
      .replace(/\{([a-z]+)\}/g, (_, name: string) =>
        name in values ? (isNew ? fresh(name) : values[name]!) : freshOf(occasions[name]!, random),
      );
  const fillValue = (value: Json, isNew: boolean): Json => {
    if (typeof value === 'string') return fill(value, isNew);
    if (Array.isArray(value)) return value.map((element) => fillValue(element, isNew));
    return isJsonObject(value) ? fields(value, isNew) : value;
  };
  const fields = (given: Fields, isNew: boolean): Record<string, Json> =>
    Object.fromEntries(
      Object.entries(given).map(([field, value]) => {
        const filled = fillValue(value, isNew);
        return [fieldName(field), SHELL_FIELDS.has(field) ? names.command(String(filled)) : filled];
      }),
    );
  return {
    text: (template) => fill(template.replaceAll('?', '\0'), false).replaceAll('\0', '?'),
    args: (given, { random: isNew = false } = {}) => fields(given, isNew),
    answer(given, { random: isNew = false } = {}) {
      if (typeof given === 'string') return given;
      const filled = fields(given, isNew);
      const [only] = Object.keys(filled);
      if (only === 'output' && Object.keys(filled).length === 1) return String(filled['output']);
      if (answers === 'json') return JSON.stringify(filled);
      return Object.entries(filled)
        .map(
          ([field, value]) =>
            `${field.replaceAll('_', ' ')}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`,
        )
        .join('\n');
    },
  };
}

function freshValue(domain: Domain, name: string, random: Random): string {
  const format = domain.values[name];
  if (format === undefined) throw new Error(`${domain.name}: no value ${name}`);
  return freshOf(format, random).replace(/\{([a-z]+)\}/g, (_, inner: string) => freshValue(domain, inner, random));
}

function freshOf(format: string | readonly string[], random: Random): string {
  if (typeof format !== 'string') return random.pick(format);
  return format.replace(/[#%@^]/g, (sign) => {
    if (sign === '#') return String(random.below(10));
    if (sign === '%') return String(1 + random.below(9));
    const letter = LETTERS[random.below(LETTERS.length)]!;
    return sign === '@' ? letter : letter.toUpperCase();
  });
}
