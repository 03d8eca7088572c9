import { html, raw } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { visibleText } from './visible-text.ts';

/** A piece of HTML or SVG in which everything untrusted is already escaped. Only {@link markup} makes one. */
export type Markup = HtmlEscapedString;

/** What {@link markup} accepts between its pieces; `undefined`, `null` and booleans leave nothing. */
export type MarkupValue = string | number | boolean | null | undefined | Markup | readonly MarkupValue[];

const joined = new WeakMap<TemplateStringsArray, TemplateStringsArray>();

/**
 * Template tag for HTML and SVG: values are escaped for element text and for quoted attributes and stripped of
 * characters that cannot be seen (`visibleText`); nested markup and lists of it are inserted as they are. It does not
 * make a value safe as a URL, inside `<style>` or inside `<script>`: put none there.
 *
 * Line breaks in the template, with the indentation around them, are treated as in JSX: nothing next to a tag, a value
 * or the template's end, one space between words and inside a tag.
 */
export function markup(pieces: TemplateStringsArray, ...values: MarkupValue[]): Markup {
  let lines = joined.get(pieces);
  if (lines === undefined) joined.set(pieces, (lines = joinLines(pieces)));
  // hono's tag is asynchronous only when it is given promises, and MarkupValue admits none.
  return html(lines, ...values.map(seen)) as Markup;
}

/** Text that is markup already and comes from our own sources (a style sheet constant); never pass text from a run. */
export function trustedMarkup(text: string): Markup {
  return raw(text);
}

// `HtmlEscapedString` is a String object, so strings to escape are exactly the primitive ones.
function seen(value: MarkupValue): MarkupValue {
  if (typeof value === 'string') return visibleText(value);
  return Array.isArray(value) ? value.map(seen) : value;
}

function joinLines(pieces: TemplateStringsArray): TemplateStringsArray {
  let inTag = false;
  const lines = pieces.map((piece) =>
    piece.replace(/[<>]|[^\S\n]*\n\s*/g, (match, at: number) => {
      if (match === '<' || match === '>') {
        inTag = match === '<';
        return match;
      }
      if (inTag) return ' ';
      const before = piece[at - 1];
      const after = piece[at + match.length];
      return before === undefined || before === '>' || after === undefined || after === '<' ? '' : ' ';
    }),
  );
  return Object.assign(lines, { raw: lines });
}
