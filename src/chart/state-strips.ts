import { markup, type Markup } from './markup.ts';
import { pixel } from './pixel.ts';
import type { Tone } from './tone.ts';
import { shorten } from './visible-text.ts';

/** One run as its states in order. */
export interface StateStrip {
  readonly label: string;
  /** Numbers of states, one per event. */
  readonly path: ArrayLike<number>;
}

const ROW = 12;
const CHARACTER = 6.4;
const LEFT = 150;
const FULL = 480;
const LINE = 18;
/** Colours in the order in which states get them: the strongest contrasts first. */
const ORDER = ['blue', 'orange', 'green', 'vermillion', 'purple', 'sky', 'grey'] as const satisfies readonly Tone[];

/**
 * Runs as strips under one another, each event a piece in the colour of its state; what the colours are stands above, in words.
 *
 * @param names - of the states, seven at most
 */
export function stateStrips(
  names: readonly string[],
  strips: readonly StateStrip[],
  { title, description }: { readonly title: string; readonly description: string },
): Markup {
  const top = names.length * LINE + 26;
  const longest = Math.max(1, ...strips.map(({ path }) => path.length));
  const width = LEFT + FULL + 4;
  const height = top + strips.length * ROW + 24;
  const piece = FULL / longest;
  const keys = names.map(
    (name, state) => markup`
      <rect class="${tone(state)}" x="0" y="${state * LINE + 2}" width="11" height="11"/>
      <text x="17" y="${state * LINE + 12}">${shorten(name, Math.floor(width / CHARACTER))}</text>
    `,
  );
  const rows = strips.map(({ label, path }, i) => {
    const y = top + i * ROW;
    return markup`
      <text class="quiet" text-anchor="end" x="${LEFT - 8}" y="${y + 9}">${shorten(label, Math.floor((LEFT - 8) / CHARACTER))}</text>
      ${bouts(path).map(
        ({ state, from, to }) => markup`
          <rect class="${tone(state)}" x="${pixel(LEFT + from * piece)}" y="${y}" width="${pixel((to - from) * piece)}" height="${ROW - 2}">
            <title>${names[state]}: ${from + 1}–${to}</title>
          </rect>
        `,
      )}
    `;
  });
  return markup`
    <svg
      class="chart" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"
      xmlns="http://www.w3.org/2000/svg">
      <title>${title}</title>
      <desc>${description}</desc>
      ${keys}
      ${rows}
      <text class="quiet" x="${LEFT}" y="${height - 8}">start of the run</text>
      <text class="quiet" text-anchor="end" x="${width}" y="${height - 8}">${longest} events →</text>
    </svg>
  `;
}

function tone(state: number): string {
  return ORDER[state % ORDER.length]!;
}

function bouts(path: ArrayLike<number>): { state: number; from: number; to: number }[] {
  const found: { state: number; from: number; to: number }[] = [];
  for (let at = 0; at < path.length; at++) {
    const last = found.at(-1);
    if (last !== undefined && last.state === path[at]) last.to = at + 1;
    else found.push({ state: path[at]!, from: at, to: at + 1 });
  }
  return found;
}
