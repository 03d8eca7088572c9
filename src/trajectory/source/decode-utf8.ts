import { isAscii } from 'node:buffer';

/** The bytes as text; ASCII, which most logs are, takes the faster way. Bytes that are not UTF-8 become U+FFFD. */
export function decodeUtf8(bytes: Buffer): string {
  return isAscii(bytes) ? bytes.toString('latin1') : bytes.toString('utf8');
}
