import { findSecrets } from '../../trajectory/redact/find-secrets.ts';

const KEY = /\b(?:sk|pk|ghp|gho|github_pat|xox[abp]|AKIA|AIza|npm|hf)[-_]?[A-Za-z0-9_-]{12,}|-----BEGIN/;
const PLACEHOLDER = /\[(?:email|key|user|secret|token)-\d+\]/;
const LONG_ID = /\b(?=\w{0,60}\d)(?=\w{0,60}[A-Za-z])\w{24,}\b/;
// Names of tools and words of errors come from logs, which anyone may have written into.
const FOREIGN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|<\/?[a-z][^>]{0,60}>|https?:|\b(?:ignore|disregard|forget)\b.{0,20}\b(?:previous|prior|above|instructions?)\b|\bsystem prompt\b/iu;
const MAX_CHARACTERS = 600;
// "the secret key is 1a2b3c": a word for a secret, and what it is, which has a digit.
const TOLD =
  /\b(?:pass(?:word|code|phrase|wd)|secret(?:[ _-]?(?:key|code|word))?|(?:api|access|private|signing|security|door|gate)[ _-]?(?:key|code|token)|credentials?|auth(?:entication|orization)?[ _-]?token|pin(?:[ _-]?code)?|otp|cvv)\b["'`”\\]{0,3}\s{0,3}(?:is|was|are|=|:|to)\s{0,3}["'`“\\]{0,3}((?=[^\s"'`”“\\]{0,64}\d)[^\s"'`”“\\]{4,64})/giu;

/** Whether a text looks like a key or a token of a well-known provider. */
export function looksLikeKey(text: string): boolean {
  return KEY.test(text);
}

/** Where a text tells a key, a token or a password, in order; UTF-16 offsets, `end` exclusive. */
export function secretPlaces(text: string): { start: number; end: number }[] {
  const found = (findSecrets(text) ?? [])
    .filter(({ kind }) => kind === 'key' || kind === 'password')
    .map(({ start, end }) => ({ start, end }));
  for (const match of text.matchAll(new RegExp(KEY, 'g')))
    found.push({ start: match.index, end: match.index + match[0].length });
  for (const match of text.matchAll(TOLD)) {
    const end = match.index + match[0].length;
    found.push({ start: end - match[1]!.length, end });
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return found.filter(({ start, end }) => start >= last && (last = end) > 0);
}

/**
 * Whether words may stand in a handbook, that is, in front of an agent: no secrets or what redaction left of them, no
 * addresses, tags, line breaks or invisible characters, no attempt to speak over other instructions, at most 600
 * characters.
 */
export function mayBeSaid(words: string): boolean {
  if (words.length > MAX_CHARACTERS || FOREIGN.test(words)) return false;
  return secretPlaces(words).length === 0 && !PLACEHOLDER.test(words) && !LONG_ID.test(words);
}
