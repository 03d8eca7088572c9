// Little words of each language that are no words of the others.
const LITTLE_WORDS: readonly (readonly [language: string, words: string])[] = [
  ['en', 'the of and to is that for it with you this are not have we but from what can which let so there then they would be by as if or i my at'],
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
const OTHER_SCRIPT = /[\u0370-\u1dff\u1f00-\u1fff\u2c00-\u{10ffff}]/u;
const ENCLOSED = /["'“”„«»‘’()（）「」『』《》`【】[\]]/;

/** Words in another script than Latin, none of them enclosed in quotation marks or brackets, in order of place. */
export function scriptStretches(
  text: string,
): { readonly start: number; readonly end: number; readonly script: string }[] {
  if (!OTHER_SCRIPT.test(text)) return [];
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
  if (OTHER_SCRIPT.test(sentence)) {
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
