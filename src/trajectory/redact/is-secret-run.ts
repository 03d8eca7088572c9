// Prefixes of tokens and the fewest characters that follow them, from the issuers' own documentation of their formats.
const PREFIXES: readonly (readonly [prefix: string, rest: number])[] = [
  ['sk-ant-', 20],
  ['sk-proj-', 20],
  ['sk-svcacct-', 20],
  ['sk-or-v1-', 20],
  ['ghp_', 30],
  ['gho_', 30],
  ['ghu_', 30],
  ['ghs_', 30],
  ['ghr_', 30],
  ['github_pat_', 40],
  ['glpat-', 20],
  ['AIza', 35],
  ['xoxb-', 20],
  ['xoxp-', 20],
  ['xoxa-', 20],
  ['xoxr-', 20],
  ['xoxs-', 20],
  ['xapp-', 20],
  ['sk_live_', 16],
  ['sk_test_', 16],
  ['rk_live_', 16],
  ['rk_test_', 16],
  ['whsec_', 24],
  ['npm_', 36],
  ['hf_', 30],
  ['gsk_', 40],
  ['xai-', 40],
  ['pypi-', 40],
  ['dop_v1_', 40],
  ['r8_', 36],
];
const FIRST_CODES = new Uint8Array(128);
for (const [prefix] of PREFIXES) FIRST_CODES[prefix.charCodeAt(0)] = 1;
for (const prefix of ['AKIA', 'eyJ', 'sk-']) FIRST_CODES[prefix.charCodeAt(0)] = 1;

const JWT_REST = /^\.eyJ[A-Za-z0-9_-]{5,4000}(?:\.[A-Za-z0-9_-]{0,2000})?/;
const BEARER = /\b(?:bearer|basic|token)\s{1,2}$/i;
const ASSIGNED =
  /(?:api_?-?key|secret(?:_?-?access)?(?:_?-?key)?|(?:access|auth|refresh|client|session)_?-?(?:token|secret|key)|[_-]token|\btoken)["'\\]{0,4}\s{0,3}[:=]\s{0,3}["'\\]{0,4}$/i;
const ASSIGNED_REST = /^[A-Za-z0-9_\-+/=.~]{0,400}/;
const LOOK_BACK = 48;

/**
 * Whether the run of letters, digits, `_` and `-` at `start…end` (20 characters or more) is a key or token: by a known
 * prefix, or by what stands before it (`Authorization: Bearer …`, `api_key = "…"`).
 *
 * @returns where the secret ends (tokens such as JWTs go on after a dot), or 0 when it is none
 */
export function isSecretRun(text: string, start: number, end: number): number {
  const first = text.charCodeAt(start);
  if (FIRST_CODES[first] === 1) {
    const rest = prefixedEnd(text, start, end);
    if (rest > 0) return rest;
  }
  const before = text.charCodeAt(start - 1);
  // Quote, space, `=`, `:`, or the dot of `SG.` and `ya29.`: nothing else stands right before an assigned value.
  if (before === 34 || before === 39 || before === 32 || before === 61 || before === 58) {
    return assignedEnd(text, start, end);
  }
  if (before === 46 && (text.endsWith('SG.', start) || text.endsWith('ya29.', start))) {
    return start + ASSIGNED_REST.exec(text.slice(start, start + 400))![0].length;
  }
  return 0;
}

function prefixedEnd(text: string, start: number, end: number): number {
  for (const [prefix, rest] of PREFIXES) {
    if (text.startsWith(prefix, start))
      return end - start - prefix.length >= rest && hasDigit(text, start, end) ? end : 0;
  }
  if (text.startsWith('AKIA', start) || text.startsWith('ASIA', start)) {
    return end - start === 20 && /^[A-Z0-9]+$/.test(text.slice(start, end)) ? end : 0;
  }
  if (text.startsWith('eyJ', start)) {
    const rest = JWT_REST.exec(text.slice(end, end + 6000));
    return rest === null ? 0 : end + rest[0].length;
  }
  // Plain `sk-` also begins CSS classes and slugs: a key mixes cases and digits.
  if (text.startsWith('sk-', start) && hasDigit(text, start, end)) {
    const run = text.slice(start + 3, Math.min(end, start + 203));
    return run.length >= 20 && /[A-Z]/.test(run) && /[a-z]/.test(run) ? end : 0;
  }
  return 0;
}

function assignedEnd(text: string, start: number, end: number): number {
  if (!hasDigit(text, start, end)) return 0;
  const context = text.slice(Math.max(0, start - LOOK_BACK), start);
  if (!BEARER.test(context) && !ASSIGNED.test(context)) return 0;
  const run = text.slice(start, Math.min(end, start + 200));
  if (!/[A-Za-z]/.test(run)) return 0;
  const rest = ASSIGNED_REST.exec(text.slice(end, end + 400))![0].replace(/\.+$/, '');
  return end + rest.length;
}

function hasDigit(text: string, start: number, end: number): boolean {
  for (let at = start; at < end && at < start + 400; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}
