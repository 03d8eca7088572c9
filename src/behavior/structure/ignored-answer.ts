import { isJsonObject } from '../../core/json.ts';
import { partText } from '../../trajectory/trajectory.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import { parseJson } from '../../trajectory/source/parse-json.ts';
import { leadingSpan, type Finding, type StructureDetector } from '../structure-detector.ts';

const MAX_ANSWER = 20_000;
const MAX_FIELDS = 200;
const MAX_NUMBERS = 5000;
const NUMBER = /(?<![\w.,])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?(?![\d,]*\d)|(?<![\w.,/-])-?\d+(?:\.\d+)?(?![\w:/-]|[.,]\d)/g;
// What follows the name of a field and says its value.
const IS = String.raw`(?:\s+(?:amount|value|number|count))?(?:\*\*)?\s*(?:(?:is|was|of|comes to|equals|stands at|currently|now|are)\s+|[:=]\s*)+(?:\*\*)?(?:only |just |still |exactly )?[$€£]?\s*(-?\d[\d,]*(?:\.\d+)?)(?![\d%:/-]|[.,]\d|\w)`;

interface Field {
  /** Its longest word, which a message has to hold. */
  readonly word: string;
  /** Finds it with a value. */
  readonly pattern: RegExp;
  readonly values: Set<number>;
  readonly result: { readonly step: number; readonly part: number; readonly text: string };
}

/**
 * The agent states another value than its tool answered: a message names a field of a JSON answer that came since the user
 * last spoke, with a number that is none of that field's values, stood in nothing the agent was given, and is no sum,
 * difference or product of two numbers that did. Unit: messages that state a value for a field of such an answer.
 *
 * @see Kim et al. 2025, PIPA (arXiv 2505.01592), observation alignment
 */
export const ignoredAnswer: StructureDetector = {
  start() {
    let fields = new Map<string, Field>();
    const numbers = new Set<number>();
    let observed = 0;
    const given = (text: string): void => {
      for (const [match] of text.slice(0, MAX_ANSWER).matchAll(NUMBER))
        if (numbers.size < MAX_NUMBERS) numbers.add(Number(match.replaceAll(',', '')));
    };
    return {
      step({ step, calls, results, userSpoke }) {
        if (userSpoke) fields = new Map();
        if (step.actor !== 'agent') for (const part of step.parts) given(partText(part));
        for (const { text, failed, step: at, part } of results) {
          if (failed || text.length > MAX_ANSWER || !/^\s*[{[]/.test(text)) continue;
          for (const [name, value] of fieldsOf(text)) {
            const known = fields.get(name);
            if (known !== undefined) known.values.add(value);
            else if (fields.size < MAX_FIELDS) {
              const word = name.split(' ').sort((a, b) => b.length - a.length)[0]!;
              const pattern = new RegExp(String.raw`\b${name.replaceAll(' ', '[ _-]?')}${IS}`, 'i');
              fields.set(name, { word, pattern, values: new Set([value]), result: { step: at, part, text } });
            }
          }
        }
        const found: Finding[] = [];
        if (step.actor === 'agent' && fields.size > 0 && calls.length === 0) {
          for (const { part, kind, text } of readableParts(step).parts) {
            if (kind !== 'text' || text.length > MAX_ANSWER) continue;
            let stated = false;
            const small = text.toLowerCase();
            for (const [name, { word, pattern, values, result }] of fields) {
              if (!small.includes(word)) continue;
              const match = pattern.exec(text);
              if (match === null) continue;
              stated = true;
              const value = Number(match[1]!.replaceAll(',', ''));
              if (values.has(value) || numbers.has(value) || isDerived(value, numbers)) continue;
              found.push({
                steps: [result.step, step.index],
                spans: [
                  leadingSpan(result, result.text),
                  { step: step.index, part, start: match.index, end: match.index + match[0].length },
                ],
                confidence: 0.8,
                modifiers: { field: name, stated: value },
              });
            }
            if (stated) observed++;
          }
        }
        for (const call of calls) given(call.argumentsText);
        return found;
      },
      end: () => [],
      units: () => ({ observed, notObservable: 0 }),
    };
  },
};

/** Numeric fields of a JSON text, by the words of their names: `total_price` as `total price`. */
function fieldsOf(text: string): [string, number][] {
  const found: [string, number][] = [];
  const visit = (value: unknown, depth: number): void => {
    if (depth > 6 || found.length > MAX_FIELDS) return;
    if (Array.isArray(value)) for (const item of value) visit(item, depth + 1);
    else if (isJsonObject(value)) {
      for (const [key, item] of Object.entries(value)) {
        const number = typeof item === 'number' ? item : typeof item === 'string' && /^-?\d+(?:\.\d+)?$/.test(item) ? Number(item) : undefined; // prettier-ignore
        const name = nameOf(key);
        if (number !== undefined && name !== undefined) found.push([name, number]);
        else visit(item, depth + 1);
      }
    }
  };
  try {
    visit(parseJson(text), 0);
  } catch {
    return [];
  }
  return found;
}

function nameOf(key: string): string | undefined {
  const words = key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase().match(/[a-z]+/g) ?? []; // prettier-ignore
  return words.join('').length < 3 || /(?:^|\W)id$/i.test(words.join(' ')) ? undefined : words.join(' ');
}

function isDerived(value: number, numbers: ReadonlySet<number>): boolean {
  const near = (a: number): boolean => Math.abs(a - value) < 0.006;
  if (numbers.size > 400) return true;
  for (const a of numbers) {
    if (near(Math.round(a)) || near(a / 100) || near(a * 100) || near(-a)) return true;
    for (const b of numbers) if (near(a + b) || near(a - b) || near(a * b) || (b !== 0 && near(a / b))) return true;
  }
  return false;
}
