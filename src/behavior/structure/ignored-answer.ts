import { isJsonObject } from '../../core/json.ts';
import { partText } from '../../trajectory/trajectory.ts';
import { readableParts } from '../reasoning/readable-parts.ts';
import type { ResultRecord } from '../call/call-record.ts';
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
  readonly values: Set<number>;
  readonly result: { readonly step: number; readonly part: number; readonly text: string };
}

// How much is kept unread: what was given and answered matters only where a message states a number.
const MAX_UNREAD = 100_000;
const MAX_ANSWERS = 64;

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
    let unread: string[] = [];
    let size = 0;
    let answers: ResultRecord[] = [];
    const given = (text: string): void => {
      if (numbers.size >= MAX_NUMBERS || text === '') return;
      unread.push(text);
      size += Math.min(text.length, MAX_ANSWER);
      if (size > MAX_UNREAD) readGiven();
    };
    const readGiven = (): void => {
      for (const text of unread)
        for (const match of text.slice(0, MAX_ANSWER).match(NUMBER) ?? [])
          if (numbers.size < MAX_NUMBERS) numbers.add(Number(match.replaceAll(',', '')));
      unread = [];
      size = 0;
    };
    const readAnswers = (): void => {
      for (const { text, step, part } of answers) {
        for (const [name, value] of fieldsOf(text)) {
          const known = fields.get(name);
          if (known !== undefined) known.values.add(value);
          else if (fields.size < MAX_FIELDS) {
            const word = name.split(' ').sort((a, b) => b.length - a.length)[0]!;
            fields.set(name, { word, values: new Set([value]), result: { step, part, text } });
          }
        }
      }
      answers = [];
    };
    return {
      step({ step, calls, results, userSpoke }) {
        if (userSpoke) {
          fields = new Map();
          answers = [];
        }
        if (step.actor !== 'agent') for (const part of step.parts) given(partText(part));
        for (const result of results) {
          const { text, failed } = result;
          if (!failed && text.length <= MAX_ANSWER && /^\s*[{[]/.test(text)) answers.push(result);
        }
        if (answers.length > MAX_ANSWERS) readAnswers();
        const found: Finding[] = [];
        if (step.actor === 'agent' && fields.size + answers.length > 0 && calls.length === 0) {
          for (const { part, kind, text } of readableParts(step).parts) {
            if (kind !== 'text' || text.length > MAX_ANSWER || !/\d/.test(text)) continue;
            readAnswers();
            let stated = false;
            const small = text.toLowerCase();
            for (const [name, { word, values, result }] of fields) {
              if (!small.includes(word)) continue;
              const match = patternOf(name).exec(text);
              if (match === null) continue;
              stated = true;
              const value = Number(match[1]!.replaceAll(',', ''));
              if (values.has(value)) continue;
              readGiven();
              if (numbers.has(value) || isDerived(value, numbers)) continue;
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

// Finds a field with a value; runs have few names.
const PATTERNS = new Map<string, RegExp>();
const MAX_PATTERNS = 2000;

function patternOf(name: string): RegExp {
  let pattern = PATTERNS.get(name);
  if (pattern === undefined) {
    if (PATTERNS.size >= MAX_PATTERNS) PATTERNS.clear();
    PATTERNS.set(name, (pattern = new RegExp(String.raw`\b${name.replaceAll(' ', '[ _-]?')}${IS}`, 'i')));
  }
  return pattern;
}

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

// Answers have the same fields again and again.
const NAMES = new Map<string, string>();
const MAX_NAMES = 2000;
const MAX_KEY = 100;

function nameOf(key: string): string | undefined {
  let name = NAMES.get(key);
  if (name !== undefined) return name === '' ? undefined : name;
  name = readName(key);
  if (NAMES.size >= MAX_NAMES) NAMES.clear();
  if (key.length <= MAX_KEY) NAMES.set(key, name ?? '');
  return name;
}

function readName(key: string): string | undefined {
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
