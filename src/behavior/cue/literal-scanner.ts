import { textUnits } from '../text/text-units.ts';

/** Finds many fixed texts in one pass; see {@link literalScanner}. */
export interface LiteralScanner {
  /** Calls `found` with the index of the literal and the offset just after it, in order of that offset. */
  scan(text: string, found: (literal: number, end: number) => void): void;
}

const UNITS = 65_536;
// Of what is written now only what stands before has capitals: Latin, Greek, Cyrillic, Armenian, Georgian.
const LAST_CASED = 0x2000;
// What regular expressions with the flag `i` take for the same: the capital of each UTF-16 unit. Made when first needed.
let capitals: Uint16Array | undefined;

/**
 * An Aho–Corasick automaton over lower-case texts. Case in the scanned text does not matter, and `’` counts as an apostrophe.
 *
 *     literals  he, she, his          state = longest suffix read that is a prefix of a literal
 *     text      u s h e r s           one table look-up per character, whatever the number of literals
 *                     ^ she, he
 *
 * @param literals - not empty, lower case
 * @see Aho & Corasick 1975
 */
export function literalScanner(literals: readonly string[]): LiteralScanner {
  capitals ??= Uint16Array.from({ length: UNITS }, (_, code) => capitalOf(code));
  const classes = new Uint16Array(UNITS);
  let width = 1;
  for (const literal of literals) {
    for (let i = 0; i < literal.length; i++) {
      const capital = capitals[literal.charCodeAt(i)]!;
      if (classes[capital] === 0) classes[capital] = width++;
    }
  }
  for (let code = 0; code < UNITS; code++) classes[code] = classes[capitals[code]!]!;
  classes[0x2019] = classes[39]!;

  const children: Map<number, number>[] = [new Map()];
  const outputs: number[][] = [[]];
  for (const [index, literal] of literals.entries()) {
    let state = 0;
    for (let i = 0; i < literal.length; i++) {
      const c = classes[literal.charCodeAt(i)]!;
      let next = children[state]!.get(c);
      if (next === undefined) {
        next = children.push(new Map()) - 1;
        outputs.push([]);
        children[state]!.set(c, next);
      }
      state = next;
    }
    outputs[state]!.push(index);
  }

  const table = new Int32Array(children.length * width);
  const fail = new Int32Array(children.length);
  const queue: number[] = [];
  for (const [c, next] of children[0]!) {
    table[c] = next;
    queue.push(next);
  }
  for (const state of queue) {
    const back = fail[state]!;
    outputs[state]!.push(...outputs[back]!);
    table.copyWithin(state * width, back * width, (back + 1) * width);
    for (const [c, next] of children[state]!) {
      fail[next] = table[state * width + c]!;
      table[state * width + c] = next;
      queue.push(next);
    }
  }
  const hasOutput = Uint8Array.from(outputs, (list) => (list.length > 0 ? 1 : 0));

  return {
    scan(text, found) {
      const units = textUnits(text);
      let state = 0;
      for (let i = 0; i < text.length; i++) {
        const c = classes[units[i]!]!;
        state = c === 0 ? 0 : table[state * width + c]!;
        if (hasOutput[state] === 1) for (const literal of outputs[state]!) found(literal, i + 1);
      }
    },
  };
}

function capitalOf(code: number): number {
  if (code >= LAST_CASED) return code;
  const capital = String.fromCharCode(code).toUpperCase();
  return capital.length === 1 && (code < 128 || capital.charCodeAt(0) >= 128) ? capital.charCodeAt(0) : code;
}
