import { createRequire } from 'node:module';
import type stringWidth from 'string-width';

const require = createRequire(import.meta.url);
let measure: typeof stringWidth | undefined;

/** A column of a text table: its heading and where its cells stand. */
export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
}

/**
 * Rows as lines of aligned columns, two spaces apart, headings first; wide and combining characters count as they are
 * drawn. Lines carry no trailing space and end without a newline.
 */
export function textTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const lines = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => widthOf(line[i] ?? ''))));
  return lines
    .map((line) =>
      columns
        .map(({ align = 'left' }, i) => {
          const cell = line[i] ?? '';
          const padding = ' '.repeat(widths[i]! - widthOf(cell));
          return align === 'right' ? padding + cell : cell + padding;
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

// Its patterns take longer to load than most commands take: only what is not plain ASCII needs them.
function widthOf(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length;
  measure ??= (require('string-width') as { default: typeof stringWidth }).default;
  return measure(text);
}
