// RFC 9110 §7.6.1: headers of one connection, not of the message. `trailer` stays: it names what comes after the body.
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
]);
const OWN = 'x-ethogram-';

/**
 * The headers of a message for the next connection, spelled and ordered as they came (name, value, name, value…): without those of
 * the connection, those that `connection` names, Ethogram's own, and those in `without` (lower case).
 */
export function forwardedHeaders(raw: readonly string[], without: ReadonlySet<string> = new Set()): string[] {
  let named: Set<string> | undefined;
  for (let i = 0; i < raw.length; i += 2) {
    if (raw[i]!.length === 10 && raw[i]!.toLowerCase() === 'connection') {
      named ??= new Set();
      for (const name of raw[i + 1]!.split(',')) named.add(name.trim().toLowerCase());
    }
  }
  const headers: string[] = [];
  for (let i = 0; i < raw.length; i += 2) {
    const name = raw[i]!.toLowerCase();
    if (HOP_BY_HOP.has(name) || named?.has(name) === true || name.startsWith(OWN) || without.has(name)) continue;
    headers.push(raw[i]!, raw[i + 1]!);
  }
  return headers;
}
