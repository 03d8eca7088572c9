const MAX_PIECES = 6;
const MAX_WORDINGS = 12;
const MAX_QUOTED_WORDS = 9;

/**
 * How an error is recognised: of each wording, the pieces that are the same each time, as they stand in its text.
 *
 * @param remarks - words joined by spaces, `…` for what varies; the most frequent wording first
 * @returns one list per wording, of at most 12 wordings
 */
export function remarkPieces(remarks: readonly string[]): string[][] {
  return remarks.slice(0, MAX_WORDINGS).flatMap((remark) => {
    const pieces = remark.split(/\s*[…"\\]+\s*/).filter((piece) => /\p{L}{2}/u.test(piece));
    return pieces.length === 0 ? [] : [pieces.slice(0, MAX_PIECES)];
  });
}

// Would end the quotation, or the line of Markdown that it stands in.
const MARKS = /[`“”"<>]+|!(?=\[)|(?<=\])\(/g;

/** A remark as it is quoted: its first clause, in at most nine words, without quotation marks and tags. */
export function quotedRemark(remark: string): string {
  const words = remark.replace(MARKS, '').replace(/\s+/g, ' ').trim().split(' ').slice(0, MAX_QUOTED_WORDS);
  const clause = words.findIndex(
    (word, i) => (i >= 3 && /[;.!?。；]$/u.test(word)) || (i >= 4 && /[,，]$/u.test(word)),
  );
  return words
    .slice(0, clause < 0 ? undefined : clause + 1)
    .join(' ')
    .replace(/(?<=[(#"'“‘/]) …|… (?=[)"'”’:,;./])/g, (gap) => gap.trim())
    .replace(/[\s:;,.!(]+$/, '');
}
