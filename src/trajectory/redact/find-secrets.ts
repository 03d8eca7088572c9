import { isSecretRun } from './is-secret-run.ts';

/** What a secret is; names its placeholder. `user` is the name in a home directory. */
export const SECRET_KINDS = ['email', 'key', 'password', 'user'] as const;
/** One of {@link SECRET_KINDS}. */
export type SecretKind = (typeof SECRET_KINDS)[number];

/** Where a secret stands in a text, UTF-16 offsets, `end` exclusive. */
export interface Secret {
  readonly kind: SecretKind;
  readonly start: number;
  readonly end: number;
}

// No secret is shorter than the run of key characters that every known token has.
const SHORTEST_RUN = 20;
const HALF_RUN = SHORTEST_RUN / 2;
const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,63}/u;
const PASSWORD = /assword|ASSWORD/g;
// Only what is surely a value: six or more characters with a letter and a digit or sign, no variable and no call.
const PASSWORD_VALUE = /^["'\\]{0,4}\s{0,4}[:=]\s{0,4}["'\\]{0,4}([^\s"'\\,;<>{}()[\]$*]{6,128})/;
// postgres://ethogram:secret@localhost: the password before the host.
const URL_PASSWORD = /[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@"'`\\]{0,64}:([^\s@/"'`\\$<{[*]{3,100})$/i;
const FILE_ENDING =
  /^(?:tgz|gz|zip|js|mjs|cjs|ts|tsx|jsx|json|jsonl|md|py|rb|rs|go|so|html|css|svg|png|jpg|txt|yaml|yml|lock|local)$/i;

// 1: may stand in a key or token (letters, digits, `_`, `-`); 2: only in an e-mail's local part besides.
const CLASS = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-') {
  CLASS[character.charCodeAt(0)] = 1;
}
for (const character of '.%+') CLASS[character.charCodeAt(0)] = 2;

// Characters of which one stands in every e-mail address (`@`), home directory (`/`, the `U` of `\\Users`), password (the
// `w` of `password`) and private key (the `B` of `-----BEGIN`).
const TELLING = new Uint8Array(128);
for (const character of '@/UwWB') TELLING[character.charCodeAt(0)] = 1;
const SHORT_TEXT = 200;

/**
 * Secrets in a text, in order and without overlap: keys and tokens of well-known providers, private keys, bearer tokens
 * and assigned passwords, e-mail addresses, user names in home directories. Undefined when there are none.
 *
 * Time is linear in the text: rare characters are searched for, and of all others only every twentieth is looked at,
 * since no key is shorter.
 */
export function findSecrets(text: string): Secret[] | undefined {
  if (text.length < 6 || (text.length <= SHORT_TEXT && isHarmless(text))) return undefined;
  const found: Secret[] = [];
  findKeys(text, found);
  findEmails(text, found);
  findHomes(text, found);
  findPasswords(text, found);
  findPrivateKeys(text, found);
  if (found.length === 0) return undefined;
  if (found.length === 1) return found;
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  let end = 0;
  return found.filter((secret) => {
    if (secret.start < end) return false;
    end = secret.end;
    return true;
  });
}

// Whether a short text has neither room for a key nor any of the characters that every other secret has. Names and ids,
// which are most of the texts of a small run, are looked through once instead of once for each kind.
function isHarmless(text: string): boolean {
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 128) {
      run = 0;
      continue;
    }
    if (TELLING[code] === 1) return false;
    if (CLASS[code] !== 1) run = 0;
    else if (++run >= SHORTEST_RUN) return false;
  }
  return true;
}

function findKeys(text: string, found: Secret[]): void {
  const { length } = text;
  let end = 0; // of the last run
  for (let at = SHORTEST_RUN - 1; at < length; at += SHORTEST_RUN) {
    if (!isKeyCharacter(text.charCodeAt(at))) continue;
    // Of twenty characters around this one, one of these two is among them.
    if (!isKeyCharacter(text.charCodeAt(at - HALF_RUN)) && !isKeyCharacter(text.charCodeAt(at + HALF_RUN))) continue;
    let start = at;
    while (start > end && isKeyCharacter(text.charCodeAt(start - 1))) start--;
    end = at + 1;
    while (end < length && isKeyCharacter(text.charCodeAt(end))) end++;
    if (end - start >= SHORTEST_RUN) {
      start = afterEscape(text, start, end);
      const secretEnd = isSecretRun(text, start, end);
      if (secretEnd > 0) {
        found.push({ kind: 'key', start, end: secretEnd });
        end = Math.max(end, secretEnd);
      }
    }
    at = end;
  }
}

function findEmails(text: string, found: Secret[]): void {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    const password = URL_PASSWORD.exec(text.slice(Math.max(0, at - 200), at))?.[1];
    if (password !== undefined) {
      found.push({ kind: 'password', start: at - password.length, end: at });
      continue;
    }
    let start = at;
    while (start > 0 && at - start < 64 && isAddressCharacter(text.charCodeAt(start - 1))) start--;
    start = afterEscape(text, start, at);
    let end = at + 1;
    while (end < text.length && end - at < 255 && isDomainCharacter(text.charCodeAt(end))) end++;
    while (end > at && (text[end - 1] === '.' || text[end - 1] === '-')) end--;
    while (start < at && (text[start] === '.' || text[start] === '-' || text[start] === '%')) start++;
    if (start < at && isDomain(text.slice(at + 1, end)) && text.slice(start, at) !== 'git') {
      found.push({ kind: 'email', start, end });
    }
  }
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.');
  const top = labels.at(-1)!;
  // `left-pad@1.2.3.tgz` is a package, not an address.
  if (labels.length < 2 || !/^[A-Za-z]{2,24}$/.test(top) || FILE_ENDING.test(top)) return false;
  return (
    labels.every((label) => label !== '') &&
    (labels.length === 2 || labels.slice(0, -1).some((l) => /[A-Za-z]/.test(l)))
  );
}

// /home/NAME, /Users/NAME, C:\Users\NAME (also escaped), and the folders agents name after them: /-home-NAME-project.
function findHomes(text: string, found: Secret[]): void {
  for (let at = text.indexOf('/home/'); at >= 0; at = text.indexOf('/home/', at + 6)) {
    if (!continuesPath(text, at)) pushName(text, at + 6, found);
  }
  for (let at = text.indexOf('/-home-'); at >= 0; at = text.indexOf('/-home-', at + 7)) {
    pushName(text, at + 7, found, '-');
  }
  for (let at = text.indexOf('Users'); at >= 0; at = text.indexOf('Users', at + 5)) {
    const before = text[at - 1];
    const after = text[at + 5];
    if (before === '/' && after === '/') {
      if (!continuesPath(text, at - 1)) pushName(text, at + 6, found);
    } else if (before === '\\' && after === '\\') {
      let start = at + 6;
      while (text[start] === '\\' && start < at + 10) start++;
      pushName(text, start, found);
    } else if (before === '-' && after === '-' && (at < 2 || text[at - 2] === '/' || text[at - 2] === '\\')) {
      pushName(text, at + 6, found, '-');
    }
  }
}

// `example.com/home/garden` is no home directory; `/mnt/c/Users/…` and `C:/Users/…` are.
function continuesPath(text: string, at: number): boolean {
  const code = at === 0 ? 0 : text.charCodeAt(at - 1);
  if (!isAddressCharacter(code)) return false;
  return !(at >= 2 && (text[at - 2] === '/' || text[at - 2] === '\\')) || text[at - 1] === '-';
}

function pushName(text: string, start: number, found: Secret[], separator = ''): void {
  let name = NAME.exec(text.slice(start, start + 130))?.[0];
  if (name === undefined) return;
  if (separator !== '') name = name.split(separator)[0]!;
  while (name.endsWith('.')) name = name.slice(0, -1);
  if (name !== '' && name !== 'Shared' && name !== 'Public')
    found.push({ kind: 'user', start, end: start + name.length });
}

function findPasswords(text: string, found: Secret[]): void {
  PASSWORD.lastIndex = 0;
  while (PASSWORD.test(text)) {
    const from = PASSWORD.lastIndex;
    const match = PASSWORD_VALUE.exec(text.slice(from, from + 160));
    const value = match?.[1];
    if (value === undefined || !/[A-Za-z]/.test(value) || !/[^A-Za-z._-]/.test(value)) continue;
    const end = from + match![0].length;
    found.push({ kind: 'password', start: end - value.length, end });
  }
}

function findPrivateKeys(text: string, found: Secret[]): void {
  for (let at = text.indexOf('-----BEGIN '); at >= 0; at = text.indexOf('-----BEGIN ', at + 11)) {
    const head = /^-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(text.slice(at, at + 90))?.[0];
    if (head === undefined) continue;
    const close = text.indexOf('-----END ', at);
    // A key that was cut off is still a key.
    const tail = close < 0 ? -1 : text.indexOf('-----', close + 9);
    const end = tail < 0 ? text.length : tail + 5;
    found.push({ kind: 'key', start: at, end });
    at = end - 11;
  }
}

// In `\nalice@…` inside JSON the `n` belongs to the escape.
function afterEscape(text: string, start: number, end: number): number {
  let slashes = 0;
  while (slashes < start && text[start - 1 - slashes] === '\\') slashes++;
  if (slashes % 2 === 0) return start;
  const unicode = /^u[0-9a-fA-F]{4}/.test(text.slice(start, start + 5));
  return Math.min(end, start + (unicode ? 5 : 1));
}

function isKeyCharacter(code: number): boolean {
  return code < 128 && CLASS[code] === 1;
}

function isAddressCharacter(code: number): boolean {
  return code < 128 && CLASS[code] !== 0;
}

function isDomainCharacter(code: number): boolean {
  return code < 128 && (code === 46 || (CLASS[code] === 1 && code !== 95));
}
