import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** Everything about one thing, along a run. */
export interface StrandStrip {
  readonly label: string;
  /** Written after the strip. */
  readonly note: string;
  readonly marks: readonly { readonly place: number; readonly tone: Tone; readonly label: string }[];
}

/** What the picture says beside its strips. */
export interface StrandStripsOptions {
  readonly title: string;
  readonly description: string;
  /** Places there are along the run. */
  readonly places: number;
  /** What the colours are, in words. */
  readonly key: readonly { readonly tone: Tone; readonly words: string }[];
}

const WIDTH = 860;
const ROW = 18;
const CHARACTER = 6.6;
const LONGEST = 38;
const RIGHT = 180;
const LINE = 18;

/** A line per thing, over the length of a run; every call about it is a mark in the colour of what it does, and the line spans the first to the last. */
export function strandStrips(strips: readonly StrandStrip[], { title, description, places, key }: StrandStripsOptions): Markup {
  const longest = Math.max(8, ...strips.map(({ label }) => Math.min(LONGEST, [...label].length)));
  const left = Math.ceil(longest * CHARACTER) + 12;
  const full = WIDTH - left - RIGHT;
  const top = key.length * LINE + 10;
  const height = top + strips.length * ROW + 26;
  const x = (place: number): number => pixel(left + (place / Math.max(1, places)) * full);
  const width = pixel(Math.max(2, Math.min(10, full / Math.max(1, places) - 1)));
  const rows = strips.map(({ label, note, marks }, i) => {
    const y = top + i * ROW;
    const [first, last] = [marks[0]?.place ?? 0, marks.at(-1)?.place ?? 0];
    return markup`
      <g>
        <title>${shorten(label, 160)}: ${note}</title>
        <text text-anchor="end" x="${left - 8}" y="${y + 13}">${shorten(label, LONGEST)}</text>
        <path class="rule" d="M${x(first)} ${y + 9}H${x(last)}"/>
        ${marks.map(
          (mark) => markup`
            <rect class="${mark.tone}" x="${x(mark.place)}" y="${y + 3}" width="${width}" height="12"><title>${shorten(mark.label, 120)}</title></rect>
          `,
        )}
        <text class="quiet" x="${WIDTH - RIGHT + 14}" y="${y + 13}">${shorten(note, 28)}</text>
      </g>
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${key.map(
        ({ tone, words }, i) => markup`
          <rect class="${tone}" x="0" y="${i * LINE + 2}" width="11" height="11"/>
          <text x="17" y="${i * LINE + 12}">${words}</text>
        `,
      )}
      ${rows}
      <text class="quiet" x="${left}" y="${height - 8}">first call</text>
      <text class="quiet" text-anchor="end" x="${WIDTH - RIGHT}" y="${height - 8}">${places} calls →</text>
    </svg>
  `;
} // prettier-ignore
