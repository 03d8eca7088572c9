import { textLanguage } from '../../behavior/text/text-language.ts';
import type { Lexicon } from '../digest/lexicon.ts';
import { imperativeOf, type Act } from './imperative-of.ts';
import { sentenceTerms } from './sentence-terms.ts';

/** A wording of a move, and what is known of it. */
export interface SpokenWording {
  readonly id: number;
  readonly said: number;
  /** Whether it is mostly said to somebody, not in reasoning. */
  readonly toUser: boolean;
  /** How much its remark is like the others of the move, 0–1. */
  readonly central: number;
  /** In how many tasks its remark is made. */
  readonly tasks: number;
}

const MIN_TERMS = 2;
const MAX_WORDS = 32;
const MAX_SLOTS = 2;
const LONG = 18;
const MAX_ACTS = 20;
const POINTING =
  /\b(?:these|this|that|those|following|above|it|here|them|such)\b(?! (?:is|are|works?|fails?|holds?|way|the)\b)/i;

// What was cut away, or never there: "use the formula to get", "Ann's account" as a slot, two sentences run together.
const BROKEN_OFF =
  /(?:^|\s)(?:to|get|gets|find|gives?|obtain|is|are|be|the|an?|of|as|leading|just|that|and|or|we|you|have|has|equals?|into|in|on|for|with|from|create|make|makes|solve|using|use|by|called|named|than|not|then|ensures?|also|where|which|when|if|so|because|exists? before|before|after|your|this|we get)$/i;
const BROKEN =
  /⟨\w+⟩[\p{L}'’-]|[\p{L}'’-]⟨|⟨name⟩ (?:is|are|was|has|have|needs?|do|does|did|said|says|can|will|would|should|must)\b|^(?:(?!\b(?:that|which|what|how|if|whether|it|this|when|where|before|after|until|once|and|,)\b).)* (?:gives|ensures|shows|yields|leads|solves|means)\b/iu;

/** What a move says to do. */
export interface SpokenActs {
  /** The best first, each once; at most 20. */
  readonly acts: readonly Act[];
  /** How many of the sentences say something to do (0–1). */
  readonly share: number;
  /** The wordings as they were said or thought, for a move that nothing else can speak for; the best first, at most 20. */
  readonly quoted: readonly Act[];
}

/**
 * The wordings of a move as things to do, the best first: said often, in the middle of the move, short, about nothing that only
 * the occasion tells. A sentence in another language than English speaks for itself.
 *
 * @param verbs - from `actingWords`
 * @param topics - words that only say what a sentence is about, from `topicWords`
 */
export function speakForMove(
  spoken: readonly SpokenWording[],
  { wordings, verbs, topics }: { wordings: Lexicon; verbs: ReadonlySet<string>; topics: ReadonlySet<string> },
): SpokenActs {
  const sample = spoken
    .slice(0, MAX_ACTS)
    .map(({ id }) => wordings.word(id))
    .join(' ');
  const foreign = (textLanguage(sample) ?? 'en') !== 'en';
  const [doing, quoting] = [new Map<string, Rated>(), new Map<string, Rated>()];
  let all = 0;
  let acting = 0;
  for (const { id, said, toUser, central } of spoken) {
    all += said;
    const rate = (to: Map<string, Rated>, act: Act | undefined): number => {
      const fit = act === undefined ? 0 : fitness(act);
      if (act === undefined || fit === 0) return 0;
      const score = fit * central * Math.log2(1 + said);
      if ((to.get(act.act)?.score ?? 0) < score) to.set(act.act, { act, score });
      return said;
    };
    const sentence = asItStands(withoutTopics(wordings.word(id), topics));
    if (foreign) acting += rate(doing, { act: withGaps(sentence) });
    else {
      acting += rate(doing, actOf(wordings.word(id), { toUser, verbs, topics }));
      rate(quoting, { act: `${toUser ? 'say' : 'think'}: “${withGaps(sentence).replace(/[\s.:;,]+$/u, '')}”` });
    }
  }
  return { acts: bestOf(doing), share: all === 0 ? 0 : acting / all, quoted: bestOf(quoting) };
}

interface Rated {
  readonly act: Act;
  readonly score: number;
}

function bestOf(rated: ReadonlyMap<string, Rated>): Act[] {
  return [...rated.values()]
    .sort((a, b) => b.score - a.score || a.act.act.length - b.act.act.length || (a.act.act < b.act.act ? -1 : 1))
    .slice(0, MAX_ACTS)
    .map(({ act }) => act);
}

/** A wording as something to do, without what it is about; see {@link imperativeOf}. */
export function actOf(
  wording: string,
  { topics, ...options }: { toUser: boolean; verbs: ReadonlySet<string>; topics: ReadonlySet<string> },
): Act | undefined {
  const turned = imperativeOf(withoutTopics(wording, topics), options);
  if (turned === undefined) return undefined;
  const act = {
    act: withoutValues(turned.act),
    ...(turned.when !== undefined && !turned.when.includes('⟨') && { when: turned.when }),
  };
  return BROKEN.test(act.act) || BROKEN_OFF.test(act.act) ? undefined : act;
}

/** Whether words point at something that only the occasion tells ("check this"). */
export function pointsElsewhere(words: string): boolean {
  return POINTING.test(words);
}

function asItStands(sentence: string): string {
  return sentence
    .replace(/^[\s\-*+•>#\d.)("“]+/, '')
    .replace(/\*{1,3}/g, '')
    .trim();
}

/** With `…` for what belongs to one occasion. */
function withGaps(sentence: string): string {
  return sentence.replace(/⟨\w+⟩(?:[\s,]*⟨\w+⟩)*/gu, '…');
}

function fitness({ act, when }: Act): number {
  const words = act.split(' ').length;
  const slots = act.match(/[⟨…]/gu)?.length ?? 0;
  const terms = sentenceTerms(`${act} ${when ?? ''}`).length;
  if (terms < MIN_TERMS || words > MAX_WORDS || slots > MAX_SLOTS) return 0;
  return (
    0.6 ** slots * (pointsElsewhere(act) ? 0.5 : 1) * (words > LONG ? 0.7 : 1) * (terms === MIN_TERMS ? 0.8 : 1) *
    (act.startsWith('ask yourself') ? 0.5 : 1)
  ); // prettier-ignore
}

/** Words that only say what a sentence is about, with their article, become `⟨thing⟩`. */
function withoutTopics(sentence: string, topics: ReadonlySet<string>): string {
  const isTopic = (word: string): boolean => topics.has(word.toLowerCase()) && sentenceTerms(word).length > 0;
  return sentence
    .replace(/[\p{L}\p{M}\p{N}]+(?:['’]\p{L}+)?/gu, (word) => (isTopic(word) ? '⟨thing⟩' : word))
    .replace(/⟨⟨thing⟩⟩/g, '⟨thing⟩')
    .replace(
      /(?:\b(?:the|this|that|a|an|some|two|your|my|our|his|her|its|their|⟨\w+⟩) )*⟨thing⟩(?:(?: (?:of|and|or|the))*[ -]?⟨\w+⟩)*/giu,
      '⟨thing⟩',
    );
}

/** Without the values a sentence was about ("go back to 6 and 7 and try …"), and without a list or a sum after a colon. */
function withoutValues(words: string): string {
  return words
    .replace(/\s*:(?=.*⟨).*$/u, '')
    .replace(/\s*\([^()]*⟨[^()]*\)/gu, '')
    .replace(/\s+(?:to|from|with|of|at|for|on|in|by|as|about|equals|is)\s+⟨(?:n|id|x|thing)⟩(?=$|[\s,;])/gu, '')
    .replace(/,?\s+⟨(?:n|id|x|thing)⟩,?$/u, '')
    .replace(/, ⟨thing⟩,/gu, ',')
    .replace(/[\s,;:–—-]+$/u, '');
}
