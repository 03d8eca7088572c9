import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount } from '../core/format-number.ts';
import type { Passage, PassageLine } from './passage.ts';

/** A {@link Passage} as a figure: who said what, the quote marked within its text, and below it where it stands. */
export function passageFigure({ lines, step, task, trajectoryId }: Passage): Markup {
  return markup`
    <figure class="passage">
      <ol class="turns">${lines.map(turn)}</ol>
      <figcaption>
        Step ${step} of <code>${shorten(trajectoryId, 60)}</code>${task === '' ? '' : markup`: <bdi>${task}</bdi>`}
      </figcaption>
    </figure>
  `;
}

function turn({ who, tool, before, quote, after, cut }: PassageLine): Markup {
  const call = tool === undefined ? '' : markup`<code>${shorten(tool, 80)}</code> `;
  const marked = quote === undefined ? '' : markup`<mark>${quote}</mark>`;
  const more = `[${formatCount(cut.quote)} more characters]`;
  const missing = cut.quote === 0 ? '' : markup` <span class="cut">${more}</span> `;
  const [from, to] = [cut.before > 0 ? '…' : '', cut.after > 0 ? '…' : ''];
  return markup`
    <li>
      <span class="who">${who}</span>
      <span class="said" dir="auto">${call}${from}${before}${marked}${missing}${after}${to}</span>
    </li>
  `;
}
