import { looksLikeKey } from '../wording/may-be-said.ts';

// Names of things that are nobody else's business, or that are a state rather than a fact.
const SECRET =
  /pass(?:word|wd|phrase|code)?s?\b|\bpwd?\b|secret|token|api[ _-]?key|\bkeys?\b.*\b(?:private|access|signing)|(?:private|access|signing|license) ?key|credential|\bauth|\bpin\b|\botp\b|cookie|session|\bssn\b|\biban\b|\bcvv|\bcards?\b|security code/i;
const PERSONAL =
  /e-?mail|phone|mobile|address|birth|passport|(?:first|last|full|user|customer|contact|person) ?name|sender|recipient|participant|(?<!package )\b(?:managers?|users?|members?|people|persons?|customers?|patients?|employees?)\b|\bzip\b|postal|salary|gender|\bage\b/i;
const STATE =
  /balance|weather|temperature|\bstock\b|queue|waiting|\b(?:messages?|inbox|mails?|chats?|feed|news|calendar)\b|today|\bnow\b|unread|\bstatus\b|timestamp|\buptime\b|\b(?:as of|at|on|ago)$|\b(?:count|total|remaining|elapsed|duration|size|lines|bytes)\b/i;
// What is laid down is no state, whatever it is about: `defaultQueue`, `max_duration`.
const LAID_DOWN = /\b(?:default|standard|config|configured|settings?|preferred|max|min|maximum|minimum|limit)\b/i;
const EMPTY =
  /^(?:none|null|nil|undefined|n\/a|true|false|ok|okay|done|success|successful|yes|no|on|off|active|inactive|running|stopped|ready|idle|busy|pending|enabled|disabled|available|healthy|unknown|\[\]|\{\}|0)$/i;
// `pnpm@9.1.0` is no address.
const ADDRESS = /@(?!v?\d+(?:\.\d+)*$)|https?:|www\.|[<>`\p{Cc}\p{Zl}\p{Zp}]|\[(?:email|key|user|secret|token)-\d+\]/iu;
// What a value of several words must not be: words to somebody.
const SPEAKS =
  /[.!?]\s|[!?]$|\b(?:you|your|please|must|should|ignore|call|send|forward|e-?mail|transfer|pay|delete|forget|instead|important|sudo|curl|wget|rm|eval)\b/i;
const CAPITALISED = /^\p{Lu}\p{Ll}+(?:,? \p{Lu}\p{Ll}+)+$/u;
const RANDOM_CHARACTERS = 16;

/** Whether a look-up may be made a fact of, judged by the names of its tool, arguments and fields: nothing secret, nothing personal, no passing state. */
export function mayBeAsked(name: string): boolean {
  const words = name.replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/[_./:-]+/g, ' ');
  return !SECRET.test(words) && !PERSONAL.test(words) && (LAID_DOWN.test(words) || !STATE.test(words.trim()));
}

/**
 * Whether a value may be stated as a fact: no mere yes or nothing, no key, address, telephone number or name of a person, nothing
 * that reads like words to somebody.
 */
export function mayBeKnown(value: string): boolean {
  if (
    !/[\p{L}\p{N}]/u.test(value) ||
    EMPTY.test(value) ||
    ADDRESS.test(value) ||
    looksLikeKey(value) ||
    looksRandom(value)
  )
    return false;
  if ((value.match(/\d/g)?.length ?? 0) >= 9 && !/\p{L}/u.test(value)) return false;
  if (/^[-*•] /.test(value)) return false;
  return !value.includes(' ') || (!SPEAKS.test(value) && !CAPITALISED.test(value));
}

/** Whether a field is somebody's text, by its name: a few words of it are still words to somebody. */
export function holdsWords(name: string): boolean {
  return /(?:^|[._])(?:body|text|message|content|subject|comment|note|notes|title|summary|description|reason)$/i.test(
    name,
  );
}

/** Long runs of mixed characters are made by a generator of keys, not by a person. */
function looksRandom(value: string): boolean {
  const longest = value.split(/[\s/:.=_-]+/).reduce((most, piece) => (piece.length > most.length ? piece : most), '');
  const kinds = [/[a-z]/, /[A-Z]/, /\d/].filter((kind) => kind.test(longest)).length;
  if (longest.length >= RANDOM_CHARACTERS && kinds >= 2 && /\d/.test(longest)) return true;
  // `Tr0ub4dor&3`: a word of letters, digits and odd signs.
  return !value.includes(' ') && value.length >= 8 && /[!$%^&*~]/.test(value) && kinds >= 2;
}
