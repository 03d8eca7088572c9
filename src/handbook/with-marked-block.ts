import { EthogramError } from '../core/ethogram-error.ts';
import { wrapInjected } from '../trajectory/split-injected.ts';

const OPEN = '<ethogram-behaviors ids="';
const CLOSE = '</ethogram-behaviors>';
const LINE_FEED = 10;
const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Puts a handbook into a file that people write, between marks by which importers know it again (so that it is never mined as if
 * agents had thought of it): in place of the block that is there, else at the end. Everything else stays, byte for byte; lines end as the
 * file's do.
 *
 * @param file - what is in it now; empty for a new one
 * @param text - Markdown; `''` leaves the marks with nothing between them
 * @param ids - of the behaviors in it
 * @param shown - the file's name, for messages
 * @throws EthogramError `cannot-write` where it cannot be told what is ours: several blocks, a mark without its end, no UTF-8
 */
export function withMarkedBlock(file: Uint8Array, text: string, { ids, shown }: { readonly ids: readonly string[]; readonly shown: string }): Uint8Array {
  const bytes = Buffer.from(file);
  requireUtf8(bytes, shown);
  const line = bytes.includes('\r\n') ? '\r\n' : '\n';
  const block = Buffer.from(wrapInjected(`\n${text}`, ids).replaceAll('\n', line));
  const place = placeOf(bytes, shown);
  if (place !== undefined) return Buffer.concat([bytes.subarray(0, place.from), block, bytes.subarray(place.to)]);
  const isEmpty = bytes.length === 0 || bytes.equals(UTF8_MARK);
  const ended = bytes.at(-1) === LINE_FEED ? line : line + line;
  return Buffer.concat([bytes, ...(isEmpty ? [] : [Buffer.from(ended)]), block, Buffer.from(line)]);
} // prettier-ignore

/** Where the block stands, from its first mark to the end of its last. A mark counts at the beginning of a line. */
function placeOf(bytes: Buffer, shown: string): { readonly from: number; readonly to: number } | undefined {
  const opened = marksIn(bytes, OPEN);
  const closed = marksIn(bytes, CLOSE);
  const [from] = opened;
  const [to] = closed;
  if (from === undefined && to === undefined) return undefined;
  if (opened.length === 1 && closed.length === 1 && from! < to!) return { from: from!, to: to! + CLOSE.length };
  const found = opened.length > 1 && closed.length === opened.length ? `${opened.length} blocks of Ethogram` : `${opened.length} marks ${OPEN}…"> and ${closed.length} marks ${CLOSE}`;
  throw new EthogramError('cannot-write', `${shown}: found ${found}, expected one block or none`, {
    hint: 'take out all but one block, or all of them; nothing was changed',
  });
} // prettier-ignore

function marksIn(bytes: Buffer, mark: string): number[] {
  const places: number[] = [];
  for (let at = bytes.indexOf(mark); at >= 0; at = bytes.indexOf(mark, at + 1)) {
    const before = bytes.subarray(0, at);
    if (at === 0 || before.at(-1) === LINE_FEED || before.equals(UTF8_MARK)) places.push(at);
  }
  return places;
}

function requireUtf8(bytes: Buffer, shown: string): void {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new EthogramError('cannot-write', `${shown}: found bytes that are no UTF-8, expected a text in UTF-8`, {
      cause,
    });
  }
}
