import { lowerFirst } from '../wording/upper-first.ts';
import { addressed } from './addressed.ts';

/** A sentence as something to do. */
export interface Act {
  /** An imperative without full stop: `check the tests first`. */
  readonly act: string;
  /** What made it due: `this path is stuck`. */
  readonly when?: string;
}

// What may stand before the sentence itself: "Okay, now …", "To be sure, …", "Thought: …".
const LEAD_IN =
  /^(?:(?:okay|ok|now|so|first|firstly|first of all|second|secondly|next|then|finally|lastly|alright|all right|right|well|great|good|wait|hmm+|oh|also|instead|again|actually|therefore|thus|hence|perhaps|maybe|but|and|as (?:always|usual)|before (?:that|this|proceeding|i proceed|we proceed|i continue|continuing|going on|moving on|anything else)|after that|at this point|for now|to (?:start|begin|be (?:sure|safe|certain|thorough|careful)|double[- ]check)|just to be (?:sure|safe)|thought|reasoning|plan|thinking|step ⟨n⟩)(?:[\s,.:;–—-]+|$))+/i;
const ADVERBS =
  '(?:(?:also|now|first|then|just|quickly|carefully|next|always|still|again|usually|briefly|simply|probably|begin by|start by|go ahead and|try to|proceed to|be sure to|need to|have to|want to|better) )*';
const PLAN = new RegExp(
  `^(?:let me|let's|let us|(?:i|we|you)(?:'ll| will| need to| should| must| have to| ought to| would|'d| can|'m going to|'re going to| am going to| are going to| want to| had better|'d better| prefer to| like to| intend to| plan to| aim to)|(?:it(?:'s| is| would be| may be| might be)|it always|it) (?:best|important|good|wise|safer|better|safest|useful|helpful|time|necessary|crucial|essential|helps|pays|makes sense|a good idea)(?: here| now)? to|(?:the|my|our|one) (?:plan|first step|next step|goal|aim|idea|approach|strategy|first thing|next thing|safest way|best way|way forward|safest (?:move|thing)|best (?:move|thing))(?: here| now| to do)? is to|time to|better to|best to|need to|have to|should|must) (${ADVERBS})`,
  'i',
);
const PROGRESSIVE =
  /^(?:(?:i'm|i am|we're|we are|it's worth|it is worth|worth|start(?:ing)? by|begin(?:ning)? by|by) )?((?:\w+ly )?)(\p{Ll}+ing)\b/iu;
const PRESENT = new RegExp(`^(?:i|we) (${ADVERBS})(\\p{Ll}+)\\b`, 'iu');
const FRONTED =
  /^(before|after|once|when|whenever|if|since|as|because|in order to|to|instead of|rather than|without|until|unless|prior to|while) ([^,:]{3,90}), (?:then )?(.+)$/i;
// "Before adding I check the units": no comma.
const FRONTED_TIGHT =
  /^(before|after|once|when|whenever|in order to|to|instead of|rather than|without) ([^,:]{3,60}?) ((?:I|we|let me|let us|let's)\b.+)$/i;
const ADDED = /^(?:before|after|in order to|to|instead of|rather than|without|until|unless|prior to|while)$/i;
const REASONED =
  /^(.{6,90}?)[,;:]?\s+(?:so|therefore|which means)\s+(?:now\s+)?(?:let me|let's|let us|(?:i|we)(?:'ll| will| need to| should| must| have to| ought to|'m going to| am going to)?)\s+(?=\p{Ll})/iu;
// Politeness and filler: nothing that could be done otherwise.
const EMPTY =
  /^(?:(?:know|be (?:happy|glad|here|able|back)|help|assist|see(?! (?:whether|if|who|what|how|which|where) )|look(?:ing)? (?:in)?to (?:this|that|it)|do (?:that|this|it|so)|go(?! (?:back|over|through|from))|have|get started|continue|proceed|say|tell|clarify|explain|consider (?:this|that)|like|let you know|appreciate|apologi[sz]e|break (?:this|it) down|analy[sz]e (?:this|that|it)|find out|move on|thank)\b|(?:start|begin)(?! (?:from|with|at|by|in) )\b|try(?: again| that| this| it| to)?$|think(?:ing)?(?: about (?:this|that|it))?(?: step by step)?$)/i;
const NO_ACT =
  /^(?:not|never|no|a|an|the|to|am|was|were|been|have|had|has|get|hold|know|knew|guess|can|could|would|will|may|might|do|did|does|think|thought|saw|believe|be|feel|hope|wonder|like|understand|want|need|found|got|made|mean|said|\P{L})(?:\b|$)/iu;
const WORDS_OF_ACTING =
  `add ask assume avoid backtrack begin break build calculate call check choose clarify collect combine compare compute confirm consider convert
  correct count cross-check cut decide define delegate derive determine divide double-check draft draw drop eliminate ensure enumerate estimate evaluate
  examine exclude expand explain explore express factor fetch fill find finish fix focus follow gather go group handle identify ignore inspect
  isolate keep label leave list locate look make map mark match measure merge note open order outline pause pick plan prefer prepare proceed prove pull
  put read recall recheck recompute record reduce refer re-read reread remove rename repeat replace report request rerun resolve restart restate return revert
  review revisit rewrite round rule run save scan search select separate set simplify sketch skip solve sort split start state stop store substitute sum
  summarise summarize switch take tally test trace track translate try turn undo update use validate verify wait walk weigh work write`.split(
    /\s+/,
  );

/**
 * A sentence turned into something to do, whoever it is about: "Okay, let me check the tests first.", "Checking the tests first."
 * and "First I check the tests." give "check the tests first"; what made it due becomes the condition. Whoever is spoken to becomes
 * "the user", the speaker "you". English only.
 *
 * @param sentence - de-lexicalised or not
 * @param options.toUser - whether the sentence was said to somebody
 * @param options.verbs - words that name an act, from {@link actingWords}
 * @returns undefined when the sentence says nothing to do, or only politeness and filler
 */
export function imperativeOf(
  sentence: string,
  { toUser, verbs }: { toUser: boolean; verbs: ReadonlySet<string> },
): Act | undefined {
  const plain = sentence
    .replace(/^[\s\-*+•>#\d.)("“]+/, '')
    .replace(/’/g, "'")
    .replace(/\*{1,3}|__/g, '')
    .replace(/[\s.:!;…"”]+$/, '')
    .trim();
  const question = /[?]\s*$/.test(plain);
  if (question && toUser) return undefined;
  const lead = LEAD_IN.exec(plain)?.[0] ?? '';
  const start = plain.slice(lead.length);
  if (question) return questionAct(start);
  if (toUser && /^you\b/i.test(start)) return undefined;
  const fronted = FRONTED.exec(start) ?? FRONTED_TIGHT.exec(start);
  const front = fronted === null ? undefined : { word: fronted[1]!.toLowerCase(), clause: fronted[2]! };
  const main = (fronted?.[3] ?? start).replace(LEAD_IN, '');
  const last = main
    .split(/[;–—] ?|, but /u)
    .at(-1)!
    .replace(LEAD_IN, '');
  let act = mainAct(main, verbs) ?? (last === main ? undefined : mainAct(last, verbs));
  let when = front !== undefined && !ADDED.test(front.word) ? front.clause : undefined;
  if (act === undefined && fronted === null) {
    const reasoned = REASONED.exec(start);
    if (reasoned !== null) {
      when = reasoned[1]!.trim();
      act = start.slice(reasoned[0].length);
      if (!verbs.has(firstWord(act))) return undefined;
    }
  }
  if (act === undefined || EMPTY.test(act) || NO_ACT.test(act)) return undefined;
  if (front !== undefined && ADDED.test(front.word)) act = `${act} ${front.word} ${front.clause}`;
  else if (/\bfirst\b/i.test(lead) && !/\b(?:first|before)\b/i.test(act)) act = `${act} first`;
  return {
    act: addressed(act, { toUser }).replace(/^\p{Lu}/u, (letter) => letter.toLowerCase()),
    ...(when !== undefined && {
      when: addressed(when, { toUser }).replace(/^(?:\p{Lu})(?=\p{Ll})/u, (letter) => letter.toLowerCase()),
    }),
  };
}

/** The words that name acts: common ones, and what the wordings of a corpus say will be done. */
export function actingWords(wordings: Iterable<string>): Set<string> {
  const counts = new Map<string, number>();
  for (const wording of wordings) {
    const verb =
      /\b(?:let me|let's|i'll|i will|we'll|need to|have to|should|must|going to) (?:first |also |now |then |just )?(\p{Ll}{3,})\b/iu.exec(
        wording,
      )?.[1];
    if (verb !== undefined) counts.set(verb.toLowerCase(), (counts.get(verb.toLowerCase()) ?? 0) + 1);
  }
  const verbs = new Set(WORDS_OF_ACTING);
  for (const [verb, count] of counts) if (count >= 3 && !/(?:ing|ed|ly)$/.test(verb)) verbs.add(verb);
  return verbs;
}

function mainAct(main: string, verbs: ReadonlySet<string>): string | undefined {
  const plan = PLAN.exec(main);
  if (plan !== null) {
    const rest = main.slice(plan[0].length);
    return /^\p{Ll}+ing\b/u.test(rest) ? gerundAct(rest, verbs) : rest;
  }
  const present = PRESENT.exec(main);
  if (present !== null && verbs.has(present[2]!.toLowerCase()))
    return `${main.slice(present[0].length - present[2]!.length)}${/\bfirst\b/i.test(present[1]!) && !/\b(?:first|before)\b/i.test(main.slice(present[0].length)) ? ' first' : ''}`;
  const doing = gerundAct(main, verbs);
  if (doing !== undefined) return doing;
  return verbs.has(firstWord(main)) ? main : undefined;
}

function gerundAct(words: string, verbs: ReadonlySet<string>): string | undefined {
  const doing = PROGRESSIVE.exec(words);
  if (doing === null) return undefined;
  const root = doing[2]!.toLowerCase().slice(0, -3);
  const verb = [root, `${root}e`, root.replace(/(\p{L})\1$/u, '$1')].find((word) => verbs.has(word));
  // "Looking at it, I see …" tells what was seen.
  if (
    verb === undefined ||
    /^[^,]{0,80}, (?:i|we|you|it|they|there|this|that|the|he|she|so)\b/i.test(words.slice(doing[0].length))
  )
    return undefined;
  return `${doing[1]!.toLowerCase()}${verb}${words.slice(doing[0].length)}`;
}

function questionAct(question: string): Act | undefined {
  if (!/^(?:is|are|do|does|did|has|have|can|could|will|would|what|which|how|where|why|who)\b/i.test(question))
    return undefined;
  const asked = addressed(question, { toUser: false }).replace(/\s*\?+$/, '');
  return { act: `ask yourself: ${lowerFirst(asked)}?` };
}

function firstWord(words: string): string {
  return /^(?:\w+ly )?(\p{L}[\p{L}-]*)/u.exec(words)?.[1]?.toLowerCase() ?? '';
}
