import { markup, type Markup } from '../chart/markup.ts';
import { shareBar } from '../chart/share-bar.ts';
import { shorten } from '../chart/visible-text.ts';
import { formatCount, formatInterval, formatPercent, plural } from '../core/format-number.ts';
import { passageFigure } from './passage-figure.ts';
import type { ReportData, RuleReport } from './report-data.ts';

/** What must hold: each rule, how often it is broken, and where, with the offending step in place. */
export function rulesSection({ rules }: ReportData): Markup {
  return markup`
    <section id="rules">
      <h2>What must hold</h2>
      ${rules.map(ruleArticle)}
    </section>
  `;
}

function ruleArticle(rule: RuleReport): Markup {
  const { id, posture, description, formula, satisfied, violated, violations } = rule;
  const title = shorten(description ?? id, 200);
  const state = violated > 0 ? 'broken' : satisfied > 0 ? 'kept' : 'not put to the test';
  const [first, ...others] = violations.map(violationFigure);
  const more = `${others.length} more of ${plural(violated, 'violation')}`;
  return markup`
    <article class="behavior">
      <h3>
        ${title.charAt(0).toUpperCase() + title.slice(1)} <span class="kind ${state}">${state}</span>
      </h3>
      <p class="facts">
        <code>${shorten(id, 80)}</code> · posture ${shorten(posture, 40)}
        ${formula === undefined ? '' : markup` · <code>${shorten(formula, 400)}</code>`}
      </p>
      ${rateWords(rule)}
      ${first}
      ${others.length === 0 ? '' : markup`<details><summary>${more}</summary>${others}</details>`}
    </article>
  `;
}

function rateWords({ satisfied, violated, interval, vacuous }: RuleReport): Markup {
  const applies = satisfied + violated;
  if (applies === 0) return markup`<p class="facts">It applied to none of ${plural(vacuous, 'run')}.</p>`;
  const rate = violated / applies;
  const count = `${formatCount(violated)} of ${plural(applies, 'run')}`;
  const others = vacuous === 0 ? '' : `; it did not apply to ${plural(vacuous, 'other run')}`;
  const numbers = `${formatPercent(rate)} (${formatInterval(interval)})${others}.`;
  return markup`
    <div class="rate">
      ${shareBar(rate, { tone: 'vermillion', interval, width: 240, label: `broken in ${count}` })}
      <p>Broken in <strong>${count}</strong> to which it applies: ${numbers}</p>
    </div>
  `;
}

function violationFigure({ explanation, passage }: RuleReport['violations'][number]): Markup {
  return markup`<p class="facts">${shorten(explanation, 400)}</p>${passageFigure(passage)}`;
}
