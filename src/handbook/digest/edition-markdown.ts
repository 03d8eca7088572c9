import { visibleText } from '../../chart/visible-text.ts';
import type { EditionText } from './edition-text.ts';

/** An edition as Markdown; what behaviors say is plain text in it or inline code, never markup. Ends with a line break. */
export function editionMarkdown(edition: EditionText): string {
  return linesOf(edition, { plain: inert, title: '# ', heading: '## ', item: '- ', under: '  \n  ' });
}

/** An edition for a terminal. Ends with a line break. */
export function editionPlain(edition: EditionText): string {
  return linesOf(edition, { plain: oneLine, title: '', heading: '', item: '  ', under: '\n    ' });
}

interface Style {
  readonly plain: (text: string) => string;
  readonly title: string;
  readonly heading: string;
  readonly item: string;
  /** Between an entry and what is said below it. */
  readonly under: string;
}

function linesOf({ title, lead, sections }: EditionText, style: Style): string {
  const { plain, under } = style;
  const lines = [`${style.title}${plain(title)}`, '', plain(lead), ''];
  for (const { title: heading, note, entries, more } of sections) {
    lines.push(`${style.heading}${plain(heading)}`, '', plain(note), '');
    for (const { name, instruction, why, id } of entries) {
      const below = [...(why === '' ? [] : [why]), name === id ? id : `${name} (${id})`];
      lines.push(`${style.item}${[instruction, ...below].map(plain).join(under)}`);
    }
    if (more !== undefined) lines.push(`${style.item}${plain(`and ${more} more.`)}`);
    lines.push('');
  }
  if (sections.length === 0) lines.push('Nothing has changed.', '');
  return lines.join('\n');
}

function oneLine(text: string): string {
  return visibleText(text).replace(/\s+/gu, ' ');
}

/** On one line, with every character escaped that Markdown would take for markup; a pair of backticks stays inline code. */
function inert(text: string): string {
  return oneLine(text)
    .split(/(`[^`]+`)/)
    .map((piece, i) => (i % 2 === 1 ? piece : escaped(piece)))
    .join('');
}

function escaped(text: string): string {
  return text
    .replace(/[\\`*{}[\]<>#|!~&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/^(\s*)([-+]|\d+[.)])(?=\s)/, '$1\\$2');
}
