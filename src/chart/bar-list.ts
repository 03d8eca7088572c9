import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** One share. */
export interface BarRow {
  readonly label: string;
  /** 0–1. */
  readonly share: number;
  /** 95%, drawn as a whisker. */
  readonly interval?: readonly [number, number];
  /** Written after the bar. */
  readonly note: string;
  /** Default `blue`. */
  readonly tone?: Tone;
}

/** Bars under a common heading; without one they stand by themselves. */
export interface BarGroup {
  readonly heading?: string;
  readonly rows: readonly BarRow[];
}

/** What a list of bars says beside them. */
export interface BarListOptions {
  readonly title: string;
  readonly description: string;
  /** Pixels; default 720. */
  readonly width?: number;
}

const PITCH = 22;
const HEADING = 28;
const CHARACTER = 7.2;
const LONGEST = 40;
const NOTE_CHARACTER = 6.4;
const LONGEST_NOTE = 44;

/** Shares as bars with their intervals, one below the other; the longest bar or whisker fills the width. */
export function barList(groups: readonly BarGroup[], { title, description, width = 720 }: BarListOptions): Markup {
  const rows = groups.flatMap((group) => group.rows);
  const longest = Math.max(6, ...rows.map(({ label }) => Math.min(LONGEST, [...label].length)));
  const left = Math.ceil(longest * CHARACTER) + 12;
  const right =
    Math.ceil(Math.max(10, ...rows.map(({ note }) => Math.min(LONGEST_NOTE, [...note].length))) * NOTE_CHARACTER) + 16;
  const full = Math.max(1e-9, ...rows.map(({ share, interval }) => Math.max(share, interval?.[1] ?? 0)));
  const at = (share: number): number => pixel((Math.min(full, Math.max(0, share)) / full) * (width - left - right));
  let y = 6;
  const body = groups.flatMap(({ heading, rows: own }) => {
    const drawn: Markup[] = [];
    if (heading !== undefined) {
      drawn.push(markup`<text class="strong" x="0" y="${y + 16}">${shorten(heading, 90)}</text>`);
      y += HEADING;
    }
    for (const row of own) {
      drawn.push(drawRow(row, y, left, at));
      y += PITCH;
    }
    y += 6;
    return drawn;
  });
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${body}
    </svg>
  `;
}

function drawRow(
  { label, share, interval, note, tone = 'blue' }: BarRow,
  y: number,
  left: number,
  at: (share: number) => number,
): Markup {
  const [low, high] = interval === undefined ? [0, 0] : [left + at(interval[0]), left + at(interval[1])];
  const middle = y + 11;
  const whisker = markup`<path class="whisker" d="M${low} ${middle}H${high}M${low} ${middle - 3}v6M${high} ${middle - 3}v6"/>`;
  return markup`
    <g>
      <title>${`${shorten(label, 120)}: ${note}`}</title>
      <text text-anchor="end" x="${left - 8}" y="${y + 15}">${shorten(label, LONGEST)}</text>
      <rect class="${tone}" x="${left}" y="${y + 4}" width="${at(share)}" height="14"/>
      ${interval === undefined ? '' : whisker}
      <text class="quiet" x="${pixel(Math.max(left + at(share), high) + 8)}" y="${y + 15}">${shorten(note, LONGEST_NOTE)}</text>
    </g>
  `;
}
