// What may stand before the plan itself: "Okay, now …", "To be sure, …".
const LEAD_IN =
  /^(?:(?:okay|ok|now|so|first|firstly|second|secondly|next|then|finally|alright|right|well|great|good|wait|hmm+|also|instead|again|actually|therefore|thus|perhaps|maybe|before (?:that|this|proceeding|i proceed|we proceed|i continue|continuing)|after that|at this point|to (?:start|begin|be (?:sure|safe|certain)|double[- ]check))[\s,.:;–—-]+)+/i;
const PLAN =
  /^(?:let me|let's|let us|(?:i|we|you)(?:'ll| will| need to| should| must| have to| ought to|'m going to|'re going to| am going to| are going to| want to| had better|'d better))\s+((?:also|now|first|then|just|quickly|carefully|next|start by|begin by|go ahead and|try to|proceed to|make sure to|be sure to|need to|have to)\s+)*/i;
// Politeness and filler: nothing that could be done otherwise.
const EMPTY =
  /^(?:know|be (?:happy|glad|here|able|back)|help|assist|see|look(?:ing)? (?:in)?to (?:this|that|it)|think(?:ing)?(?: about (?:this|that|it))?(?: step by step)?|do (?:that|this|it|so)|try(?: again| that| this| it)?|go(?! back)|have|get started|start|begin|continue|proceed|say|tell|clarify|explain|assume|consider (?:this|that)|like|let you know|appreciate|apologi[sz]e|break (?:this|it) down|analy[sz]e (?:this|that|it)|find out|move on)\b(?:\W|$)/i;
const GERUND_AFTER = /^(?:start|begin) by (\w+)ing\b/i;

// "This is stuck, so let me go back": what is done, and when.
const REASONED =
  /^(.{6,90}?)[,;:]?\s+(?:so|therefore|which means)\s+(?:now\s+)?(?:let me|let's|let us|(?:i|we)(?:'ll| will| need to| should| must| have to| ought to|'m going to| am going to)?)\s+(?=\p{Ll})/iu;

/** What a sentence plans. */
export interface PlannedAct {
  /** An imperative without the subject: `check the tests first`. */
  readonly act: string;
  /** What made it due: `this path is stuck`. */
  readonly when?: string;
}

/**
 * What a sentence plans: "Okay, let me check the tests first." gives "check the tests first"; "This path is stuck, so I go
 * back." in reasoning gives "go back" when "this path is stuck". Whoever is spoken to becomes "the user", the speaker "you".
 *
 * @returns undefined when the sentence plans nothing, or only politeness and filler
 */
export function plannedAct(sentence: string, { toUser }: { toUser: boolean }): PlannedAct | undefined {
  const plain = sentence
    .replace(/^[\s\-*+•>#\d.)(]+/, '')
    .replace(/’/g, "'")
    .replace(/\*{1,3}/g, '')
    .trim();
  if (/[?]\s*$/.test(plain)) return undefined;
  const start = plain.replace(LEAD_IN, '');
  const plan = PLAN.exec(start);
  if (plan !== null && toUser && /^you/i.test(start)) return undefined;
  const reasoned = plan === null && !toUser ? REASONED.exec(start) : null;
  const opening = plan ?? reasoned;
  if (opening === null) return undefined;
  const act = start
    .slice(opening[0].length)
    .replace(/[\s.:!;…]+$/, '')
    .trim();
  if (
    GERUND_AFTER.test(act) ||
    EMPTY.test(act) ||
    /^(?:not|never|no|a|an|the|to|am|was|have|had|get|hold|know|guess|can|could|would|may|might|do|did|think|see|believe|\W)\b/i.test(
      act,
    )
  ) {
    return undefined;
  }
  const when = reasoned?.[1]?.trim();
  return { act: addressed(act, toUser), ...(when !== undefined && { when: addressed(when, toUser) }) };
}

function addressed(words: string, toUser: boolean): string {
  return (toUser ? spokenToUser(words) : words)
    .replace(/\b(?:I'm|I am|we're|we are)\b/gi, 'you are')
    .replace(/\b(?:I've|I have|we've|we have)\b/gi, 'you have')
    .replace(/\b(?:I|we|me|us)\b/g, 'you')
    .replace(/\b(?:my|our)\b/gi, 'your')
    .replace(/\bmyself\b|\bourselves\b/gi, 'yourself');
}

function spokenToUser(act: string): string {
  return act
    .replace(/\byou(?:'re| are)\b/gi, 'the user is')
    .replace(/\byou(?:'ve| have)\b/gi, 'the user has')
    .replace(/\byou'd\b/gi, 'the user would')
    .replace(/\byours?\b/gi, "the user's")
    .replace(/\byourself\b/gi, 'the user')
    .replace(/\byou\b/gi, 'the user');
}
