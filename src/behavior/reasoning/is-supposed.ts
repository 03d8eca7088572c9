// Before it in its clause: it is supposed, or somebody else's; after it in its sentence: it is called wrong.
const CLAUSE = 60;
const SUPPOSED =
  /\b(?:if|suppos(?:e|es|ed|ing)|assum(?:e|es|ed|ing)|unless|whether|imagine|pretend|claim(?:s|ed|ing)?|not|isn't)\b(?:(?!\b(?:then|so|is|gives)\b)[^,.;:\n])*$/i;
const FALSE =
  /^[^.\n\d]{0,30}\b(?:not (?:true|correct|right|possible)|isn't (?:true|correct|right)|incorrect|wrong|false|impossible|a contradiction|absurd)\b/i;

/** Whether the clause before a statement supposes it, or the words after it call it false: then nobody claims it. */
export function isSupposed(text: string, start: number, end: number): boolean {
  return SUPPOSED.test(text.slice(Math.max(0, start - CLAUSE), start)) || FALSE.test(text.slice(end, end + CLAUSE));
}
