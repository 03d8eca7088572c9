import { textUnits } from '../text/text-units.ts';

// Little words of each language that are no words of the others.
const LITTLE_WORDS: readonly (readonly [language: string, words: string])[] = [
  ['en', 'the of and to is that for it with you this are not have we but from what can which let so there then they would be by as if or i my at in on do no me he his she am all any out up was were has had will one two more some just also here our your its than how when who why'],
  ['de', 'der das und ist nicht ein eine einen einem eines ich wir mit auf für dem zu sich auch werden kann bitte wie wenn dann aber oder sie noch nur schon also jetzt muss müssen haben hat sind wird heißt dass weil daher zuerst nun über bei nach vom zum zur mal uns'],
  ['fr', 'le les des et est une dans que qui pour pas vous nous je avec sur au ce cette mais peut être donc alors il elle sont avons faut aussi plus très ou où ne du la maintenant ensuite'],
  ['es', 'el los las y es una que para por con no se su como más pero este esta puede muy entonces ahora del lo hay son tenemos primero luego también la debe vamos'],
  ['pt', 'os as é uma que para por com não se seu como mais mas este esta pode você muito então agora do da em temos isso também'],
  ['it', 'il gli è una che per con non si come più ma questo questa può sono della delle quindi ora adesso di abbiamo anche poi'],
  ['nl', 'het een en niet van voor met op dat ik we zijn ook maar kan worden deze wat dus nu dan eerst moeten'],
]; // prettier-ignore
const LANGUAGES_OF = new Map<string, string[]>();
for (const [language, words] of LITTLE_WORDS) {
  for (const word of words.split(' ')) LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language]);
}
// Formulas and code.
const NO_PROSE = /[=^_\\{}<>$|@#]|\w\(\w*\)/;
const MIN_WORDS = 4;
const MIN_LITTLE = 2;
const MIN_SHARE = 0.3;
const SCRIPTS = /(?:\p{Script=Han}[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、；：！？\s]*|[\p{Script=Hiragana}\p{Script=Katakana}]{2}[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}，。、\s]*|\p{Script=Cyrillic}[\p{Script=Cyrillic}\s,.!?-]*|\p{Script=Hangul}[\p{Script=Hangul}\s,.!?]*|\p{Script=Arabic}[\p{Script=Arabic}\s،.؟!]*|\p{Script=Hebrew}[\p{Script=Hebrew}\s,.!?]*|\p{Script=Devanagari}[\p{Script=Devanagari}\s।,.!?]*|\p{Script=Thai}[\p{Script=Thai}\s]*|\p{Script=Greek}[\p{Script=Greek}\s,.;!]*)/gu; // prettier-ignore
const NAMED_SCRIPTS = ['Han', 'Hiragana', 'Katakana', 'Cyrillic', 'Hangul', 'Arabic', 'Hebrew', 'Devanagari', 'Thai', 'Greek'].map((name) => [name, new RegExp(`\\p{Script=${name}}`, 'u')] as const); // prettier-ignore
// Letters of formulas and of units.
const MIN_LETTERS: Readonly<Record<string, number>> = { Greek: 8, Cyrillic: 4, Arabic: 4, Hebrew: 4 };
const ENCLOSED = /["'“”„«»‘’()（）「」『』《》`【】[\]]/;

/** Words in another script than Latin, none of them enclosed in quotation marks or brackets, in order of place. */
export function scriptStretches(
  text: string,
): { readonly start: number; readonly end: number; readonly script: string }[] {
  if (!hasOtherScript(text)) return [];
  const found: { start: number; end: number; script: string }[] = [];
  for (const match of text.matchAll(SCRIPTS)) {
    const words = match[0].trimEnd();
    const script = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(words)
      ? 'Japanese'
      : NAMED_SCRIPTS.find(([, pattern]) => pattern.test(words))![0];
    const letters = words.match(/\p{L}/gu)?.length ?? 0;
    if (letters < (MIN_LETTERS[script] ?? 2)) continue;
    const end = match.index + words.length;
    if (ENCLOSED.test(text.slice(Math.max(0, match.index - 2), match.index)) || ENCLOSED.test(text.slice(end, end + 1)))
      continue;
    found.push({ start: match.index, end, script });
  }
  return found;
}

/**
 * The language of one sentence, erring towards not known: the script of most of its letters (`Han`, `Cyrillic`, …), or for
 * Latin letters that of seven languages which at least two of its little words, and three in ten of all words, belong to, while
 * no other language has half as many.
 *
 * @returns an ISO 639-1 code, the name of a script, or undefined
 */
export function sentenceLanguage(sentence: string): string | undefined {
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0;
  if (letters < 4) return undefined;
  if (hasOtherScript(sentence)) {
    const sizes = new Map<string, number>();
    for (const match of sentence.matchAll(SCRIPTS)) {
      const script = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(match[0])
        ? 'Japanese'
        : NAMED_SCRIPTS.find(([, pattern]) => pattern.test(match[0]))![0];
      sizes.set(script, (sizes.get(script) ?? 0) + (match[0].match(/\p{L}/gu)?.length ?? 0));
    }
    const [first] = [...sizes].sort((a, b) => b[1] - a[1]);
    if (first !== undefined && first[1] * 2 > letters) return first[0];
    if (first !== undefined && first[0] === 'Han' && first[1] * 4 > letters) return first[0];
  }
  if (NO_PROSE.test(sentence)) return undefined;
  const words = (sentence.match(/\p{L}+/gu) ?? []).filter((word) => word.length > 1);
  if (words.length < MIN_WORDS) return undefined;
  const counts = new Map<string, number>();
  // A capital within the sentence is a name's; each word counts once.
  for (const word of new Set(words.map((each, i) => (i === 0 ? each.toLowerCase() : each)))) {
    for (const language of LANGUAGES_OF.get(word) ?? []) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < MIN_LITTLE || first[1] < MIN_SHARE * words.length) return undefined;
  return (second?.[1] ?? 0) * 2 <= first[1] ? first[0] : undefined;
}

// Little words, each by its letters as a number, with a bit for each of its languages: looked up while a text is read once.
const BITS = new Map<number, number>();
for (const [word, languages] of LANGUAGES_OF) {
  if (word.length < 2 || word.length > 6 || /[^a-zß-ÿ]/.test(word)) continue;
  let code = 0;
  for (let i = 0; i < word.length; i++) code = code * 256 + word.charCodeAt(i);
  const bits = languages.map((language) => 1 << LITTLE_WORDS.findIndex(([name]) => name === language));
  BITS.set(code, bits.reduce((a, b) => a | b, 0)); // prettier-ignore
}
const MIN_LETTERS_TOLD = 30;
const MIN_WORDS_TOLD = 3;

/** What one pass over a text shows. */
export interface TextGlance {
  /** ISO 639-1, or the name of a script; undefined when the text is short or it is not clear. */
  readonly main: string | undefined;
  /** It holds letters of other scripts than Latin. */
  readonly mixed: boolean;
  /** Where two little words of another language than that begin to stand within six words, in order. */
  readonly foreign: readonly number[];
}

/** Tells a text's main language and where another may be; one pass over the characters, cheap enough for every text. */
export function glanceAt(text: string): TextGlance {
  const english = pass(text, 1);
  const { counts, latin, others } = english;
  const mixed = others > 0;
  if (latin + others < MIN_LETTERS_TOLD) return { main: undefined, mixed, foreign: [] };
  if (others * 2 > latin) return { main: sentenceLanguage(text.slice(0, 1000)), mixed, foreign: pass(text, 0).foreign };
  let best = 0;
  for (let language = 1; language < counts.length; language++) if (counts[language]! > counts[best]!) best = language;
  if (counts[best]! < MIN_WORDS_TOLD) return { main: undefined, mixed, foreign: [] };
  return { main: LITTLE_WORDS[best]![0], mixed, foreign: best === 0 ? english.foreign : pass(text, 1 << best).foreign };
}

function pass(text: string, main: number): { counts: number[]; latin: number; others: number; foreign: number[] } {
  const counts = LITTLE_WORDS.map(() => 0);
  const foreign: number[] = [];
  let latin = 0;
  let others = 0;
  let code = 0;
  let length = 0;
  let start = 0;
  let words = 0;
  let lastWord = -10;
  let lastPlace = -1;
  let lastBits = 0;
  const units = textUnits(text);
  for (let i = 0; i <= text.length; i++) {
    let unit = i < text.length ? units[i]! : 32;
    if (unit >= 65 && unit <= 90) unit += 32;
    if ((unit >= 97 && unit <= 122) || (unit >= 0xc0 && unit <= 0xff)) {
      if (length === 0) start = i;
      length++;
      code = length <= 6 ? code * 256 + unit : 0;
      continue;
    }
    if (unit >= 0x370 && (unit < 0x1e00 || unit >= 0x2c00 || (unit >= 0x1f00 && unit < 0x2000))) others++;
    if (length === 0) continue;
    words++;
    latin += length;
    const bits = length >= 2 && length <= 6 ? (BITS.get(code) ?? 0) : 0;
    code = 0;
    length = 0;
    if (bits === 0) continue;
    for (let rest = bits; rest !== 0; rest &= rest - 1) counts[31 - Math.clz32(rest & -rest)]!++;
    if ((bits & main) !== 0) continue;
    if (words - lastWord <= 6 && (bits & lastBits) !== 0 && foreign.at(-1) !== lastPlace) foreign.push(lastPlace);
    lastWord = words;
    lastPlace = start;
    lastBits = bits;
  }
  return { counts, latin, others, foreign };
}

/** The scripts other than Latin that a text has a letter of, by name. */
export function scriptsIn(text: string): string[] {
  if (!hasOtherScript(text)) return [];
  const names = NAMED_SCRIPTS.filter(([, pattern]) => pattern.test(text)).map(([name]) => name);
  return names.some((name) => name.endsWith('gana') || name === 'Katakana') ? ['Japanese', ...names] : names;
}

/** Whether a text holds letters of other scripts than Latin. */
function hasOtherScript(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x370 && (unit < 0x1e00 || unit >= 0x2c00 || (unit >= 0x1f00 && unit < 0x2000))) return true;
  }
  return false;
}
