const LOOK_BACK = 400;
const CLAUSE_ENDS = ',;:.!?()–—，。；：！？、';
const CLAUSE_WORD = /\b(?:so|but|then|because|since|therefore|hence)\b/gi;
// "no need to check", "I did not verify", "without checking": a negation at most seven words before the cue.
const NEGATED =
  /(?:\b(?:not|never|no|nor|neither|without|cannot|avoid|skip(?:ping|ped)?|stop(?:ped)?|hardly|rather than|instead of|nicht|kein(?:e[mnrs]?)?|ohne|nie(?:mals)?|pas|sans|jamais|sin|nunca)|n['’]t)(?: [\p{L}\w'’-]+){0,7} ?$|(?:没有?|不用|不必|不需要|无需)[^，。；：！？、]{0,6}$/iu;
// "if this works", "might be correct": supposed, not said. "Let me see if it works" is meant to be left out as well.
const SUPPOSED =
  /\b(?:if|unless|whether|would|could|might|may|should have|suppose|supposing|assuming|imagine|hopefully|hoping|wenn|falls|ob|würde|könnte)\b(?: [^ ]+){0,6} ?$|(?:如果|要是|假如)[^，。；：！？、]{0,6}$/iu;
// Marks that open a quotation, and what closes it.
const QUOTES = new Map([['"', '"'], ['`', '`'], ['“', '”'], ['„', '“'], ['«', '»'], ['「', '」']]); // prettier-ignore
const OPENING = /["`“„«「]/;

/**
 * Whether what stands around a cue takes it back: it is inside quotation marks or inline code, directly negated, or
 * (where `supposing` matters) in a clause that supposes. Only the clause before the cue is read, so a cue that brings its
 * own negation ("does not match") is safe.
 *
 * @param text - the whole text, so that quotation marks opened in an earlier sentence of the line count
 * @param at - where the cue begins, UTF-16
 */
export function isTakenBack(text: string, at: number, { supposing }: { readonly supposing: boolean }): boolean {
  const near = text.slice(Math.max(0, at - LOOK_BACK), at);
  const before = near.slice(near.lastIndexOf('\n') + 1);
  if (isQuoted(before, text, at)) return true;
  let clause = before.length;
  while (clause > 0 && !CLAUSE_ENDS.includes(before[clause - 1]!)) clause--;
  let lead = before.slice(clause);
  if (lead.trim() === '' || !takesBack(lead, supposing)) return false;
  const word = [...lead.matchAll(CLAUSE_WORD)].at(-1);
  if (word === undefined) return true;
  lead = lead.slice(word.index + word[0].length);
  return lead.trim() !== '' && takesBack(lead, supposing);
}

/** Whether words just before a cue deny or suppose it. */
function takesBack(lead: string, supposing: boolean): boolean {
  return NEGATED.test(lead) || (supposing && SUPPOSED.test(lead));
}

function isQuoted(before: string, text: string, at: number): boolean {
  if (!OPENING.test(before)) return false;
  const open: string[] = [];
  for (const mark of before) {
    const place = open.lastIndexOf(mark);
    const closing = QUOTES.get(mark);
    if (place >= 0) open.length = place;
    else if (closing !== undefined) open.push(closing);
  }
  const [after = ''] = text.slice(at, at + LOOK_BACK).split('\n', 1);
  return open.some((closing) => after.includes(closing));
}
