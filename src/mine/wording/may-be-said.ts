const KEY = /\b(?:sk|pk|ghp|gho|github_pat|xox[abp]|AKIA|AIza|npm|hf)[-_]?[A-Za-z0-9_-]{12,}|-----BEGIN/;
const PLACEHOLDER = /\[(?:email|key|user|secret|token)-\d+\]/;
const LONG_ID = /\b(?=\w{0,60}\d)(?=\w{0,60}[A-Za-z])\w{24,}\b/;
// Names of tools and words of errors come from logs, which anyone may have written into.
const FOREIGN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|<\/?[a-z][^>]{0,60}>|https?:|\b(?:ignore|disregard|forget)\b.{0,20}\b(?:previous|prior|above|instructions?)\b|\bsystem prompt\b/iu;
const MAX_CHARACTERS = 600;

/** Whether a text looks like a key or a token of a well-known provider. */
export function looksLikeKey(text: string): boolean {
  return KEY.test(text);
}

/**
 * Whether words may stand in a handbook, that is, in front of an agent: no secrets or what redaction left of them, no
 * addresses, tags, line breaks or invisible characters, no attempt to speak over other instructions, at most 600
 * characters.
 */
export function mayBeSaid(words: string): boolean {
  if (words.length > MAX_CHARACTERS || FOREIGN.test(words)) return false;
  return !KEY.test(words) && !PLACEHOLDER.test(words) && !LONG_ID.test(words);
}
