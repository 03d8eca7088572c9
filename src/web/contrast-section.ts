import { markup, type Markup } from '../chart/markup.ts';
import { FOUND, outcomeForest } from '../chart/outcome-forest.ts';
import { shorten } from '../chart/visible-text.ts';
import type { OutcomeRow } from '../analysis/outcome/outcome-differences.ts';
import { formatCount, formatPoints, plural } from '../core/format-number.ts';
import { codeWords } from './code-words.ts';
import { isContrast, type ContrastReport } from './contrast-report.ts';
import type { ReportData } from './report-data.ts';

/** Whether anything is found to go with success or failure; `undefined` where nothing could be compared. */
export function hasContrast({ contrast: { rows, tools } }: ReportData): boolean | undefined {
  return rows.length + tools.length === 0 ? undefined : rows.some(isContrast) || tools.length > 0;
}

/** What goes with success or failure within tasks: coded behaviors, then tools. */
export function contrastSection({ contrast }: ReportData): Markup {
  const { rows, tools } = contrast;
  const found = rows.some(isContrast);
  return markup`
    <section id="contrast">
      <h2>What goes with success</h2>
      ${rows.length === 0 ? '' : behaviorFigure(contrast, found)}
      ${tools.length === 0 ? '' : toolFigure(tools)}
      <p class="note">What goes together need not cause: a run in trouble also acts differently, and only an experiment tells. All of it: <code>ethogram analyse outcomes</code>.</p>
    </section>
  `;
}

function behaviorFigure({ rows, runs, successes, compared }: ContrastReport, found: boolean): Markup {
  const known = `${plural(runs, 'run')} of known outcome, ${formatCount(successes)} of which succeed`;
  if (!found) {
    return markup`<p>None of ${plural(compared, 'behavior')} that could be compared goes with success or failure beyond chance (${known}). The nearest to it:</p>${figure(rows, codeWords)}`;
  }
  const sure = rows.filter(isContrast).length;
  const goes = `${formatCount(sure)} of ${plural(compared, 'behavior')} ${sure === 1 ? 'goes' : 'go'} with how runs end`;
  return markup`<p>Compared with other runs of the same task, ${goes}, in ${known}.</p>${figure(rows, codeWords)}`;
}

function toolFigure(rows: readonly OutcomeRow[]): Markup {
  const goes = `${plural(rows.length, 'tool')} ${rows.length === 1 ? 'goes' : 'go'}`;
  return markup`<h3>Tools</h3><p>Compared with other runs of the same task, the use of ${goes} with how runs end.</p>${figure(rows, (tool) => shorten(tool, 60))}`;
}

function figure(rows: readonly OutcomeRow[], label: (behavior: string) => string): Markup {
  return markup`
    <figure class="beside">
      ${outcomeForest(rows, { label })}
      <figcaption>
        A dot to the left: runs that show it succeed less often than other runs of the same task, in percentage points; to
        the right, more often. The line is the 95% interval, the thin line below it the same among runs of equal length. Full dots hold
        at a false discovery rate of 5%.
      </figcaption>
    </figure>
  `;
}

/**
 * The surest of what goes with success, in a sentence: `Runs with X succeed less often than other runs of the same task: −52 points (−74 to
 * −30, n = 56).` Where it is found at equal length only, that.
 */
export function contrastSentence({ behavior, n, q, adjusted, ...plain }: OutcomeRow, isTool: boolean): Markup {
  const { difference, interval } = q > FOUND && adjusted !== null ? adjusted : plain;
  const length = q > FOUND ? ' and length' : '';
  const name = isTool ? markup`that call <code>${shorten(behavior, 60)}</code>` : markup`with <strong>${codeWords(behavior)}</strong>`;
  const often = `succeed ${difference < 0 ? 'less' : 'more'} often than other runs of the same task${length}`;
  const numbers = `${formatPoints(difference)} points (95% interval ${formatPoints(interval[0])} to ${formatPoints(interval[1])}, ${formatCount(n)} runs compared)`;
  return markup`Runs ${name} ${often}: ${numbers}.`;
} // prettier-ignore
