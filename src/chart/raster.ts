import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** One move of a run: its colour, what a reader is told on hovering, and how long it is. */
export interface RasterCell {
  readonly tone: Tone;
  readonly label: string;
  readonly tokens: number;
}

/** Something noted at a move: a coded event (`note`) or something that should not have happened (`fault`). */
export interface RasterMark {
  /** 0-based index into the row's cells. */
  readonly cell: number;
  /** Where in the cell, 0–1; only drawn when the scale is tokens. */
  readonly at: number;
  readonly kind: 'note' | 'fault';
  readonly label: string;
  /** Colour of a note when the scale is tokens; default ink. */
  readonly tone?: Tone;
}

/** One run, left to right. */
export interface RasterRow {
  readonly label: string;
  readonly cells: readonly RasterCell[];
  readonly marks: readonly RasterMark[];
  readonly outcome: 'success' | 'failure' | 'unknown';
}

/** Rows under a common heading, e.g. `Succeeded: 12 of 84 shown`. */
export interface RasterGroup {
  readonly heading: string;
  readonly rows: readonly RasterRow[];
}

/** What a raster says beside its rows. */
export interface RasterOptions {
  readonly title: string;
  readonly description: string;
  /** What the width of a cell stands for: every move is as wide as any other (default), or as wide as it has tokens. */
  readonly scale?: 'moves' | 'tokens';
  /** What a unit of the axis is called; default `move`, or `token`. */
  readonly unit?: string;
  /** Pixels; default 720. */
  readonly width?: number;
}

interface Frame {
  readonly tokens: boolean;
  /** Units (moves or tokens) that fit. */
  readonly units: number;
  readonly pixelsPerUnit: number;
}

const PITCH = 16;
const CELL_HEIGHT = 9;
const CELL_TOP = 5;
const HEADING = 26;
const AXIS = 18;
const MARGIN_RIGHT = 64;
const WIDEST_CELL = 24;
const NARROWEST_CELL = 2;
/** Below this width (px) cells touch, and neighbours of one colour become one rectangle. */
const SEPARATE_CELL = 4;

/**
 * The ethogram as a picture: one row per run, one cell per move, coloured by what the agent does. Coded events are dots
 * in a cell, or ticks at their place in it when the scale is tokens; a triangle above a cell is a fault; the sign at
 * the end of a row is its outcome. Rows much longer than the others are cut and say by how much.
 *
 * @param groups - rows in drawing order; empty groups are left out
 * @returns an `<svg>` element with title, description and a tooltip for every cell and mark
 */
export function raster(groups: readonly RasterGroup[], options: RasterOptions): Markup {
  const { title, description, scale = 'moves', unit = scale === 'tokens' ? 'token' : 'move', width = 720 } = options;
  const shown = groups.filter((group) => group.rows.length > 0);
  const frame = frameFor(shown, width - MARGIN_RIGHT, scale === 'tokens');
  let y = AXIS;
  const body: Markup[] = [];
  for (const group of shown) {
    body.push(markup`<text x="0" y="${y + 17}" class="strong">${shorten(group.heading, 80)}</text>`);
    y += HEADING;
    for (const row of group.rows) {
      body.push(drawRow(row, y, frame));
      y += PITCH;
    }
    y += 6;
  }
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${axis(frame, y, unit)}
      ${body}
    </svg>
  `;
}

// The longest tenth of the runs may be cut, so that one endless run does not squeeze all others.
function frameFor(groups: readonly RasterGroup[], plotWidth: number, tokens: boolean): Frame {
  const lengths = groups
    .flatMap((group) => group.rows.map((row) => (tokens ? rowTokens(row) : row.cells.length)))
    .sort((a, b) => a - b);
  const longest = lengths.at(-1) ?? 1;
  const usual = lengths[Math.floor(lengths.length * 0.9)] ?? longest;
  const fitting = Math.max(1, longest <= usual * 1.5 ? longest : Math.ceil(usual * 1.2));
  if (tokens) return { tokens, units: fitting, pixelsPerUnit: plotWidth / fitting };
  const units = Math.min(fitting, Math.floor(plotWidth / NARROWEST_CELL));
  return { tokens, units, pixelsPerUnit: Math.min(WIDEST_CELL, plotWidth / units) };
}

function rowTokens(row: RasterRow): number {
  return row.cells.reduce((total, cell) => total + cell.tokens, 0);
}

function axis({ tokens, units, pixelsPerUnit }: Frame, bottom: number, name: string): Markup[] {
  const every = roundStep(60 / pixelsPerUnit);
  const ticks: Markup[] = [];
  for (let unit = every; unit <= units; unit += every) {
    const x = pixel((tokens ? unit : unit - 0.5) * pixelsPerUnit);
    ticks.push(markup`
      <path class="rule" d="M${x} ${AXIS}V${bottom}"/>
      <text class="quiet" x="${x}" y="${AXIS - 5}" text-anchor="middle">${unit}</text>
    `);
  }
  return [markup`<text class="quiet" x="0" y="${AXIS - 5}">${name}</text>`, ...ticks];
}

// The smallest of 1, 2, 5, 10, 20, 50… that is at least `step`.
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, step)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((round) => round >= step) ?? 10 * power;
}

function drawRow(row: RasterRow, y: number, frame: Frame): Markup {
  const starts = [0];
  for (const cell of row.cells) starts.push(starts.at(-1)! + (frame.tokens ? cell.tokens : 1));
  const length = starts.at(-1)!;
  const drawn = Math.min(length, frame.units);
  const cut = Math.round(length - drawn);
  const end = drawn * frame.pixelsPerUnit + 8;
  return markup`
    <g transform="translate(0 ${y})">
      <title>${shorten(row.label, 160)}</title>
      <g class="${frame.tokens ? 'soft' : 'full'}">${drawCells(row.cells, starts, frame)}</g>
      ${drawMarks(row, starts, frame)}
      ${drawOutcome(row.outcome, end)}
      ${cut === 0 ? '' : markup`<text class="quiet" x="${pixel(end + 7)}" y="13">+${cut}</text>`}
    </g>
  `;
}

function drawCells(
  cells: readonly RasterCell[],
  starts: readonly number[],
  { tokens, units, pixelsPerUnit }: Frame,
): Markup[] {
  const touching = !tokens && pixelsPerUnit < SEPARATE_CELL;
  const drawn: Markup[] = [];
  let edge = Number.NEGATIVE_INFINITY;
  for (let from = 0, to = 0; from < cells.length && starts[from]! < units; from = to) {
    const { tone, label } = cells[from]!;
    to = touching ? endOfColour(cells, from) : from + 1;
    const x = starts[from]! * pixelsPerUnit;
    const right = Math.min(units, starts[to]!) * pixelsPerUnit;
    // Cells that are narrower than a pixel cannot be seen, and there may be very many.
    if (right - edge < 1) continue;
    edge = right;
    const width = Math.max(1, right - x - (touching ? 0 : 1));
    drawn.push(markup`
      <rect class="${tone}" x="${pixel(x)}" y="${CELL_TOP}" width="${pixel(width)}" height="${CELL_HEIGHT}">
        <title>${shorten(label, 120)}</title>
      </rect>
    `);
  }
  return drawn;
}

function endOfColour(cells: readonly RasterCell[], from: number): number {
  const other = cells.findIndex((cell, i) => i > from && cell.tone !== cells[from]!.tone);
  return other < 0 ? cells.length : other;
}

function drawMarks({ cells, marks }: RasterRow, starts: readonly number[], frame: Frame): Markup[] {
  const { tokens, units, pixelsPerUnit } = frame;
  const placed = marks.filter((mark) => mark.cell >= 0 && mark.cell < cells.length);
  const taken = new Set<string>();
  return (tokens ? placed : joinMarks(placed)).flatMap((mark) => {
    const { cell, kind, label, tone } = mark;
    const from = starts[cell]!;
    const place = from + (tokens ? Math.min(1, Math.max(0, mark.at)) : 0.5) * (starts[cell + 1]! - from);
    if (place > units) return [];
    const x = place * pixelsPerUnit;
    if (taken.size === taken.add(`${kind} ${Math.round(x)}`).size) return [];
    const words = markup`<title>${shorten(label, 160)}</title>`;
    if (kind === 'fault') return markup`<path class="vermillion" d="M${pixel(x - 3)} 0h6l-3 4.6z">${words}</path>`;
    if (!tokens) return markup`<circle class="note" cx="${pixel(x - 0.5)}" cy="9.5" r="2">${words}</circle>`;
    return markup`<rect class="${tone ?? 'ink'} tick" x="${pixel(x - 1)}" y="3" width="3" height="13">${words}</rect>`;
  });
}

/** One mark per cell, with the words of all, a fault if one of them is. */
function joinMarks(marks: readonly RasterMark[]): RasterMark[] {
  const byCell = new Map<number, RasterMark>();
  for (const mark of marks) {
    const other = byCell.get(mark.cell);
    const labels = new Set([...(other?.label.split(', ') ?? []), mark.label]);
    const kind = mark.kind === 'fault' || other?.kind === 'fault' ? 'fault' : 'note';
    byCell.set(mark.cell, { ...mark, kind, label: [...labels].join(', ') });
  }
  return [...byCell.values()];
}

function drawOutcome(outcome: RasterRow['outcome'], x: number): Markup | undefined {
  if (outcome === 'unknown') return undefined;
  return outcome === 'success'
    ? markup`<circle cx="${pixel(x)}" cy="9.5" r="3.5"><title>succeeded</title></circle>`
    : markup`<path class="cross" d="M${pixel(x - 3)} 6.5l6 6m0-6l-6 6"><title>failed</title></path>`;
}
