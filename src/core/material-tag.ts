import { sha256 } from './content-key.ts';

/**
 * The tag that headings begin with where texts of runs are put before a model: 8 hex digits that stand in none of the texts, so
 * that nothing in them can pass for a heading or an end. The same texts have the same tag, so that a question asked before is known
 * again.
 *
 * @param texts - everything that stands between the headings, and what of it stands in them
 */
export function materialTag(texts: readonly string[]): string {
  const all = texts.join('\n');
  // Eight digits can be found by trying: who writes a whole run could write one that holds its own tag.
  for (let tag = sha256(all, 8); ; tag = sha256(`${tag}\n${all}`, 8)) if (!all.includes(tag)) return tag;
}
