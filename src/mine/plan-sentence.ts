// What may stand before the plan itself: "Okay, now …", "To be sure, …".
const LEAD_IN =
  /^(?:(?:okay|ok|now|so|first|firstly|second|secondly|next|then|finally|alright|right|well|great|good|wait|hmm+|also|instead|again|actually|therefore|thus|perhaps|maybe|before (?:that|this|proceeding|i proceed|we proceed|i continue|continuing)|after that|at this point|to (?:start|begin|be (?:sure|safe|certain)|double[- ]check))[\s,.:;–—-]+)+/i;
const PLAN =
  /^(?:let me|let's|let us|(?:i|we|you)(?:'ll| will| need to| should| must| have to| ought to|'m going to|'re going to| am going to| are going to| want to| had better|'d better))\s+((?:also|now|first|then|just|quickly|carefully|next|start by|begin by|go ahead and|try to|proceed to|make sure to|be sure to|need to|have to)\s+)*/i;
// Politeness and filler: nothing that could be done otherwise.
const EMPTY = /^(?:know|be (?:happy|glad|here|able|back)|help|assist|see|look(?:ing)? (?:in)?to (?:this|that|it)|think(?:ing)?(?: about (?:this|that|it))?(?: step by step)?|do (?:that|this|it|so)|try(?: again| that| this| it)?|go|have|get started|start|begin|continue|proceed|say|tell|clarify|explain|assume|consider (?:this|that)|like|let you know|appreciate|apologi[sz]e|break (?:this|it) down|analy[sz]e (?:this|that|it)|find out|move on)\b(?:\W|$)/i;
const GERUND_AFTER = /^(?:start|begin) by (\w+)ing\b/i;

/**
 * What a sentence plans, as an imperative without the subject: "Okay, let me check the tests first." gives "check the
 * tests first". Whoever is spoken to becomes "the user", the speaker "you".
 *
 * @returns undefined when the sentence plans nothing, or only politeness and filler
 */
export function plannedAct(sentence: string, { toUser }: { toUser: boolean }): string | undefined {
  const plain = sentence
    .replace(/^[\s\-*+•>#\d.)(]+/, '')
    .replace(/’/g, "'")
    .replace(/[*_]{1,3}/g, '')
    .trim();
  if (/[?]\s*$/.test(plain)) return undefined;
  const start = plain.replace(LEAD_IN, '');
  const plan = PLAN.exec(start);
  if (plan === null) return undefined;
  if (toUser && /^you/i.test(start)) return undefined;
  let act = start.slice(plan[0].length).replace(/[\s.:!;…]+$/, '').trim();
  if (GERUND_AFTER.test(act) || EMPTY.test(act) || /^(?:not|never|no|a|an|the|to|\W)/i.test(act)) return undefined;
  act = toUser ? spokenToUser(act) : act;
  return act
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
