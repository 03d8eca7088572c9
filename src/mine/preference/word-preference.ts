import { addCount } from '../../core/add-count.ts';
import { mostCommon } from '../../core/most-common.ts';
import { behaviorName } from '../wording/behavior-name.ts';
import { preferenceCue } from './preference-cue.ts';
import { doingPhrase, symbolTool, wishPhrase } from '../wording/tool-words.ts';
import { shortName } from '../wording/short-name.ts';

/** What is known of a preference when it comes to saying it. */
export interface PreferenceFacts {
  /** What users say, one text per message. */
  readonly texts: readonly string[];
  /** Symbol of the call they object to. */
  readonly act?: string;
  /** Symbol of the call that is made after they objected. */
  readonly wanted?: string;
}

/** A preference in words. */
export interface PreferenceWords {
  readonly name: string;
  readonly instruction: string;
  readonly polarity: 'do' | 'avoid';
  /** Users want to be asked. */
  readonly asks: boolean;
}

const ASKS =
  /\b(?:ask|check with|confirm with|tell) (?:me|us|first|before)|\bask\b.{0,30}\b(?:first|before)|\bbe asked\b|\bhave asked\b|\bwithout (?:asking|my (?:ok|okay|approval|permission|consent|yes))|\bfrag\p{L}* (?:mich|uns|erst|vorher)|\bdemande[rz]?\b.{0,20}\bavant|\bpreg[uú]nta\p{L}*\b.{0,20}\bantes|先问|先確認/iu;
const FORBIDS =
  /\b(?:do not|don['’]?t|never|stop|no more|nicht|kein\p{L}*|jamais|arr[êe]te\p{L}*|nunca|deja de)\b|不要|别|しないで/iu;
// A name that people write without blanks.
const THING = '[\\p{L}\\p{N}_@./+-]{2,30}';
const PAIRS = [
  new RegExp(`\\buse (?:the |a )?(${THING})(?: here| please)?(?:,? (?:and )?not|,? instead of|,? rather than) (?:the |a )?(${THING})`, 'iu'),
  new RegExp(`\\bnot (${THING})[,;.!]? (?:but |please )?use (${THING})`, 'iu'),
  new RegExp(`(?:verwende|nimm|benutze) (${THING}) statt (${THING})`, 'iu'),
  new RegExp(`utilise[rz]? (${THING}) (?:au lieu de|plutôt que) (${THING})`, 'iu'),
  new RegExp(`usa (${THING}) en (?:vez|lugar) de (${THING})`, 'iu'),
  new RegExp(`请?用 ?(${THING})，?(?:而不是|不要用) ?(${THING})`, 'iu'),
]; // prettier-ignore
const REVERSED = 1;
const RULE =
  /(?:^|[.!?] |please |and |from now on,? |next time,? )((?:always|never|use|stop|answer|reply|write|keep|do not|don['’]t) [^.!?\n]{3,70}|ask (?:me|us) [^.!?\n]{3,70})/iu;
const MAX_WORDS = 12;
const MAX_CHARACTERS = 90;

/**
 * Words a preference as an imperative of our own where it is known what is done instead or what users want asked, else in
 * the words that a user said it in as a rule, turned to the agent, at most twelve of them.
 *
 * @returns undefined when there is nothing to say but what was said
 */
export function wordPreference({ texts, act, wanted }: PreferenceFacts): PreferenceWords | undefined {
  const share = (pattern: RegExp): number => texts.filter((text) => pattern.test(text)).length / texts.length;
  const pair = pairOf(texts);
  if (pair !== undefined) return instead(pair[0], pair[1], (word) => word);
  const asks = share(ASKS) >= 0.5;
  if (act !== undefined && asks) {
    const { tool, command } = symbolTool(act);
    const deed = wishPhrase([act]) ?? (command === undefined ? `call \`${tool}\`` : `run \`${command}\``);
    return {
      name: behaviorName(`ask before ${shortName([act])}`),
      instruction: `Ask the user before you ${deed}.`,
      polarity: 'do',
      asks,
    };
  }
  if (act !== undefined && wanted !== undefined && wanted !== act) {
    const quoted = (symbol: string): string => symbolTool(symbol).command ?? symbolTool(symbol).tool;
    return instead(quoted(wanted), quoted(act), (word) => `\`${word}\``);
  }
  const rule = ruleOf(texts);
  if (rule !== undefined)
    return {
      name: behaviorName(rule.split(' ').slice(0, 6).join(' ')),
      instruction: `${rule[0]!.toUpperCase()}${rule.slice(1)}.`,
      polarity: FORBIDS.test(rule) ? 'avoid' : 'do',
      asks,
    };
  if (act === undefined || share(FORBIDS) < 0.5) return undefined;
  return {
    name: behaviorName(`no ${shortName([act])} unless asked`),
    instruction: `Avoid ${doingPhrase([act])} unless the user asks for it.`,
    polarity: 'avoid',
    asks,
  };
}

function instead(right: string, unwanted: string, show: (word: string) => string): PreferenceWords {
  return {
    name: behaviorName(`${right} not ${unwanted}`),
    instruction: `Use ${show(right)} instead of ${show(unwanted)}.`,
    polarity: 'do',
    asks: false,
  };
}

/** What to use, and what not, where at least two messages name the same two things. */
function pairOf(texts: readonly string[]): readonly [string, string] | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const [i, pattern] of PAIRS.entries()) {
      const [, first, second] = pattern.exec(text) ?? [];
      if (first === undefined || second === undefined) continue;
      const clean = [first, second].map((word) => word.replace(/[.,;:!?]+$/u, ''));
      const key = JSON.stringify(i === REVERSED ? clean.reverse() : clean);
      addCount(counts, key);
      break;
    }
  }
  const best = mostCommon(counts);
  return best === undefined || best[1] < 2 ? undefined : (JSON.parse(best[0]) as [string, string]);
}

/** The shortest rule that a message states, as said to the agent; of languages other than English the sentence as it is. */
function ruleOf(texts: readonly string[]): string | undefined {
  const stated = texts.flatMap((text) => RULE.exec(text)?.[1] ?? []).map(turned);
  const foreign = texts.filter((text) => preferenceCue(text)?.standing === true && !/\b(?:always|never)\b/i.test(text));
  return [stated, foreign.map((text) => text.replace(/[.!。！\s]+$/u, ''))]
    .map((rules) =>
      rules
        .filter((rule) => !rule.includes('⟨') && rule.split(' ').length <= MAX_WORDS && rule.length <= MAX_CHARACTERS)
        .sort((a, b) => a.length - b.length || (a < b ? -1 : 1)),
    )
    .find((rules) => rules.length > 0)?.[0];
}

/** What is said to the agent by a user, as somebody else would say it. */
function turned(rule: string): string {
  return rule
    .replace(/[,;]? ?please\b/giu, '')
    .replace(/\bdon['’]t\b/giu, 'do not')
    .replace(/\b(?:me|us|i|we)\b/giu, 'the user')
    .replace(/\b(?:my|our)\b/giu, 'the user’s')
    .replace(/\s+/gu, ' ')
    .trim();
}
