// What points at one thing: placeholders of redaction, links and domains, mail addresses, handles, words with digits or
// underscores, amounts, what stands in quotation marks, and names.
const SPECIFIC =
  /\[[a-z]+-\d+\]|(?:https?:\/\/)?[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?:https?:\/\/)?(?:[\w-]+\.)+[a-z]{2,}(?:\/[\w./?=&%#-]*)?|[#@]\w{3,}|(?=[\w-]*\d)(?=[\w-]*[a-z_])[\w-]{4,}|\w+(?:_\w+)+|\d[\d,]*(?:\.\d+)?|"[^"\n]{3,80}"|'[^'\n]{3,80}'|“[^”\n]{3,80}”/giu;
const NAME = /(?<=[\p{L}\p{N},;:)"'] +)\p{Lu}\p{L}{2,}(?: +\p{Lu}\p{L}+){0,3}/gu;

/**
 * What a text names that few other texts do, each in one spelling: lower case, without scheme, `www.`, thousands
 * separators, quotation marks and punctuation around it. Single digits say nothing.
 */
export function specificsOf(text: string): Set<string> {
  const found = new Set<string>();
  for (const [match] of text.matchAll(SPECIFIC)) {
    const plain = plainSpecific(match);
    // Redacted user names stand in every path.
    if (plain.length > 1 && !plain.startsWith('[user-')) found.add(plain);
  }
  // All in capitals, nothing is a name.
  if (/\p{Ll}/u.test(text))
    for (const [match] of text.matchAll(NAME)) found.add(match.toLowerCase().replace(/\s+/g, ' '));
  return found;
}

/** A specific in its one spelling; see {@link specificsOf}. */
export function plainSpecific(text: string): string {
  const plain = text
    .toLowerCase()
    .trim()
    .replace(/^["'“”]+|["'“”.,;:!?]+$/g, '')
    .replace(/^https?:\/\//, '')
    .replace(/^www\./, '')
    .replace(/\/+$/, '');
  return /^\d[\d,]*(?:\.\d+)?$/.test(plain) ? String(Number(plain.replaceAll(',', ''))) : plain;
}

/** Whether a specific could hardly be met by chance: not a bare number, nor one plain word, nor a date. */
export function isIdentifying(specific: string): boolean {
  if (/^\d{4}-\d\d(?:-\d\d)?$/.test(specific)) return false;
  if (/^[^\d\s]{2,}(?: [^\s]+)+$/.test(specific) && specific.length >= 8) return true;
  return /[@._/[#]|\d.*[a-z]|[a-z].*\d/.test(specific) && !/^\d+\.\d+$/.test(specific);
}
