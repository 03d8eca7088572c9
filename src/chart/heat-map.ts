import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import { shorten } from './visible-text.ts';

/** One cell of a heat map. */
export interface HeatCell {
  /** −1…1: how strongly it is coloured, orange-red below 0 and blue above; 0 leaves it empty. */
  readonly strength: number;
  /** Written in the cell; a few characters. */
  readonly text: string;
  /** What a pointer shows and a screen reader says. */
  readonly label: string;
}

/** What a heat map says beside its cells. */
export interface HeatMapOptions {
  readonly title: string;
  readonly description: string;
  /** Words above the names of the rows and above those of the columns: how a cell is read. */
  readonly axes: readonly [string, string];
  /** What colours below and above zero mean. */
  readonly sides: readonly [string, string];
}

const CELL_WIDTH = 44;
const CELL_HEIGHT = 26;
const CHARACTER = 7;
const LONGEST = 34;
const SLANT = 0.7;

/**
 * A table as colours: a cell is the stronger coloured the further it is from what is expected, to either side.
 *
 * @param rows - names
 * @param columns - names
 * @param cells - one list per row, one cell per column
 */
export function heatMap(
  rows: readonly string[],
  columns: readonly string[],
  cells: readonly (readonly HeatCell[])[],
  { title, description, axes, sides }: HeatMapOptions,
): Markup {
  const longest = (names: readonly string[]): number =>
    Math.max(4, ...names.map((name) => Math.min(LONGEST, [...name].length))) * CHARACTER;
  const left = Math.ceil(longest(rows)) + 12;
  const top = Math.ceil(longest(columns) * SLANT) + 44;
  const bottom = top + rows.length * CELL_HEIGHT;
  const width = Math.ceil(left + columns.length * CELL_WIDTH + longest(columns) * SLANT + 10);
  const height = bottom + 30;
  const heads = columns.map((name, column) => {
    const x = pixel(left + (column + 0.5) * CELL_WIDTH);
    return markup`<text transform="translate(${x} ${top - 8}) rotate(-45)">${shorten(name, LONGEST)}</text>`;
  });
  const lines = rows.map((name, row) => {
    const y = top + row * CELL_HEIGHT;
    return markup`
      <text text-anchor="end" x="${left - 8}" y="${y + 17}">${shorten(name, LONGEST)}</text>
      ${(cells[row] ?? []).map((cell, column) => drawCell(cell, left + column * CELL_WIDTH, y))}
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      <text class="quiet" text-anchor="end" x="${left - 8}" y="${top - 8}">${axes[0]}</text>
      <text class="quiet" x="${left}" y="14">${axes[1]}</text>
      ${heads}
      ${lines}
      <rect class="vermillion" x="${left}" y="${bottom + 12}" width="11" height="11"/>
      <text class="quiet" x="${left + 16}" y="${bottom + 22}">${sides[0]}</text>
      <rect class="blue" x="${left + 32 + Math.ceil(sides[0].length * CHARACTER)}" y="${bottom + 12}" width="11" height="11"/>
      <text class="quiet" x="${left + 48 + Math.ceil(sides[0].length * CHARACTER)}" y="${bottom + 22}">${sides[1]}</text>
    </svg>
  `;
}

function drawCell({ strength, text, label }: HeatCell, x: number, y: number): Markup {
  const share = Math.round(Math.min(1, Math.abs(strength)) * 100) / 100;
  const colour = markup`<rect class="${strength < 0 ? 'vermillion' : 'blue'}" fill-opacity="${share}" x="${x + 1}" y="${y + 1}" width="${CELL_WIDTH - 2}" height="${CELL_HEIGHT - 2}"/>`;
  return markup`
    <g>
      <title>${label}</title>
      <rect class="rule" x="${x + 0.5}" y="${y + 0.5}" width="${CELL_WIDTH - 1}" height="${CELL_HEIGHT - 1}"/>
      ${share > 0 ? colour : ''}
      <text class="${share > 0 ? 'strong' : 'quiet'}" text-anchor="middle" x="${x + CELL_WIDTH / 2}" y="${y + 17}">${shorten(text, 6)}</text>
    </g>
  `;
}
