import type { RecordedCall } from './recorder.ts';

/** Calls that lie one behind the other in memory that two threads share. */
export interface CallStretch {
  readonly page: number;
  readonly memory: SharedArrayBuffer;
  readonly from: number;
  readonly to: number;
  /** Nothing more comes in this page: once its calls are read it can be given back. */
  readonly isLast: boolean;
}

/** Memory through which calls go from one thread to another. */
export interface CallPages {
  /** Copies a call. @returns what its bodies take */
  add(call: RecordedCall): number;
  /** What was added since it was last asked for. */
  take(): readonly CallStretch[];
  /** To be told of a page whose calls were all read. */
  giveBack(page: number): void;
  /** To be told that whoever reads is gone: pages that were taken do not come back. */
  lose(): void;
}

const PAGE_BYTES = 2 ** 20;
// Lengths of head, request and response, as 32-bit numbers.
const LENGTH_BYTES = 12;

/**
 * Opens pages that are written again and again: handing a call over costs the copy of its bytes, and leaves nothing behind for
 * the garbage collector, as messages with buffers of their own would. Calls that are larger than a page get one that is not kept.
 */
export function callPages(): CallPages {
  const taken = new Map<number, SharedArrayBuffer>();
  const free: SharedArrayBuffer[] = [];
  let stretches: CallStretch[] = [];
  let count = 0;
  let page = 0;
  let memory = new SharedArrayBuffer(PAGE_BYTES);
  let view = Buffer.from(memory);
  let from = 0;
  let at = 0;

  const close = (): void => {
    if (at > from) stretches.push({ page, memory, from, to: at, isLast: false });
    from = at;
  };
  const turnPage = (): void => {
    stretches.push({ page, memory, from, to: at, isLast: true });
    taken.set(page, memory);
    page = ++count;
    memory = free.pop() ?? new SharedArrayBuffer(PAGE_BYTES);
    view = Buffer.from(memory);
    from = at = 0;
  };
  return {
    add({ request, response, ...head }) {
      const text = JSON.stringify(head);
      const headBytes = Buffer.byteLength(text);
      const responseBytes = response.reduce((sum, piece) => sum + piece.length, 0);
      const bytes = request.length + responseBytes;
      const size = LENGTH_BYTES + headBytes + bytes;
      const lengths = [headBytes, request.length, responseBytes];
      const pieces = [request, ...response];
      if (size > PAGE_BYTES) {
        close();
        const own = new SharedArrayBuffer(size);
        write(Buffer.from(own), 0, { lengths, text, pieces });
        stretches.push({ page: ++count, memory: own, from: 0, to: size, isLast: true });
        return bytes;
      }
      if (at + size > PAGE_BYTES) turnPage();
      write(view, at, { lengths, text, pieces });
      at += size;
      return bytes;
    },
    take() {
      close();
      const result = stretches;
      stretches = [];
      return result;
    },
    giveBack(number) {
      const known = taken.get(number);
      if (known === undefined) return;
      taken.delete(number);
      free.push(known);
    },
    lose() {
      taken.clear();
    },
  };
}

function write(
  view: Buffer,
  start: number,
  call: { readonly lengths: readonly number[]; readonly text: string; readonly pieces: readonly Uint8Array[] },
): void {
  let at = start;
  for (const length of call.lengths) at = view.writeUInt32LE(length, at);
  at += view.write(call.text, at);
  for (const piece of call.pieces) {
    view.set(piece, at);
    at += piece.length;
  }
}

/** A call out of a page; `done` is to be called when its bodies are not needed any more. */
export interface CallInPage {
  readonly call: RecordedCall;
  readonly done: () => void;
}

/**
 * Reads stretches in the order in which they were taken. The bodies of calls are views of the pages' memory.
 *
 * @param giveBack - called for each page when all of its calls are done
 */
export function pageReader(giveBack: (page: number) => void): (stretch: CallStretch) => readonly CallInPage[] {
  // Calls of each page that are not done, and one more until its last stretch has come.
  const open = new Map<number, number>();
  return ({ page, memory, from, to, isLast }) => {
    const done = (): void => {
      const left = open.get(page)! - 1;
      open.set(page, left);
      if (left > 0) return;
      open.delete(page);
      giveBack(page);
    };
    const calls = [...callsIn(Buffer.from(memory), from, to)];
    open.set(page, (open.get(page) ?? 1) + calls.length);
    if (isLast) done();
    return calls.map((call) => ({ call, done }));
  };
}

function* callsIn(view: Buffer, from: number, to: number): Generator<RecordedCall> {
  let at = from;
  while (at < to) {
    const head = at + LENGTH_BYTES;
    const request = head + view.readUInt32LE(at);
    const response = request + view.readUInt32LE(at + 4);
    const end = response + view.readUInt32LE(at + 8);
    const fields = JSON.parse(view.toString('utf8', head, request)) as Omit<RecordedCall, 'request' | 'response'>;
    yield { ...fields, request: view.subarray(request, response), response: [view.subarray(response, end)] };
    at = end;
  }
}
