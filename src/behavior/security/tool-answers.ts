import { segmentSentences } from '../text/segment-sentences.ts';
import { asksFor, isProse, type Directive } from './injected-instructions.ts';
import { encodedTexts, readableText, turnedText, type EncodedText } from './readable-text.ts';
import { specificsOf } from './specifics-of.ts';

/** What tools answered of late, to be searched for where a value comes from. */
export interface ToolAnswers {
  add(text: string, at: { readonly step: number; readonly part: number }, asked: string): void;
  /**
   * Sentences that hold one of the values and ask for something, newest answer first: in the open with mark 0, encoded with
   * mark 3. A sentence beside one that holds the value does as well.
   *
   * @param values - lower case
   */
  askingFor(values: readonly string[]): readonly Directive[];
}

interface Answer {
  readonly step: number;
  readonly part: number;
  readonly text: string;
  readonly serial: number;
  /** The arguments of the call. */
  readonly asked: string;
  /** In lower case, and what stands encoded in it: once that was asked for. */
  lower?: string;
  encoded?: readonly EncodedText[];
}

const MAX_ANSWERS = 64;
const MAX_CHARACTERS = 400_000;
const MAX_ENCODED_IN = 50_000;
const AROUND = 500;
const MAX_FOUND = 6;
const MAX_SEARCHED = 5000;
const WORD = /[a-z0-9_]/;

/** An empty memory of answers; it holds the last 64, and of long ones the beginning. */
export function toolAnswers(): ToolAnswers {
  let answers: Answer[] = [];
  let size = 0;
  let added = 0;
  // How many answers there were when a value was last asked for in vain.
  const searched = new Map<string, number>();
  const search = (since: number, values: readonly string[]): Directive[] => {
    const found: Directive[] = [];
    const recent = since === 0 ? answers : answers.filter(({ serial }) => serial > since);
    // What stands somewhere in the open need not be looked for behind codes.
    const nowhere = new Set(values);
    for (const answer of recent.toReversed()) {
      const lower = (answer.lower ??= answer.text.toLowerCase());
      for (const value of values) {
        const at = placeOf(lower, value);
        if (at < 0) continue;
        nowhere.delete(value);
        found.push(...sentencesAround(answer, value, at));
      }
      if (found.length >= MAX_FOUND) return found;
    }
    const hidden = [...nowhere].filter((value) => !value.includes(' ') || value.length < 40);
    if (hidden.length > 0) for (const answer of recent.toReversed()) found.push(...inEncoded(answer, hidden));
    return found;
  };
  return {
    add(text, at, asked) {
      const kept = text.slice(0, MAX_CHARACTERS / 4);
      answers.push({ ...at, text: kept, asked, serial: ++added });
      size += kept.length;
      while (answers.length > MAX_ANSWERS || size > MAX_CHARACTERS) {
        size -= answers[0]!.text.length;
        answers = answers.slice(1);
      }
    },
    askingFor(wanted) {
      const found: Directive[] = [];
      for (const group of Map.groupBy(wanted, (value) => searched.get(value) ?? 0)) found.push(...search(...group));
      for (const value of wanted) if (found.length === 0) searched.set(value, added);
      // Most values of a run come once.
      if (searched.size > MAX_SEARCHED) searched.clear();
      return found;
    },
  };
}

/** Where a text in lower case holds a value as a word of its own; -1 when nowhere. */
export function placeOf(text: string, value: string): number {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    if (!isWord(text, at - 1, value, 0) && !isWord(text, at + value.length, value, value.length - 1)) return at;
  }
  return -1;
}

// A letter beside a letter is the same word; one beside a sign, or of a script without spaces, is not.
function isWord(text: string, at: number, value: string, edge: number): boolean {
  const beside = text[at];
  return beside !== undefined && WORD.test(beside) && WORD.test(value[edge]!);
}

function sentencesAround({ text, step, part, asked }: Answer, value: string, at: number): Directive[] {
  const from = Math.max(0, at - AROUND);
  const piece = readableText(text.slice(from, at + AROUND));
  const place = placeOf(piece.text.toLowerCase(), value);
  const sentences = segmentSentences(piece.text);
  const here = sentences.findIndex(({ end }) => end > place);
  if (place < 0 || here < 0) return [];
  return sentences.slice(Math.max(0, here - 1), here + 2).flatMap(({ start, end }) => {
    const says = piece.text.slice(start, end);
    if (!isProse(says, 0.5) || !asksFor(says)) return [];
    const span = { start: from + piece.at(start), end: from + piece.at(end - 1) + 1 };
    return [
      { step, part, ...span, text: says, specifics: specificsOf(says), mark: 0 as const, source: { text, asked } },
    ];
  });
}

function inEncoded(answer: Answer, values: readonly string[]): Directive[] {
  const { step, part, text } = answer;
  answer.encoded ??= text.length > MAX_ENCODED_IN ? [] : encodedTexts(text);
  const lines = values.flatMap((value) => {
    const at = placeOf((answer.lower ??= text.toLowerCase()), turnedText(value));
    if (at < 0) return [];
    const [start, after] = [text.lastIndexOf('\n', at) + 1, text.indexOf('\n', at)];
    const end = after < 0 ? text.length : after;
    return [{ start, end, text: turnedText(text.slice(start, end)) }];
  });
  return [...answer.encoded, ...lines].flatMap(({ start, end, text: says }) => {
    const lower = says.toLowerCase();
    if (!values.some((value) => placeOf(lower, value) >= 0) || !asksFor(says)) return [];
    return [{ step, part, start, end, text: says, specifics: specificsOf(says), mark: 3 as const }];
  });
}
