import { CHART_STYLE } from './chart-style.ts';
import type { Markup } from './markup.ts';

const MARGIN = 16;
const LINE = 17;
const CHARACTER = 6.9;
/** Narrower pictures get room for words beside them. */
const LEAST_WIDTH = 480;

/**
 * A chart as a file of its own: with the style that pages give it, on paper of its own, and with its title and description, which pages
 * and screen readers have, written above it.
 */
export function standaloneSvg(chart: Markup): string {
  const svg = chart.toString().trim();
  const style = `<style>${CHART_STYLE}.chart { background: var(--paper); }</style>`;
  const size = /^<svg\b[^>]*?\bwidth="([\d.]+)" height="([\d.]+)"/.exec(svg);
  if (size === null) return svg.replace(/^<svg\b[^>]*>/, (tag) => `${tag}${style}`);
  const [chartWidth, chartHeight] = [Number(size[1]), Number(size[2])];
  const inner = Math.max(LEAST_WIDTH, chartWidth);
  const lines = (text: string | undefined): string[] => (text === undefined ? [] : wrapped(text, inner / CHARACTER));
  const heads = lines(/<title>([^<]*)<\/title>/.exec(svg)?.[1]);
  const words = lines(/<desc>([^<]*)<\/desc>/.exec(svg)?.[1]);
  const text = [...heads.map((line) => ['strong', line]), ...words.map((line) => ['quiet', line])]
    .map(([name, line], i) => `<text class="${name}" x="${MARGIN}" y="${MARGIN + 12 + i * LINE}">${line}</text>`)
    .join('');
  const top = MARGIN + (heads.length + words.length) * LINE + 12;
  const [width, height] = [inner + 2 * MARGIN, top + chartHeight + MARGIN];
  const nested = svg.replace(/^<svg\b/, `<svg x="${MARGIN}" y="${top}"`);
  return `<svg class="chart" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" xmlns="http://www.w3.org/2000/svg">${style}${text}${nested}</svg>`;
}

/** Escaped text in lines of so many characters; a character reference is one. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  let [line, used] = ['', 0];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const own = word.replaceAll(/&[^;]+;/g, '.').length;
    if (line !== '' && used + 1 + own > length) {
      lines.push(line);
      [line, used] = ['', 0];
    }
    line = line === '' ? word : `${line} ${word}`;
    used += own + 1;
  }
  return line === '' ? lines : [...lines, line];
}
