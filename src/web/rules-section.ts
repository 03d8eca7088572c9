import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { rateInterval } from '../core/rate-interval.ts';
import { formatCount, formatInterval, formatPercent, plural } from './format-number.ts';
import { passageFigure } from './passage-figure.ts';
import type { ReportData, RuleReport } from './report-data.ts';

/** What must hold: each rule, how often it is broken, and where, with the offending step in place. */
export function rulesSection({ rules }: ReportData): Markup {
  const body =
    rules.length === 0
      ? markup`<p>No rule has been checked: <code>ethogram rules check FILE</code>.</p>`
      : rules.map(ruleArticle);
  return markup`<section id="rules"><h2>What must hold</h2>${body}</section>`;
}

function ruleArticle(rule: RuleReport): Markup {
  const { id, posture, description, formula, satisfied, violated, vacuous, violations } = rule;
  const applies = satisfied + violated;
  const interval = rateInterval(violated, applies);
  const rate = applies === 0 ? 0 : violated / applies;
  return markup`<article class="behavior"><h3>${shorten(description ?? id, 200)} ${violated > 0 ? markup`<span class="kind broken">broken</span>` : markup`<span class="kind">kept</span>`}</h3>
<p class="facts"><code>${shorten(id, 80)}</code> · posture ${posture}${formula === undefined ? '' : markup` · <code>${shorten(formula, 400)}</code>`}</p>
${
  applies === 0
    ? markup`<p class="facts">It applied to none of ${plural(vacuous, 'run')}.</p>`
    : markup`<p>${shareBar(rate, { tone: 'vermillion', interval, label: `broken in ${violated} of ${applies} runs` })} Broken in <strong>${formatCount(violated)} of ${plural(applies, 'run')}</strong> to which it applies: ${formatPercent(rate)} (${formatInterval(interval)})${vacuous === 0 ? '' : `; it did not apply to ${plural(vacuous, 'other run')}`}.</p>`
}
${violations.map(({ explanation, passage }, i) => (i === 0 ? violationFigure(explanation, passage) : ''))}
${violations.length < 2 ? '' : markup`<details><summary>${violations.length - 1} more of ${plural(violated, 'violation')}</summary>${violations.slice(1).map(({ explanation, passage }) => violationFigure(explanation, passage))}</details>`}</article>`;
}

function violationFigure(explanation: string, passage: RuleReport['violations'][number]['passage']): Markup {
  return markup`<p class="facts">${shorten(explanation, 400)}</p>${passageFigure(passage)}`;
}
