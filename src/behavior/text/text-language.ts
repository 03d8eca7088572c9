import { textUnits } from './text-units.ts';

// Characters looked at: enough to tell, and a bound on the work per text.
const SAMPLE = 1000;
const MIN_LETTERS = 16;
const ENGLISH = / (?:the|and|is|to|of|you) /i;
// eslint-disable-next-line no-control-regex
const ASCII = /^[\0-\x7f]*$/;
const NOT_ENGLISH = / (?:der|und|les|des|que|los|het|che|não) /i;
// Words that are frequent in one of these languages and rare in the others.
const STOP_WORDS: readonly (readonly [language: string, words: string])[] = [
  ['en', 'the of and to is that for it with you this are was not have we but from what can please which let'],
  ['de', 'der die das und ist nicht ein eine ich wir mit auf für den dem zu sich auch werden kann bitte wie'],
  ['fr', 'le les des et est une dans que qui pour pas vous nous je avec sur au ce cette mais peut être'],
  ['es', 'el los las y es una que para por con no en se su como más pero este esta puede usted muy'],
  ['pt', 'o os as e é uma que para por com não em se seu como mais mas este esta pode você muito'],
  ['it', 'il lo gli e è una che per con non in si come più ma questo questa può sono della delle'],
  ['nl', 'de het een en is niet van voor met op dat die ik we zijn ook maar kan worden deze wat'],
];
const LANGUAGES_OF = new Map<string, string[]>();
for (const [language, words] of STOP_WORDS) {
  for (const word of words.split(' ')) LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language]);
}

// 1: a letter, among the characters before Greek.
const LATIN = Uint8Array.from({ length: 0x370 }, (_, code) =>
  code >= 0xc0 || /[a-z]/i.test(String.fromCharCode(code)) ? 1 : 0,
);

/**
 * The language a text is written in, by a check that is meant to be cheap and to err towards "not known": the script of
 * its letters, and for Latin letters the most frequent little words of seven languages.
 *
 * @returns an ISO 639-1 code, or undefined when the text is short, mostly symbols, or unclear
 */
export function textLanguage(text: string): string | undefined {
  const sample = text.length > SAMPLE ? text.slice(0, SAMPLE) : text;
  const units = textUnits(text);
  let latin = 0;
  let han = 0;
  const others: Record<string, number> = {};
  for (let i = 0; i < sample.length; i++) {
    const code = units[i]!;
    if (code < 0x370) latin += LATIN[code]!;
    else if (code >= 0x4e00 && code <= 0x9fff) han++;
    else {
      const language = scriptLanguage(code);
      if (language !== undefined) others[language] = (others[language] ?? 0) + 1;
    }
  }
  // A Chinese character says about as much as two letters.
  const kana = others['ja'] ?? 0;
  if ((han + kana) * 2 > latin && han + kana >= MIN_LETTERS / 2) return kana * 10 > han ? 'ja' : 'zh';
  for (const [language, count] of Object.entries(others)) if (count > latin && count >= MIN_LETTERS) return language;
  if (latin < MIN_LETTERS) return undefined;
  if (ENGLISH.test(sample) && !NOT_ENGLISH.test(sample)) return 'en';
  return latinLanguage(sample);
}

function latinLanguage(sample: string): string | undefined {
  const counts: Record<string, number> = {};
  const small = sample.toLowerCase();
  for (const word of small.match(ASCII.test(small) ? /[a-z]+/g : /\p{L}+/gu) ?? []) {
    for (const language of LANGUAGES_OF.get(word) ?? []) counts[language] = (counts[language] ?? 0) + 1;
  }
  const [first, second] = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  if (first === undefined || first[1] < 3) return undefined;
  return first[1] >= 1.3 * (second?.[1] ?? 0) || first[0] === 'en' ? first[0] : undefined;
}

function scriptLanguage(code: number): string | undefined {
  if (code >= 0x0400 && code <= 0x052f) return 'ru';
  if (code >= 0x3040 && code <= 0x30ff) return 'ja';
  if (code >= 0xac00 && code <= 0xd7af) return 'ko';
  if (code >= 0x0600 && code <= 0x06ff) return 'ar';
  if (code >= 0x0590 && code <= 0x05ff) return 'he';
  if (code >= 0x0900 && code <= 0x097f) return 'hi';
  if (code >= 0x0e00 && code <= 0x0e7f) return 'th';
  return code >= 0x0370 && code <= 0x03ff ? 'el' : undefined;
}
