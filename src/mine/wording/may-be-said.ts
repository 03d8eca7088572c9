import { findSecrets } from '../../trajectory/redact/find-secrets.ts';

const KEY = /\b(?:sk|pk|ghp|gho|github_pat|xox[abp]|AKIA|AIza|npm|hf)[-_]?[A-Za-z0-9_-]{12,}|-----BEGIN/;
const PLACEHOLDER = /\[(?:email|key|user|secret|token)-\d+\]/;
const LONG_ID = /\b(?=\w{0,60}\d)(?=\w{0,60}[A-Za-z])\w{24,}\b/;
// Names of tools and words of errors come from logs, which anyone may have written into.
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const FOREIGN = /<[/!?a-z]|\]\(|https?:/iu;
// Persian and Indic scripts are spelt with these.
const JOINERS = /(?<=(?!\p{Script=Latin})[\p{L}\p{M}])[\u200c\u200d](?=(?!\p{Script=Latin})\p{L})/gu;
// Words that want to be obeyed rather than read.
const OVERRULING =
  /\b(?:ignore|disregard|forget)\b.{0,20}\b(?:previous|prior|above|instructions?)\b|\bsystem prompt\b|(?<=^|[“"'.!?:;\n]\s{0,3})(?:system|assistant|user|human)\s?:\s|\b(?:do not|don't|never) (?:tell|inform|alert) the user\b/giu;
const MAX_CHARACTERS = 600;
const SECRET_WORD =
  '(?<![\\p{L}\\p{N}])(?:pass(?:word|code|phrase|wd)|pwd?|secret(?:[ _-]?(?:key|code|word))?|(?:api|access|private|signing|security|door|gate)[ _-]?(?:key|code|token)|credentials?|auth(?:entication|orization)?[ _-]?token|pin(?:[ _-]?code)?|otp|cvv)';
// In each the secret stands last, as the only group.
const TOLD = [
  // "the secret key is 1a2b3c": a word for a secret, and what it is, which has a digit.
  `${SECRET_WORD}(?![\\p{L}\\p{N}])["'\`”\\\\]{0,3}\\s{0,3}(?:is|was|are|=|:|to)\\s{0,3}["'\`“\\\\]{0,3}((?=[^\\s"'\`”“\\\\]{0,64}\\d)[^\\s"'\`”“\\\\]{4,64})`,
  // "token ab12cd34 was refused": letters and digits.
  '(?<![\\p{L}\\p{N}])(?:token|password|passphrase|passcode|secret|(?:api|access)[ _-]?key)\\s?[:=]?\\s["\'`“]?((?=[\\w.-]{0,64}\\d)(?=[\\w.-]{0,64}\\p{L})[\\w.-]{6,64})',
  // `"password": "kelp"`, `password=kelp`, `` `password` = `kelp` ``: a field of that name, whatever it holds.
  `(?:${SECRET_WORD}|(?<![\\p{L}\\p{N}])token)(?:\\\\{0,3}["']\\s?:\\s?\\\\{0,3}["']|\`\\s(?:=|set to)\\s\`|="?)([^\\s"'\`\\\\,)*⟨][^"'\`\\\\,)\\s]{2,64})`,
].map((pattern) => new RegExp(pattern, 'giu'));

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
  for (const pattern of TOLD) {
    for (const match of text.matchAll(pattern)) {
      const end = match.index + match[0].length;
      found.push({ start: end - match[1]!.length, end });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let last = 0;
  return found.filter(({ start, end }) => start >= last && (last = end) > 0);
}

/** Where a text wants to be obeyed rather than read (`ignore previous instructions`, `assistant: …`), in order. */
export function overrulingPlaces(text: string): { start: number; end: number }[] {
  return [...text.matchAll(OVERRULING)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
}

/**
 * Whether words may stand in a handbook, that is, in front of an agent: no secrets or what redaction left of them, no
 * addresses, tags, links, line breaks or invisible characters, no attempt to speak over other instructions, at most 600
 * characters.
 */
export function mayBeSaid(words: string): boolean {
  const spansClose = (words.match(/`/g)?.length ?? 0) % 2 === 0;
  return (
    words.length <= MAX_CHARACTERS && spansClose && isPlain(words) && !PLACEHOLDER.test(words) && !LONG_ID.test(words)
  );
}

/** Whether what tells a behavior without being said (its shape, its matcher) holds neither secrets nor what could steer a reader. */
export function mayBeShown(text: string): boolean {
  const isHidden = HIDDEN.test(text.replace(JOINERS, ''));
  return !isHidden && secretPlaces(text).length === 0 && overrulingPlaces(text).length === 0;
}

function isPlain(words: string): boolean {
  // Names of tools are words, too.
  return (
    mayBeShown(words) &&
    mayBeShown(words.replaceAll('_', ' ')) &&
    !FOREIGN.test(words) &&
    findSecrets(words) === undefined
  );
}
