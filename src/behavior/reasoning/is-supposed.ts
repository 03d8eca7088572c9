// Before it in its clause: it is supposed, or somebody else's; after it in its sentence: it is called wrong.
const CLAUSE = 60;
const SUPPOSED =
  /\b(?:if|suppos(?:e|es|ed|ing)|assum(?:e|es|ed|ing)|unless|whether|imagine|pretend|claim(?:s|ed|ing)?|says|said|thinks|believes|argues|insists|reports|according to|mistakenly|erroneously|incorrectly|wrongly|instead of|rather than)\b(?:(?!\b(?:then|so|is|gives)\b)[^,.;:\n])*$|\b(?:not|never|isn't)(?: \w+){0,2} $/i;
const FALSE =
  /^[^.\n\d]{0,30}\b(?:not (?:true|correct|right|possible)|isn't (?:true|correct|right)|incorrect|wrong|false|a mistake|an error|a typo|impossible|a contradiction|absurd)\b/i;

/**
 * Whether the clause before a statement supposes it or gives it to somebody else, the words after it call it false, or it
 * stands in quotation marks: then nobody claims it.
 */
export function isSupposed(text: string, start: number, end: number): boolean {
  const [before, after] = [text.slice(Math.max(0, start - CLAUSE), start), text.slice(end, end + CLAUSE)];
  return SUPPOSED.test(before) || FALSE.test(after) || isQuoted(before, after);
}

// An opening mark before it that is not closed, and a closing one after; a mark behind a digit is for inches.
const OPENED = /(?:^|[\s(])["“][^"”\n]*$/;
const CLOSED = /^[^"“\n]*["”]/;

function isQuoted(before: string, after: string): boolean {
  return OPENED.test(before) && CLOSED.test(after);
}
