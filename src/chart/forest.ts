import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import { shorten } from './visible-text.ts';

/** One difference with its 95% interval, all in the same unit. */
export interface ForestRow {
  readonly label: string;
  readonly difference: number;
  readonly interval: readonly [number, number];
  /** Whether the difference counts as found, which fills its dot; default: the interval leaves out zero. */
  readonly found?: boolean;
  /** Drawn right of the label, e.g. `n = 84`. */
  readonly note?: string;
  /** Another estimate of the same, drawn thinly below: a tick and its interval. */
  readonly second?: { readonly difference: number; readonly interval: readonly [number, number] };
}

/** What a forest plot says beside its rows. */
export interface ForestOptions {
  readonly title: string;
  readonly description: string;
  /** Words under the left and right half: what a negative and a positive difference mean. */
  readonly sides: readonly [string, string];
  /** How a value is written at the axis. */
  readonly format: (value: number) => string;
  /** What the second estimates are, written under the axis. */
  readonly second?: string;
  /** Pixels; default 344, which fits a phone. */
  readonly width?: number;
}

const ROW = 40;
const MARGIN = 24;
const WIDE = 440;
/** Pixels of a character in the chart font, generously, and of the room a note takes. */
const CHARACTER = 6.4;
const NOTE = 70;

/**
 * Differences as a forest plot: a dot and its interval per row, around a line at no difference. The dot is filled when
 * the difference counts as found. The label stands above its line, so that the picture needs no wide margin.
 */
export function forest(rows: readonly ForestRow[], options: ForestOptions): Markup {
  const { title, description, sides, format, second, width = 344 } = options;
  const reach = scaleReach(rows);
  const at = (value: number): number =>
    pixel(width / 2 + (Math.min(reach, Math.max(-reach, value)) / reach) * (width / 2 - MARGIN));
  const bottom = Math.max(0.5, rows.length) * ROW + 6;
  // Beside the names of the sides there is room for it in wide figures only.
  const secondAt = width < WIDE ? bottom + 50 : bottom + 32;
  const height = second !== undefined && width < WIDE ? bottom + 54 : bottom + 36;
  const ticks = [-reach, 0, reach].map((value) => {
    const x = at(value);
    return markup`
      <path class="rule" d="M${x} 0V${bottom}"/>
      <text class="quiet" text-anchor="middle" x="${x}" y="${bottom + 14}">${format(value)}</text>
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${ticks}
      <path class="axis" d="M${at(0)} 0V${bottom}"/>
      ${rows.length === 0 ? markup`<text class="quiet" x="0" y="12">nothing to draw</text>` : ''}
      ${rows.map((row, i) => drawRow(row, i * ROW + 28, { at, format, width }))}
      <text class="quiet" x="0" y="${bottom + 32}">← ${sides[0]}</text>
      <text class="quiet" text-anchor="end" x="${width}" y="${bottom + 32}">${sides[1]} →</text>
      ${second === undefined ? '' : thinWords(`thin line: ${second}`, width / 2, secondAt)}
    </svg>
  `;
}

function drawRow(
  { label, difference, interval: [low, high], found = low > 0 || high < 0, note, second }: ForestRow,
  y: number,
  { at, format, width }: { at: (value: number) => number; format: ForestOptions['format']; width: number },
): Markup {
  const words = `${shorten(label, 120)}: ${format(difference)} (${format(low)} to ${format(high)})`;
  const noted = markup`<text class="quiet" text-anchor="end" x="${width}" y="${y - 12}">${note}</text>`;
  return markup`
    <g>
      <title>${words}</title>
      <text x="0" y="${y - 12}">${shorten(label, Math.floor((width - NOTE) / CHARACTER))}</text>
      ${note === undefined ? '' : noted}
      <path class="whisker" d="M${at(low)} ${y}H${at(high)}"/>
      <circle class="${found ? 'blue' : 'hollow'}" cx="${at(difference)}" cy="${y}" r="4.5"/>
      ${second === undefined ? '' : drawSecond(second, y + 7, at)}
    </g>
  `;
}

function drawSecond(
  { difference, interval: [low, high] }: NonNullable<ForestRow['second']>,
  y: number,
  at: (value: number) => number,
): Markup {
  return markup`<path class="axis" d="M${at(low)} ${y}H${at(high)}M${at(difference)} ${y - 3}v6"/>`;
}

function thinWords(words: string, x: number, y: number): Markup {
  return markup`<text class="quiet" text-anchor="middle" x="${x}" y="${y}">${words}</text>`;
}

// The axis is symmetric, as wide as the widest interval, rounded up to a tenth.
function scaleReach(rows: readonly ForestRow[]): number {
  const ends = rows
    .flatMap((row) => [row.difference, ...row.interval, ...(row.second?.interval ?? [])].map(Math.abs))
    .filter(Number.isFinite);
  return Math.max(0.1, Math.ceil(Math.max(0, ...ends) * 10) / 10);
}
