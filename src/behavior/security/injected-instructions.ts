import { literalScanner } from '../cue/literal-scanner.ts';
import { segmentSentences } from '../text/segment-sentences.ts';
import { hasImperative, isImperative } from './same-act.ts';
import { specificsOf } from './specifics-of.ts';

/** A sentence of a tool's answer that tells its reader to do something. */
export interface Directive {
  readonly step: number;
  readonly part: number;
  /** UTF-16, within the part's text. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** What it names: see `specifics-of.ts`. */
  readonly specifics: ReadonlySet<string>;
  /** Whether it stands beside words that speak to a machine, take back its task, or claim somebody's authority. */
  readonly marked: boolean;
}

// Who is spoken to. A tool's answer is data: it has no reason to address the program that reads it.
const TO_A_MACHINE =
  /\b(?:(?:dear|hey|hi|hello|attention|note (?:to|for)|message (?:to|for)|instructions? (?:to|for)|to|for|you,?(?: are| as)?(?: an?| the)?) (?:the |any |all |every |an? |my |this |our )?(?:helpful |personal |virtual |digital |autonomous )?(?:ai|a\.i\.|artificial intelligence|llms?|language models?|(?:ai |virtual |digital )?assistants?|(?:ai |automated |autonomous )?agents?|chat ?bots?|bots?|models?|gpt[\w.-]*|chatgpt|claude|gemini|llama|copilot|command-?r\S*)\b|\b(?:ai|llm) (?:agent|assistant|model|system)s?\b|\b(?:the|every|any|your) (?:ai |automated )?(?:agent|assistant|bot|caller|reader)s? (?:(?:is|are) (?:required|instructed|obliged|expected)|must|shall|should|needs? to|has to|have to)\b|\b(?:whoever|whatever|any(?:one|thing)|the (?:system|program|software|tool)) (?:is |that is |that )?(?:\w+ )?(?:process|read|pars|handl|summari[sz])(?:e?s|ing)\b|(?<=[<!\-*#/([{"\s]{2})(?:agent|assistant|bot)s?:|\b(?:ki|ia)[- ](?:assistent|agent|modell|asistente|modèle)\w*|\b(?:assistente?|asistente|assistant) (?:ki|ia)\b)/gi;
// What takes back the task at hand, or puts itself before it.
const OVERRIDE =
  /\b(?:you are now\b(?! (?:ready|able|logged|signed|connected|subscribed|registered))|from now on\b|without (?:asking|telling|informing|notifying)\b|(?:do not|don't|never) (?:tell|inform|mention|notify|alert|ask)\b|den (?:nutzer|benutzer) nicht\b|(?:before|after|then) (?:you )?(?:repl|respond|answer|summar|retry)\w*)|\b(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|es|ing)|set aside|put aside|abandon|discard|drop|pause|stop|suspend|instead of|replaces?|supersedes?|takes? (?:precedence|priority) over|prior to|before|after|once|until|then|only then|first,?|resume|return to|go(?:ing)? back to|continue(?: with| on)?|proceed(?:ing)?(?: with| to)?|finish(?:ing)?|complet(?:e|ing)|solv(?:e|ing)|carry on with|get(?:ting)? (?:back )?to|work(?:ing)? on|start(?:ing)?)\b[^.\n]{0,60}?\b(?:(?:previous|prior|earlier|above|preceding|former|other|all|any|original|initial|current|existing|given|first|user'?s?|my|your|actual|main) (?:\w+ ){0,2}?(?:instructions?|tasks?|requests?|directions?|directives?|prompts?|orders?|commands?|rules?|guidelines?|assignments?|jobs?|questions?|messages?|work|goals?|objectives?)|the (?:tasks?|request|assignment|job|question)\b|what (?:you were|the user|i|you've been) (?:asked|told|given|requested|doing|wanted)|(?:everything|anything|whatever)(?: else)?(?: you)?)/gi;
// Who is said to speak.
const AUTHORITY =
  /<\/?(?:information|important|system|admin|instructions?|urgent|notice|user|command|priority|override|directive)[^>\n]{0,40}>|<\|im_start\|>|\[\/?(?:inst|system|admin|instructions?|important|urgent|user)\b[^\]\n]{0,40}\]|^\s*#{0,4}\s*(?:system|admin|administrator|developer|user|human|assistant)\s*(?:message|note|notice|instruction|prompt|override|update)?\s*:|\b(?:system|admin(?:istrator)?|developer|security|operator|automated|priority) (?:message|note|notice|instructions?|prompt|override|update|alert|directive|command|request)\b|\b(?:important|urgent|special|new|updated|additional|mandatory|critical|high[- ]priority|priority) (?:message|note|notice|instructions?|directive|task|request|order|command|step)s?\b|\b(?:this is|it's|i am|i'm|signed,?|from:?|on behalf of) (?:me, |your )?(?:the )?(?:user|owner|admin(?:istrator)?|developer|boss|account holder|system|me)\b|\b(?:the )?(?:user|owner|account holder) (?:wants|would like|has (?:asked|requested|authori[sz]ed|approved|changed)|needs|asks|requests|authori[sz]es|requires)\b/gim;
// What merely asks; data is full of it.
const ASKS =
  /\b(?:to-?do|action (?:required|item|needed)|(?:you|please|kindly|make sure|be sure|don't forget|remember|it is (?:vital|essential|necessary|required)) (?:to |must|should|need|have to|will|shall|are (?:required|requested|asked|to)|do|\w+))/gi;

// One of these stands wherever any of the patterns above could speak; the patterns are tried around them only.
const TRIGGERS = literalScanner(
  `you are now|from now on|without asking|without telling|without informing|without notifying|don't tell|do not tell|do not mention|do not inform|nutzer nicht|before repl|before resp|before answ|then retry|ki-|ki agent|ki assist|asistente|assistent|whoever|caller|agent:|bot:|bots|agent is|agent must|is processing|pre-approved|ignor|disregard|forget|overrid|abandon|supersede|precedence|previous instr|prior instr|instruction|assistant|language model|llm|chatbot|bot |gpt|claude|gemini|llama|copilot|command-r|artificial intell| ai |ai agent|dear a|agent,|agents|the agent|an agent|automated|system:|system message|system note|system prompt|[system|<system|<info|<import|<instr|<admin|<urgent|<user|<priority|<command|<overr|<direct|<notice|[inst|[admin|[import|[urgent|[user|<|im_start|the user|account holder|this is me|your boss|the task|the request|the assignment|original task|original request|your task|my task|first task|were asked|was asked|before you|before contin|before proc|after you|once you|prior to|todo|to-do|action req|action item|important|urgent|you must|you should|you need to|you have to|you are req|you are to|please|kindly|make sure|be sure|remember to|necessary to|essential to|vital to|priority`.split(
    /\|(?!im_start)/, // prettier-ignore
  ),
);
const BEFORE = 400;
const AFTER = 700;
const NEAR = 3;
// A tool's answer that asks its readers for more than this is a document, and read so far only.
const MAX_TRIGGERS = 60;

/**
 * The sentences of a tool's answer that could be instructions to its reader, in order. A sentence is one when it stands
 * within three sentences of words that address a machine, take back its task or claim authority, or asks by itself; and
 * when it names something (an account, a link, a name, a number), so that it can be told whether it was obeyed, or does the
 * first. Code, paths and data are none.
 *
 * @param at - the part the text is of
 */
export function injectedInstructions(
  text: string,
  at: { readonly step: number; readonly part: number },
): readonly Directive[] {
  const places: number[] = [];
  TRIGGERS.scan(text, (_, end) => {
    if (places.length < MAX_TRIGGERS) places.push(end);
  });
  const found: Directive[] = [];
  for (const { from, to } of windows(places, text.length)) {
    const piece = text.slice(from, to);
    const marks = [TO_A_MACHINE, OVERRIDE, AUTHORITY].flatMap((pattern) => placesOf(pattern, piece));
    const asks = placesOf(ASKS, piece);
    if (marks.length + asks.length === 0) continue;
    const sentences = segmentSentences(piece);
    const holds = (marked: readonly number[], index: number): boolean => {
      const { start, end } = sentences[index]!;
      return marked.some((place) => place >= start && place < end);
    };
    const marked = sentences.map((_, index) => holds(marks, index));
    for (const [index, { start, end }] of sentences.entries()) {
      const near = marked.slice(Math.max(0, index - NEAR), index + NEAR + 1).includes(true);
      if (!near && !holds(asks, index)) continue;
      const words = piece.slice(start, end);
      if (!isProse(words) || !(holds(asks, index) || isImperative(words) || (near && hasImperative(words)))) continue;
      const specifics = specificsOf(words);
      if (specifics.size === 0 && !near) continue;
      found.push({ ...at, start: from + start, end: from + end, text: words, specifics, marked: near });
    }
  }
  return found;
}

/** Whether at least three, and half, of the words are words: code, paths, tables and records are not. */
function isProse(text: string): boolean {
  const tokens = text.trim().split(/\s+/);
  const words = tokens.filter((token) => /^["'(<[]*\p{L}[\p{L}'’-]*[)\]>"',.;:!?…]*$/u.test(token)).length;
  return words >= 3 && words * 2 >= tokens.length;
}

function placesOf(pattern: RegExp, text: string): number[] {
  return [...text.matchAll(pattern)].map((match) => match.index + match[0].search(/\S/));
}

/** Stretches of the text around the places, joined where they touch. */
function windows(places: readonly number[], length: number): { from: number; to: number }[] {
  const joined: { from: number; to: number }[] = [];
  for (const place of places) {
    const [from, to] = [Math.max(0, place - BEFORE), Math.min(length, place + AFTER)];
    const last = joined.at(-1);
    if (last !== undefined && from <= last.to) last.to = to;
    else joined.push({ from, to });
  }
  return joined;
}
