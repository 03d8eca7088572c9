/** Finds many fixed texts in one pass; see {@link literalScanner}. */
export interface LiteralScanner {
  /**
   * Calls `found` with the index of the literal and where it stands, in order of its start, the shorter first.
   *
   * @param from - what is read of the text, UTF-16; its ends are edges of words
   */
  scan(
    text: string,
    found: (literal: number, start: number, end: number) => void,
    from?: number,
    to?: number,
  ): void;
}

/** Stands at the end of a literal where a word (`[A-Za-z0-9_]`) must not go on: as `\b` in a regular expression does. */
export const EDGE = '\b';

const UNITS = 65_536;
// Of what is written now only what stands before has capitals: Latin, Greek, Cyrillic, Armenian, Georgian.
const LAST_CASED = 0x2000;
// What regular expressions with the flag `i` take for the same: the capital of each UTF-16 unit. Made when first needed.
let capitals: Uint16Array | undefined;
const WORD = Uint8Array.from({ length: UNITS }, (_, code) =>
  code < 128 && /\w/.test(String.fromCharCode(code)) ? 1 : 0,
);
// Nodes with fewer children are searched one by one: most have one, and a row for each would take tens of megabytes.
const ROW_FROM = 5;
// Literals that may begin anywhere hang on the first root, those that begin with a word's first letter on the second.
const [ANYWHERE, AT_WORD] = [0, 1];

/**
 * Finds literals by a tree of their letters, which is walked from every place where one can begin: mostly the beginnings of
 * words. Case in the scanned text does not matter, and `’` counts as an apostrophe.
 *
 *     literals  ⌊he⌋, ⌊her, is      ⌊⌋: edge of a word
 *     text      she sees her, he is
 *                        ^^^  ^^ ^^
 *
 * @param literals - not empty, lower case, with {@link EDGE} at their ends
 */
export function literalScanner(literals: readonly string[]): LiteralScanner {
  const plain = literals.map((literal) => literal.replaceAll(EDGE, ''));
  const { classes, width } = classesOf(plain);
  const closed = Uint8Array.from(literals, (literal) => (literal.endsWith(EDGE) ? 1 : 0));

  const children: Map<number, number>[] = [new Map(), new Map()];
  const outputs: (number[] | undefined)[] = [undefined, undefined];
  for (const [index, literal] of literals.entries()) {
    let node = literal.startsWith(EDGE) ? AT_WORD : ANYWHERE;
    for (let i = 0; i < plain[index]!.length; i++) {
      const c = classes[plain[index]!.charCodeAt(i)]!;
      let next = children[node]!.get(c);
      if (next === undefined) {
        next = children.push(new Map()) - 1;
        outputs.push(undefined);
        children[node]!.set(c, next);
      }
      node = next;
    }
    (outputs[node] ??= []).push(index);
  }
  const tree = packed(children, width);
  const { rowOf, rows, firstChild, nextSibling, label } = tree;

  return {
    scan(text, found, from = 0, to = text.length) {
      let inWord = 0;
      for (let i = from; i < to; i++) {
        const code = text.charCodeAt(i);
        const c = classes[code]!;
        const isWord = WORD[code]!;
        if (c !== 0) {
          const anywhere = rows[c]!;
          if (anywhere !== 0) walk(anywhere, i, text, to, found);
          if (isWord > inWord) {
            const word = rows[width + c]!;
            if (word !== 0) walk(word, i, text, to, found);
          }
        }
        inWord = isWord;
      }
    },
  };

  function walk(
    first: number,
    start: number,
    text: string,
    to: number,
    found: (literal: number, start: number, end: number) => void,
  ): void {
    let node = first;
    for (let at = start + 1; ; at++) {
      const ends = outputs[node];
      if (ends !== undefined) {
        const isEdge = at >= to || WORD[text.charCodeAt(at)] === 0;
        for (const literal of ends) if (isEdge || closed[literal] === 0) found(literal, start, at);
      }
      if (at >= to) return;
      const c = classes[text.charCodeAt(at)]!;
      if (c === 0) return;
      const row = rowOf[node]!;
      let next = 0;
      if (row >= 0) next = rows[row * width + c]!;
      else for (next = firstChild[node]!; next !== 0 && label[next] !== c; ) next = nextSibling[next]!;
      if (next === 0) return;
      node = next;
    }
  }
}

/** A number for each character that is in a literal, whatever its case; 0 for all others. */
function classesOf(literals: readonly string[]): { readonly classes: Uint16Array; readonly width: number } {
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
  return { classes, width };
}

interface PackedTree {
  /** The row of a node that has many children, of which a class gives the child; −1 for others. */
  readonly rowOf: Int32Array;
  readonly rows: Int32Array;
  /** Of the others. 0: none. */
  readonly firstChild: Int32Array;
  readonly nextSibling: Int32Array;
  /** The class that leads to a node. */
  readonly label: Uint16Array;
}

function packed(children: readonly ReadonlyMap<number, number>[], width: number): PackedTree {
  const rowOf = new Int32Array(children.length).fill(-1);
  let count = 0;
  for (const [node, { size }] of children.entries()) if (node <= AT_WORD || size >= ROW_FROM) rowOf[node] = count++;
  const rows = new Int32Array(count * width);
  const firstChild = new Int32Array(children.length);
  const nextSibling = new Int32Array(children.length);
  const label = new Uint16Array(children.length);
  for (const [node, below] of children.entries()) {
    for (const [c, child] of below) {
      label[child] = c;
      if (rowOf[node]! >= 0) rows[rowOf[node]! * width + c] = child;
      else {
        nextSibling[child] = firstChild[node]!;
        firstChild[node] = child;
      }
    }
  }
  return { rowOf, rows, firstChild, nextSibling, label };
}

function capitalOf(code: number): number {
  if (code >= LAST_CASED) return code;
  const capital = String.fromCharCode(code).toUpperCase();
  return capital.length === 1 && (code < 128 || capital.charCodeAt(0) >= 128) ? capital.charCodeAt(0) : code;
}
