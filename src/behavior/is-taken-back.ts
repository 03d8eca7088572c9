const LOOK_BACK = 400;
const CLAUSE_BREAK = /[,;:.!?()\n–—]|\b(?:so|but|then|because|since|therefore|hence)\b/gi;
// "no need to check", "I did not verify", "without checking": a negation at most seven words before the cue.
const NEGATED =
  /(?:\b(?:not|never|no|nor|neither|without|cannot|avoid|skip(?:ping|ped)?|stop(?:ped)?|hardly|rather than|instead of)|n['’]t)(?: [\w'’-]+){0,7} ?$/i;
// "if this works", "might be correct": supposed, not said. "Let me see if it works" is meant to be left out as well.
const SUPPOSED =
  /\b(?:if|unless|whether|would|could|might|may|should have|suppose|supposing|assuming|imagine|hopefully|hoping)\b(?: [^ ]+){0,6} ?$/i;

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
  let clause = 0;
  for (const { index, 0: mark } of before.matchAll(CLAUSE_BREAK)) clause = index + mark.length;
  const lead = before.slice(clause);
  if (lead.trim() === '') return false;
  return NEGATED.test(lead) || (supposing && SUPPOSED.test(lead));
}

function isQuoted(before: string, text: string, at: number): boolean {
  let straight = 0;
  let curly = 0;
  let ticks = 0;
  for (let i = 0; i < before.length; i++) {
    const code = before.charCodeAt(i);
    if (code === 34) straight++;
    else if (code === 96) ticks++;
    else if (code === 0x201c) curly++;
    else if (code === 0x201d) curly--;
  }
  if (straight % 2 === 0 && ticks % 2 === 0 && curly <= 0) return false;
  const [after = ''] = text.slice(at, at + LOOK_BACK).split('\n', 1);
  return (
    (straight % 2 === 1 && after.includes('"')) ||
    (ticks % 2 === 1 && after.includes('`')) ||
    (curly > 0 && after.includes('”'))
  );
}
