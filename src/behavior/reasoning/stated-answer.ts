import type { Fraction } from 'fraction.js';
import { arithmeticTokens } from './arithmetic-tokens.ts';
import { evaluateArithmetic } from './evaluate-arithmetic.ts';

/** An answer as a text states it, at UTF-16 offsets. */
export interface StatedAnswer {
  readonly start: number;
  readonly end: number;
  readonly value:
    | { readonly kind: 'number'; readonly number: Fraction; readonly percent: boolean }
    | { readonly kind: 'choice'; readonly letter: string }
    | { readonly kind: 'yes-no'; readonly yes: boolean }
    | { readonly kind: 'words'; readonly words: string };
}

// What announces an answer; the answer is what follows up to the end of the sentence. Later ones stand over earlier ones.
const ANNOUNCED = new RegExp(
  [
    String.raw`\\boxed\{(?<boxed>(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}`,
    String.raw`<answer>(?<tagged>[^<]{1,200})</answer>`,
    String.raw`^#### ?(?<hashed>.+)$`,
    String.raw`\b(?:answer|correct (?:option|choice)|final (?:value|result|solution|answer))(?: (?:to|of|for) [^.:\n]{1,60}?)?(?: (?:is|are|was|must be|should be|would be|will be|comes to|equals?|remains)|:|\*\*:|:\*\*| =)(?: (?:then|therefore|thus|simply|clearly|still|indeed|now|actually|option|choice))*:? (?<named>[^\n]{1,120})`,
    String.raw`^(?:answer|a)(?::|\*\*:|:\*\*) ?(?<short>[^\n]{1,80})`,
    String.raw`\b(?:so|therefore|thus|hence|then),? (?:it|that|this|the (?:\w+ ){0,3}\w+)(?: (?:is|must be|should be|has to be|comes to|equals)|'s) (?<concluded>[^\n]{1,80})`,
    String.raw`\b(?:i(?:'ll| will| would|'d)?|let's|we(?:'ll| will| should)?) (?:go with|answer|say|choose|pick|settle on|conclude) (?<chosen>[^\n]{1,60})`,
  ].join('|'),
  'gimu',
);
const HINT =
  /answer|boxed|####|solution|result|conclusion|option|choice|\b(?:so|therefore|thus|hence|then)\b|\ba:|go with|say|choose|pick|settle|conclude|final/i;
// Where the value ends and the sentence goes on.
const END =
  /(?:[.;!?](?=\s|$|["')*])|,? (?:because|since|which|as|so|and|but|not|per|after|when|where|for|if|than)\b|,\s|\s[–—-]\s|\n)/;
// A whole text of this length is an answer.
const MAX_BARE = 60;
// What was announced before that is not what a text ends with.
const MAX_TAIL = 4000;
const MAX_WORDS = 4;
const MAX_BARE_WORDS = 3;

/**
 * The last answer that a text states: in a box or tag, after "the answer is", "so it is" and the like.
 *
 * @param options.bare - a short text that is nothing else counts as the answer
 * @param options.within - how many characters from the end are read
 * @returns undefined when it states none that can be compared
 */
export function statedAnswer(
  text: string,
  { bare = false, within = MAX_TAIL }: { readonly bare?: boolean; readonly within?: number } = {},
): StatedAnswer | undefined {
  const announced = lastAnnounced(text, Math.max(0, text.length - within));
  if (announced !== undefined || !bare) return announced;
  const plain = text.replace(/<\/?\w{1,20}>/g, (tag) => ' '.repeat(tag.length));
  const trimmed = plain.trim();
  const short = trimmed.length <= MAX_BARE && !/[.!?:]\s/.test(trimmed);
  return short ? answerOf(trimmed, plain.indexOf(trimmed), trimmed.length, MAX_BARE_WORDS) : undefined;
}

function lastAnnounced(text: string, from: number): StatedAnswer | undefined {
  let last: StatedAnswer | undefined;
  const tail = text.slice(from);
  if (!HINT.test(tail)) return undefined;
  ANNOUNCED.lastIndex = 0;
  for (let match = ANNOUNCED.exec(tail); match !== null; match = ANNOUNCED.exec(tail)) {
    const { boxed, tagged, hashed, named, short, concluded, chosen } = match.groups!;
    const whole = boxed ?? tagged ?? hashed;
    const rest = whole ?? named ?? short ?? concluded ?? chosen!;
    const end = whole === undefined ? (END.exec(rest)?.index ?? rest.length) : rest.length;
    // The next may be announced in the same line.
    ANNOUNCED.lastIndex = match.index + match[0].lastIndexOf(rest) + Math.max(end, 1);
    // `2 and 7` is not 2.
    if (/^,?\s*(?:and|or|,)?\s*[-$]?\d/.test(rest.slice(end)) || /^,?\s*(?:and|or)\s+\w\s*=/.test(rest.slice(end)))
      continue;
    const start = from + match.index + match[0].lastIndexOf(rest);
    // "So it is 16" is a conclusion where nothing comes after it; and it names no answer in words.
    const weak = (concluded ?? chosen) !== undefined;
    if (weak && rest.slice(end).replace(/^\W+/, '') + tail.slice(match.index + match[0].length).trim() !== '') continue;
    last = answerOf(rest.slice(0, end), start, end, weak ? 0 : MAX_WORDS) ?? last;
  }
  return last;
}

/** @param maxWords - the most words of an answer in words */
function answerOf(written: string, start: number, length: number, maxWords: number): StatedAnswer | undefined {
  const plain = written
    .replace(/[*`"“”$]|\\[()[\]]/g, '')
    .replace(/^\s*(?:approximately|about|exactly)\s/i, '')
    .trim()
    .replace(/[.,;:!]+$/, '');
  const place = { start, end: start + length };
  const choice = /^\(([A-Za-z])\)|^(?:option |choice )?\(?([A-J])\)?(?=$|[.:)]|\s*$)/.exec(plain);
  if (choice !== null) {
    return { ...place, value: { kind: 'choice', letter: (choice[1] ?? choice[2])!.toUpperCase() } };
  }
  if (/^(?:yes|no|true|false)\b/i.test(plain)) {
    return { ...place, value: { kind: 'yes-no', yes: /^(?:yes|true)/i.test(plain) } };
  }
  const number = numberIn(plain);
  if (number !== undefined) return { ...place, value: { kind: 'number', number, percent: /%|percent/.test(plain) } };
  const words = plain
    .toLowerCase()
    .replace(/^(?:the|a|an) /, '')
    .replace(/[^\p{L}\p{N} ]/gu, '')
    .trim();
  const isName = words !== '' && !/\d/.test(words) && words.split(/\s+/).length <= maxWords;
  return isName ? { ...place, value: { kind: 'words', words } } : undefined;
}

/** The number that a short text is, with or without a unit or a name before it (`x = 5`); undefined when it has several. */
function numberIn(text: string): Fraction | undefined {
  const tokens = arithmeticTokens(text, 0, text.length).filter(({ kind }) => kind !== 'break');
  const equals = tokens.findLastIndex(({ kind }) => kind === 'relation');
  const rest = tokens.slice(equals + 1);
  const begin = rest.findIndex(({ kind }) => kind === 'number' || kind === 'operator');
  if (begin < 0 || begin > 1) return undefined;
  const after = rest.slice(begin);
  const stop = after.findIndex(
    (token) => token.kind === 'word' || token.kind === 'call' || (token.kind === 'operator' && token.operator === 'of'),
  );
  const expression = stop < 0 ? after : after.slice(0, stop);
  if (stop >= 0 && after.slice(stop).some(({ kind }) => kind === 'number')) return undefined;
  return evaluateArithmetic(expression, { reading: { percentUnit: true, exclamation: true } })?.number;
}

/**
 * Whether two answers are different answers to the same question: numbers of other value (beyond rounding), other
 * choices, yes and no, other names. Undefined when they cannot be compared.
 */
export function answersDiffer(a: StatedAnswer['value'], b: StatedAnswer['value']): boolean | undefined {
  if (a.kind === 'choice' && b.kind === 'choice') return a.letter !== b.letter;
  if (a.kind === 'yes-no' && b.kind === 'yes-no') return a.yes !== b.yes;
  if (a.kind === 'words' && b.kind === 'words') {
    if (a.words.includes(b.words) || b.words.includes(a.words)) return false;
    // Words of two scripts may be translations of each other.
    if (/\p{Script=Latin}/u.test(a.words) !== /\p{Script=Latin}/u.test(b.words)) return undefined;
    const words = new Set(a.words.split(/\s+/));
    return b.words.split(/\s+/).every((word) => !words.has(word)) ? true : undefined;
  }
  if (a.kind !== 'number' || b.kind !== 'number') return undefined;
  if (a.number.equals(b.number)) return false;
  const [x, y] = [a.number.valueOf(), b.number.valueOf()];
  // Rounded, or the same share once in percent.
  if (Math.abs(x - y) <= 0.01 * Math.max(Math.abs(x), Math.abs(y)) && !(a.number.d === 1n && b.number.d === 1n))
    return false;
  return !(a.number.mul(100).equals(b.number) || b.number.mul(100).equals(a.number));
}
