import { markup, type Markup } from '../chart/markup.ts';
import { shorten } from '../chart/visible-text.ts';
import { ACTIVITY_WORDS } from './activity-words.ts';
import { codeSpans } from './code-spans.ts';
import { formatCount, formatEstimate, formatPercent, plural } from '../core/format-number.ts';
import type { AgentReport, ReportData } from './report-data.ts';

/** How many agents are spoken of. */
const AGENTS = 3;
/** Below this share of calls, asking again within a run does not stand out. */
const NOTABLE_REPEATS = 0.01;
/** Below this share of tokens, tools' answers do not stand out. */
const NOTABLE_ANSWERS = 0.1;

/** What stands out in a report, one sentence each, and only what the data have. */
export function findings(data: ReportData): Markup[] {
  return [
    ...data.agents.slice(0, AGENTS).map(agentFinding),
    askedAgain(data),
    lookedUpAnew(data),
    firstBehavior(data),
    commonestFault(data),
    brokenRule(data),
  ].filter((finding) => finding !== undefined);
}

function agentFinding({ name, budget }: AgentReport): Markup | undefined {
  const [most] = budget.rows.toSorted((a, b) => b.share.tokens.share - a.share.tokens.share);
  if (most === undefined) return undefined;
  const answers = budget.tokens === 0 ? 0 : budget.answerTokens / budget.tokens;
  const ofTools = answers >= NOTABLE_ANSWERS ? `; ${formatPercent(answers)} of them are answers of tools` : '';
  const share = budget.rows.length === 1 ? 'all' : formatPercent(most.share.tokens.share);
  const rank = budget.rows.length === 1 ? '' : ', more than on anything else';
  return markup`
    <strong>${shorten(name, 60)}</strong> spends ${share} of its tokens on
    ${` ${ACTIVITY_WORDS[most.activity].share}${rank}${ofTools}.`}
  `;
}

function askedAgain({ repeated: { within } }: ReportData): Markup | undefined {
  if (within.share < NOTABLE_REPEATS) return undefined;
  const cost = `${plural(within.calls, 'call')}, ${formatEstimate(within.tokens)} tokens`;
  return markup`
    ${formatPercent(within.share)} of calls ask again what the same run had asked before, with nothing changed in
    between: ${cost}.
  `;
}

function lookedUpAnew({ repeated: { across } }: ReportData): Markup | undefined {
  if (across.distinct === 0) return undefined;
  const questions = `${plural(across.distinct, 'question')} ${across.distinct === 1 ? 'was' : 'were'}`;
  return markup`
    ${questions} asked anew in three or more runs and answered the same: ${formatEstimate(across.tokens)} tokens that
    knowing the answer would save.
  `;
}

function firstBehavior({ behaviors, moreBehaviors }: ReportData): Markup | undefined {
  const best = behaviors[0];
  if (best === undefined) return undefined;
  const count = plural(behaviors.length + moreBehaviors, 'behavior');
  const instruction = codeSpans(shorten(best.behavior.instruction, 240));
  return markup`The handbook holds ${count}. The first: <a href="#handbook">${instruction}</a>`;
}

function commonestFault({ codes }: ReportData): Markup | undefined {
  const [fault] = codes
    .filter(({ polarity, runs, judged }) => polarity === 'bad' && runs > 0 && judged?.calibrated !== false)
    .sort((a, b) => b.runs - a.runs);
  if (fault === undefined) return undefined;
  const name = shorten(fault.behavior, 60).replaceAll('-', ' ');
  const runs = `${plural(fault.runs, 'run')} of ${formatCount(fault.n)}`;
  return markup`${runs} ${fault.runs === 1 ? 'shows' : 'show'} <a href="#codes">${name}</a>, a fault.`;
}

function brokenRule({ rules }: ReportData): Markup | undefined {
  const [broken] = rules.filter((rule) => rule.violated > 0).sort((a, b) => b.violated - a.violated);
  if (broken === undefined) return undefined;
  const runs = `${plural(broken.violated, 'run')} of ${formatCount(broken.violated + broken.satisfied)}`;
  const verb = broken.violated === 1 ? 'breaks' : 'break';
  const name = shorten(broken.description ?? broken.id, 200);
  return markup`${runs} to which it applies ${verb} the rule <a href="#rules">${name}</a>.`;
}
