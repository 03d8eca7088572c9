import { markup, type Markup } from './markup.ts';
import type { Tone } from './tone.ts';

/** A colour in use and the words for it; `tick` for a thin mark instead of a square. */
export interface LegendItem {
  readonly tone: Tone;
  readonly label: string;
  readonly tick?: boolean;
}

/** What the colours of a chart stand for, as an HTML list that wraps with the page; its style is in `CHART_STYLE`. */
export function legend(items: readonly LegendItem[]): Markup {
  const entries = items.map(
    ({ tone, label, tick = false }) =>
      markup`<li><span class="swatch ${tone}${tick ? ' tick' : ''}"></span>${label}</li>`,
  );
  return markup`<ul class="legend">${entries}</ul>`;
}
