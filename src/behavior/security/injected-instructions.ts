import { segmentSentences } from '../text/segment-sentences.ts';
import { imperativeAt } from './act.ts';
import { marksIn, triggersIn, type Mark } from './mark.ts';
import { readableText } from './readable-text.ts';
import { specificsOf } from './specifics-of.ts';

/** A sentence of a tool's answer that tells its reader to do something. */
export interface Directive {
  readonly step: number;
  readonly part: number;
  /** UTF-16, within the part's text. */
  readonly start: number;
  readonly end: number;
  /** As it reads: without escapes and invisible characters, in clear where it stood encoded. */
  readonly text: string;
  /** What it names: see `specifics-of.ts`. */
  readonly specifics: ReadonlySet<string>;
  /** See {@link Mark}; what was opened on the word of another directive has 3. */
  readonly mark: Mark;
  /** The whole answer, and what was called for it; of those without a mark. */
  readonly source?: { readonly text: string; readonly asked: string };
}

// What merely asks; data is full of it.
const ASKS =
  /\b(?:to-?do|action (?:required|item|needed)|please|kindly|make sure|be sure|don['’]t forget|remember to|it is (?:vital|essential|necessary|required) to|(?:you|everyone|everybody|all \w+|agents?|assistants?) (?:must|should|need to|have to|will|shall|are (?:required|requested|asked|expected|to)\b)|(?:should|must|shall|(?:has|have|needs?|ought|is|are) to) (?:\w+ )?be \w+(?:ed|en|nt|id|de|ut|un)\b|(?:i|we) (?:\w+ )?(?:need|want|would like|ask|expect) )|(?<!\p{L})(?:bitte|veuillez|merci de|por favor|请|пожалуйста)/iu;

// A mail address, a link, a file, an account.
const NAME =
  /^["'`(<]*(?:[\w.+-]+@[\w.-]+|(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+(?:\/\S*)?|[A-Z]{2}\d{10,})["'`)>.,;:!?]*$/i;
const BEFORE = 280;
const AFTER = 580;
// The longest mark with what belongs to it.
const AROUND = 120;
// How far a mark speaks, in sentences: mostly it opens.
const NEAR_AFTER = 4;
const NEAR_BEFORE = 2;
// Letters set apart by nothing visible are no accident of typography.
const MIN_INVISIBLE = 4;
// A tool's answer with more than this is a document, and read so far only.
const MAX_TRIGGERS = 60;
// What was opened on an attacker's word is read to here.
const MAX_TAINTED = 8000;

/**
 * The sentences of a tool's answer that could be instructions to its reader and that speak past the person, in order: within
 * a few sentences of words that address a machine, take back its task, forge a turn or claim authority, they tell somebody
 * to do something. Code, paths and data are none.
 *
 * @param at - the part the text is of
 * @param tainted - the answer is of a call that obeyed a directive: all it asks speaks past the person
 */
export function injectedInstructions(
  text: string,
  at: { readonly step: number; readonly part: number },
  tainted = false,
): readonly Directive[] {
  const stretches = tainted ? [{ from: 0, to: Math.min(text.length, MAX_TAINTED) }] : markedStretches(text);
  return stretches.flatMap(({ from, to }) => {
    const piece = readableText(text.slice(from, to));
    const marks = marksIn(piece.text);
    const least: Mark = tainted || piece.invisible >= MIN_INVISIBLE ? 3 : 0;
    if (marks.length === 0 && least === 0) return [];
    const sentences = segmentSentences(piece.text);
    const own = sentences.map(({ start, end }) =>
      marks.reduce<Mark>(
        (most, { at: place, mark }) => (place >= start && place < end && mark > most ? mark : most),
        0,
      ),
    );
    return sentences.flatMap(({ start, end }, index) => {
      const near = own.slice(Math.max(0, index - NEAR_AFTER), index + NEAR_BEFORE + 1);
      const mark = Math.max(least, ...near) as Mark;
      const words = piece.text.slice(start, end);
      if (mark === 0 || !isProse(words) || !asksFor(words)) return [];
      const place = { ...at, start: from + piece.at(start), end: from + piece.at(end - 1) + 1 };
      return [{ ...place, text: words, specifics: specificsOf(words), mark }];
    });
  });
}

/** Whether a sentence tells its reader to do something, or asks for it. */
export function asksFor(sentence: string): boolean {
  return imperativeAt(sentence, true) >= 0 || ASKS.test(sentence);
}

/** Whether this share of the words are words, names of files and accounts left aside: code, paths, tables and records are not. */
export function isProse(text: string, share = 1 / 3): boolean {
  if (/[\p{Script=Han}\p{Script=Hiragana}]{2}/u.test(text)) return true;
  const tokens = text
    .replace(/[<>]/g, ' ')
    .split(/\s+/)
    .filter((token) => /[\p{L}\p{N}]/u.test(token));
  const others = tokens.filter((token) => !NAME.test(token));
  const words = others.filter((token) => /^["'“‘(<[{*_]*\p{L}[\p{L}'’-]*[)\]}>"'”’*_,.;:!?…]*$/u.test(token)).length;
  return words >= 1 && tokens.length >= 2 && words >= share * others.length;
}

/** Stretches of the text around marks: a look at what is right around the triggers spares most of the reading. */
function markedStretches(text: string): readonly Stretch[] {
  const near = joined(triggersIn(text, MAX_TRIGGERS).map((place) => ({ from: place - AROUND, to: place + AROUND })));
  const marked = near.filter(({ from, to }) => {
    const piece = readableText(text.slice(Math.max(0, from), to));
    return piece.invisible > 0 || marksIn(piece.text).length > 0;
  });
  return joined(marked.map(({ from, to }) => ({ from: from - BEFORE, to: to + AFTER }))).map(({ from, to }) => ({
    from: Math.max(0, from),
    to: Math.min(text.length, to),
  }));
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Stretches in order, as one where they touch. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = [];
  for (const stretch of stretches) {
    const last = all.at(-1);
    if (last !== undefined && stretch.from <= last.to) all[all.length - 1] = { from: last.from, to: stretch.to };
    else all.push(stretch);
  }
  return all;
}
